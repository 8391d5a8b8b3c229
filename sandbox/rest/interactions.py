"""The first answer to an interaction."""

from __future__ import annotations

from typing import Any

from sandbox.parts import Parts
from sandbox.rest.call import Call, Routes

routes = Routes()


@routes.on("POST", "/interactions/{interaction}/{token}/callback")
def _(parts: Parts, call: Call) -> Any:
    response = parts.interactions.callback(call["interaction"], call["token"], call.fields, call.uploads)
    return response if call.flag("with_response") else None
