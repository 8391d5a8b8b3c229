"""A translation service for the bot that is killed: it knows a few sentences, and is slow or fails at times.

It speaks LibreTranslate's protocol on loopback, in the benchmark's own process, so that it outlives the bot.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
from types import TracebackType
from typing import Any, Self

from aiohttp import web

SENTENCES = {
    "The bridge is open again": "El puente está abierto de nuevo",
    "I do not like the new bridge": "No me gusta el puente nuevo",
    "My children walk over it every morning": "Mis hijos pasan por él todas las mañanas",
    "Nobody asked the neighbours": "Nadie preguntó a los vecinos",
}
"""What people say, and what that is in the other language."""
_EITHER = SENTENCES | {spanish: english for english, spanish in SENTENCES.items()}
_KNOWN = re.compile("|".join(map(re.escape, _EITHER)))
_TAG = re.compile(r"</?span[^<>]{0,40}>")
SLOW_SECONDS = 3.0
SLOW, FAILING = 0.03, 0.03
"""How many of its answers come late, and how many are none."""


def translated(text: str) -> str:
    """A text with each sentence that is known in the other language."""
    return _KNOWN.sub(lambda known: _EITHER[known[0]], text)


class TranslationService:
    """The service; as a context it listens at ``url``."""

    def __init__(self, seed: int) -> None:
        self.url = ""
        self._chance = random.Random(seed)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/translate", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def settings(self) -> dict[str, str]:
        """What the bot is told of it."""
        return {
            "TERTULIA_TRANSLATORS": "libretranslate",
            "TERTULIA_LIBRETRANSLATE_URL": self.url,
            "TERTULIA_LIBRETRANSLATE_LOCAL": "true",
        }

    async def _answer(self, request: web.Request) -> web.Response:
        asked: dict[str, Any] = await request.json()
        roll = self._chance.random()
        if roll < SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        elif roll < SLOW + FAILING:
            return web.json_response({"error": "down"}, status=503)
        texts = [html.unescape(_TAG.sub("", text)) for text in asked["q"]]
        return web.json_response({"translatedText": [translated(text) for text in texts]})
