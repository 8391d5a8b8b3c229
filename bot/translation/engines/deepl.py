"""DeepL: https://developers.deepl.com/docs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.language import Language
from bot.translation.direction import Direction
from bot.translation.engines.engine import Limits
from bot.translation.engines.http import HttpEngine
from bot.translation.unit import Markup

PAID, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
_FREE_KEY = ":fx"
"""The end of keys that are for the free address."""
_TARGETS = {Language.EN: "EN-US", Language.ES: "ES"}


def address_of(key: str) -> str:
    """The address that a key is for."""
    return FREE if key.endswith(_FREE_KEY) else PAID


class DeepL(HttpEngine):
    """Translates with DeepL."""

    name, version = "deepl", "2"
    markup = Markup.XML

    def __init__(self, key: str, address: str | None = None, seconds: float = 20.0) -> None:
        super().__init__(
            address or address_of(key), key, limits=Limits(seconds, at_a_time=4, texts=50, characters=30_000)
        )

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text.

        Raises:
            EngineFailed: there is none.
        """
        body = {
            "text": [self.markup.wrap(text) for text in texts],
            "source_lang": direction.source.value.upper(),
            "target_lang": _TARGETS[direction.target],
            "tag_handling": "xml",
            "tag_handling_version": "v2",
            "ignore_tags": ["x"],
            "preserve_formatting": True,
        }
        answer = await self._ask("/v2/translate", body, {"Authorization": f"DeepL-Auth-Key {self._key}"})
        answers = self._texts(self._at(answer, "translations"), texts, "text")
        return [self.markup.unwrap(one) for one in answers]
