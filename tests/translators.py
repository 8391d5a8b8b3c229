"""Engines for tests: one that changes nothing, one that does all that a bad model does, one that fails."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from bot.domain.message import Message
from bot.translation.direction import Direction
from bot.translation.engines.engine import EngineFailed, Fault, Limits
from bot.translation.tokens import PLACEHOLDER
from bot.translation.unit import Markup

NO_WAIT = Limits()


class Made:
    """Translates each text with ``word``; counts how often it is asked."""

    version, rough, markup = "1", False, Markup.PLAIN

    def __init__(
        self,
        word: Callable[[str], str],
        name: str = "made",
        *,
        local: bool = True,
        limits: Limits = NO_WAIT,
    ) -> None:
        self.name, self.local, self.limits = name, local, limits
        self.word = word
        self.asked: list[list[str]] = []

    def lacking(self) -> Message | None:
        return None

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        self.asked.append(list(texts))
        return [self.word(text) for text in texts]

    async def close(self) -> None:
        pass


def unchanged(text: str) -> str:
    """The text itself."""
    return text


class Hostile:
    """Drops, repeats, swaps and breaks placeholders, and adds mentions, links, markup and lines."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def __call__(self, text: str) -> str:
        chance, placeholders = self._chance, [one[0] for one in PLACEHOLDER.finditer(text)]
        what = chance.randrange(16)
        if placeholders:
            one, other = chance.choice(placeholders), chance.choice(placeholders)
            changed = {
                0: text.replace(one, "", 1),
                1: f"{text} {one}",
                2: text.replace(one, "\1").replace(other, one).replace("\1", other),
                3: text.replace(one, f"{one[:2]} {one[2:]}"),
                4: text.lower(),
                5: text.replace(one, "XQ99Z"),
            }
            if what in changed:
                return changed[what]
        return {
            6: f"{text} @everyone <@123456789012345678> https://evil.example",
            7: "",
            8: f"**{text}**",
            9: f"{text}\\",
            10: f"# {text}",
            11: f"{text}\n> # `",
            12: f"{text} || \u202e",
        }.get(what, text)


def failing(fault: Fault, retry_after: float | None = None) -> Callable[[str], str]:
    """A word for :class:`Made` that fails."""

    def fail(text: str) -> str:
        raise EngineFailed("made", fault, retry_after=retry_after)

    return fail
