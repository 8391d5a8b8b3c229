"""LibreTranslate: https://github.com/LibreTranslate/LibreTranslate, on one's own machine or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault, Limits
from bot.translation.engines.http import HttpEngine


class LibreTranslate(HttpEngine):
    """Translates with a LibreTranslate server."""

    name, version = "libretranslate", "1"

    def __init__(
        self, address: str, key: str | None = None, *, local: bool = False, seconds: float = 20.0
    ) -> None:
        super().__init__(address, key, local=local, limits=Limits(seconds))

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text.

        Raises:
            EngineFailed: there is none.
        """
        body = {
            "q": [self.markup.wrap(text) for text in texts],
            "source": direction.source.value,
            "target": direction.target.value,
            "format": "html",
        }
        if self._key:
            body["api_key"] = self._key
        answers = self._texts(self._at(await self._ask("/translate", body), "translatedText"), texts)
        return [self.markup.unwrap(one, escaped=False) for one in answers]  # the server unescapes entities

    def _fault(self, status: int, content: bytes) -> Fault:
        if status == 400:
            told = content.lower()
            if b"limit" in told:
                return Fault.TOO_LONG
            if b"not supported" in told:
                return Fault.UNSUPPORTED
            if b"api key" in told:
                return Fault.KEY
        return super()._fault(status, content)
