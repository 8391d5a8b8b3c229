"""The translation service: LibreTranslate's protocol on loopback, over a phrasebook.

https://docs.libretranslate.com
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from aiohttp import web

from sandbox.translation.phrasebook import Phrasebook

LANGUAGES = {"en": "English", "es": "Spanish"}
PAUSE_SECONDS = 12
"""How long a failing service asks to be left alone."""
_TAG = re.compile(r"</?span[^<>]{0,40}>")


class Fault(StrEnum):
    """How the service works just now."""

    NONE = "none"
    SLOW = "slow"
    FAILING = "failing"
    NONSENSE = "nonsense"


class TranslationService:
    """Translates what its phrasebook has, and refuses everything else. ``fault`` can be set at any time;
    ``slow`` is how many seconds a slow answer takes.
    """

    def __init__(self, *, slow: float = 6.0) -> None:
        self.phrasebook = Phrasebook.read()
        self.fault = Fault.NONE
        self._slow = slow

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on a free port of loopback; gives the origin."""
        app = web.Application()
        app.router.add_get("/languages", self._languages)
        app.router.add_post("/translate", self._translate)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _languages(self, _request: web.Request) -> web.Response:
        told = [{"code": code, "name": name, "targets": [*LANGUAGES]} for code, name in LANGUAGES.items()]
        return web.json_response(told)

    async def _translate(self, request: web.Request) -> web.Response:
        if self.fault is Fault.FAILING:
            pause = {"Retry-After": str(PAUSE_SECONDS)}
            return web.json_response({"error": "The service is down"}, status=503, headers=pause)
        if self.fault is Fault.SLOW:
            await asyncio.sleep(self._slow)
        try:
            body = await request.json()
        except ValueError:
            return _refused("Invalid request: no JSON")
        if not isinstance(body, dict):
            return _refused("Invalid request: no object")
        return self._answer(body)

    def _answer(self, body: dict[str, Any]) -> web.Response:
        for name in ("q", "source", "target"):
            if not body.get(name):
                return _refused(f"Invalid request: missing {name} parameter")
        source, target = str(body["source"]), str(body["target"])
        for language in (source, target):
            if language not in LANGUAGES:
                return _refused(f"{language} is not supported")
        texts = body["q"] if isinstance(body["q"], list) else [body["q"]]
        if body.get("format") == "html":
            texts = [html.unescape(_TAG.sub("", str(text))) for text in texts]
        told = [self._put(str(text), source, target) for text in texts]
        if None in told:
            return _refused("Cannot translate text: it is not in the phrasebook")
        return web.json_response({"translatedText": told if isinstance(body["q"], list) else told[0]})

    def _put(self, text: str, source: str, target: str) -> str | None:
        if self.fault is Fault.NONSENSE:
            return f"@everyone {text}"
        return self.phrasebook.translation(text, source, target)


def _refused(why: str) -> web.Response:
    return web.json_response({"error": why}, status=400)
