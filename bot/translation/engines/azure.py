"""Azure AI Translator: https://learn.microsoft.com/azure/ai-services/translator."""

from __future__ import annotations

from collections.abc import Sequence

from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault, Limits
from bot.translation.engines.http import HttpEngine

ADDRESS = "https://api.cognitive.microsofttranslator.com"
VERSION = "2026-06-06"
_QUOTA = (b"403001", b"429001", b"quota")
"""Codes of a quota that is used up, or used too fast for its hour."""


class Azure(HttpEngine):
    """Translates with Azure."""

    name, version = "azure", VERSION

    def __init__(
        self, key: str, region: str | None = None, address: str | None = None, seconds: float = 20.0
    ) -> None:
        limits = Limits(seconds, at_a_time=4, texts=100, characters=20_000)
        super().__init__(address or ADDRESS, key, limits=limits)
        self._region = region

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text.

        Raises:
            EngineFailed: there is none.
        """
        source, targets = direction.source.value, [{"language": direction.target.value}]
        body = {
            "inputs": [
                {"text": self.markup.wrap(text), "language": source, "textType": "Html", "targets": targets}
                for text in texts
            ]
        }
        headers = {"Ocp-Apim-Subscription-Key": self._key or ""}
        if self._region:
            headers["Ocp-Apim-Subscription-Region"] = self._region
        answer = await self._ask("/translate", body, headers, {"api-version": VERSION})
        answers = self._texts(self._at(answer, "value"), texts, "translations", 0, "text")
        return [self.markup.unwrap(one) for one in answers]

    def _fault(self, status: int, content: bytes) -> Fault:
        if status in (403, 429) and any(sign in content.lower() for sign in _QUOTA):
            return Fault.QUOTA
        return super()._fault(status, content)
