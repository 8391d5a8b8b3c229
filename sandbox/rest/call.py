"""One call of the API, and the routes that answer it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from sandbox.errors import DiscordError, invalid
from sandbox.files import Upload
from sandbox.parts import Parts

_MAJOR = ("channel", "guild", "webhook")
_LONGEST_REASON = 512


@dataclass(frozen=True)
class Call:
    """What was asked: path parameters, query, body, files, and the reason given for the audit log."""

    params: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: tuple[Upload, ...] = ()
    reason: str | None = None

    def __getitem__(self, name: str) -> str:
        return self.params[name]

    def flag(self, name: str) -> bool:
        """Whether the query sets the flag ``name``."""
        return self.query.get(name, "").lower() in ("1", "true")

    @property
    def fields(self) -> dict[str, Any]:
        """The body, which must be an object.

        Raises:
            DiscordError: 50109: it is not.
        """
        if not isinstance(self.body, dict):
            raise DiscordError(400, 50109, "The request body contains invalid JSON.")
        return self.body


Handler: TypeAlias = Callable[[Parts, Call], Any]
"""Answers a call with what becomes the JSON body; None is 204."""


@dataclass(frozen=True)
class Route:
    """A method and path template; calls that share ``bucket`` and its major parameter share a rate limit."""

    method: str
    path: str
    handler: Handler

    @property
    def open(self) -> bool:
        """Whether a token in its path stands for the bot's."""
        return "{token}" in self.path

    def major(self, params: Mapping[str, str]) -> str:
        """What Discord keeps separate limits for."""
        return ":".join(params[name] for name in _MAJOR if name in params)


class Routes(list[Route]):
    """A group of routes; its methods decorate their handlers."""

    def on(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Answer ``method`` on ``path`` with the decorated function."""

        def take(handler: Handler) -> Handler:
            self.append(Route(method, path, handler))
            return handler

        return take


async def read(request: web.Request) -> Call:
    """The call that ``request`` makes.

    Raises:
        DiscordError: 50109: the body is no JSON; 50035: the reason is too long.
    """
    body: Any = None
    uploads: list[Upload] = []
    if request.content_type.startswith("multipart/"):
        reader = await request.multipart()
        async for part in reader:
            if not isinstance(part, BodyPartReader):
                continue
            data = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                body = _json(data)
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                uploads.append(Upload(part.filename or "unknown", kind, data))
        body = body if body is not None else {}
    elif request.can_read_body:
        data = await request.read()
        body = _json(data) if data else None
    reason = unquote(request.headers.get("X-Audit-Log-Reason", ""))
    if len(reason) > _LONGEST_REASON:
        raise invalid("reason", "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.")
    return Call(request.match_info, request.query, body, tuple(uploads), reason or None)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None
