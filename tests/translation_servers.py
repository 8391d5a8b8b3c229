"""Fakes of the translation services on loopback: each speaks its protocol, refuses a wrong key, and can be
told to answer anything else instead. The vendors' own clients were tried on them, and understand them.
"""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

KEY = "a-right-key"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_FORM = "application/x-www-form-urlencoded"
"""How LibreTranslate's own client asks."""


def _put(text: str) -> str:
    """A translation: what is marked to be kept, in an order of its own."""
    return f"es: {text}"


class TranslationServers:
    """LibreTranslate, DeepL, Google, Azure and a chat server at one address."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        """Path with query, headers and body of each request."""
        self.instead: list[web.Response | float | Handler] = []
        """What the next requests get instead: an answer, what a handler answers, or seconds without one."""
        self.key = KEY
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 22)
        app.router.add_post("/translate", self._translate)
        app.router.add_post("/v2/translate", self._deepl)
        app.router.add_post("/language/translate/v2", self._google)
        app.router.add_post("/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _begun(self, request: web.Request) -> Any:
        body = await request.json() if request.content_type != _FORM else await request.post()
        self.asked.append((str(request.rel_url), dict(request.headers), body))
        if not self.instead:
            return body
        if isinstance(instead := self.instead.pop(0), float):
            await asyncio.sleep(instead)
            return body
        raise _Instead(instead if isinstance(instead, web.Response) else await instead(request))

    async def _translate(self, request: web.Request) -> web.StreamResponse:
        """LibreTranslate's, or Azure's where a version is asked for."""
        try:
            body = await self._begun(request)
        except _Instead as one:
            return one.answer
        if "api-version" in request.query:
            if request.headers.get("Ocp-Apim-Subscription-Key") != self.key:
                return _said({"error": {"code": 401000, "message": "The request is not authorized"}}, 401)
            return _said(
                {
                    "value": [
                        {"translations": [{"language": "es", "text": _put(one["text"])}]}
                        for one in body["inputs"]
                    ]
                }
            )
        if body.get("api_key", self.key) != self.key:
            return _said({"error": "Invalid API key"}, 403)
        # The server unescapes entities itself.
        if isinstance(body["q"], str):
            return _said({"translatedText": html.unescape(_put(body["q"]))})
        return _said({"translatedText": [html.unescape(_put(one)) for one in body["q"]]})

    async def _deepl(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await self._begun(request)
        except _Instead as one:
            return one.answer
        if request.headers.get("Authorization") != f"DeepL-Auth-Key {self.key}":
            return web.Response(status=403)
        billed = body.get("show_billed_characters", False)
        told = [
            {"detected_source_language": "EN", "text": _put(one)}
            | ({"billed_characters": len(one)} if billed else {})
            for one in body["text"]
        ]
        return _said({"translations": told})

    async def _google(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await self._begun(request)
        except _Instead as one:
            return one.answer
        if request.headers.get("X-goog-api-key") != self.key:
            return _said(
                {"error": {"code": 400, "message": "API key not valid. Please pass a valid API key."}}, 400
            )
        told = [{"translatedText": _put(one).replace("'", "&#39;")} for one in body["q"]]
        return _said({"data": {"translations": told}})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await self._begun(request)
        except _Instead as one:
            return one.answer
        if request.headers.get("Authorization", f"Bearer {self.key}") != f"Bearer {self.key}":
            return _said({"error": {"message": "Incorrect API key provided"}}, 401)
        texts = [_put(one) for one in json.loads(body["messages"][1]["content"])]
        content = f"```json\n{json.dumps({'t': texts})}\n```"
        return _said({"choices": [{"finish_reason": "stop", "message": {"content": content}}]})


class _Instead(Exception):
    def __init__(self, answer: web.StreamResponse) -> None:
        self.answer = answer


def _said(what: object, status: int = 200) -> web.Response:
    return web.json_response(what, status=status)
