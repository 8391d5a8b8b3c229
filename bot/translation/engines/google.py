"""Google Cloud Translation, Basic: https://cloud.google.com/translate/docs/reference/rest/v2/translate."""

from __future__ import annotations

from collections.abc import Sequence

from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault, Limits
from bot.translation.engines.http import HttpEngine

ADDRESS = "https://translation.googleapis.com"
_QUOTA = (b"limit exceeded", b"quota", b"dailylimit")
"""In what it answers with 403 where not the key is at fault."""
_RATE = (b"user rate limit", b"userratelimit", b"ratelimitexceeded")
_KEY = (b"api key not valid", b"api_key_invalid", b"api key expired")


class Google(HttpEngine):
    """Translates with Google."""

    name, version = "google", "2"

    def __init__(self, key: str, address: str | None = None, seconds: float = 20.0) -> None:
        limits = Limits(seconds, at_a_time=4, texts=100, characters=5_000)
        super().__init__(address or ADDRESS, key, limits=limits)

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
        answer = await self._ask("/language/translate/v2", body, {"X-goog-api-key": self._key or ""})
        answers = self._texts(self._at(answer, "data", "translations"), texts, "translatedText")
        return [self.markup.unwrap(one) for one in answers]

    def _fault(self, status: int, content: bytes) -> Fault:
        told = content.lower()
        if status == 400 and any(sign in told for sign in _KEY):
            return Fault.KEY
        if status in (403, 429):
            if any(sign in told for sign in _RATE):
                return Fault.RATE
            if any(sign in told for sign in _QUOTA):
                return Fault.QUOTA
        return super()._fault(status, content)
