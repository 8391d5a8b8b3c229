"""Engines for tests: one that changes nothing, one that does all that a bad model does, one that fails."""

from __future__ import annotations

import asyncio
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


class Phrasebook(Made):
    """Knows some sentences in both languages, and any that a test adds; for others it fails.

    With ``fault`` it fails for all. Between ``hold()`` and ``release()`` it gives no answer.
    """

    def __init__(self, name: str = "phrasebook", *, local: bool = True, limits: Limits = NO_WAIT) -> None:
        super().__init__(self._look_up, name, local=local, limits=limits)
        self.fault: Fault | None = None
        self._known: dict[str, str] = {}
        self._free = asyncio.Event()
        self._free.set()
        for english, spanish in PHRASES.items():
            self.know(english, spanish)

    def know(self, english: str, spanish: str) -> None:
        """Know a sentence in both languages."""
        self._known |= {english: spanish, spanish: english}

    def hold(self) -> None:
        """Give no answer from now on."""
        self._free.clear()

    def release(self) -> None:
        """Answer again, also what was asked meanwhile."""
        self._free.set()

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        self.asked.append(list(texts))
        await self._free.wait()
        return [self.word(text) for text in texts]

    def _look_up(self, text: str) -> str:
        if self.fault is not None:
            raise EngineFailed(self.name, self.fault)
        if text not in self._known:
            raise EngineFailed(self.name, Fault.REJECTED, f"not in the phrasebook: {text!r}")
        return self._known[text]


PHRASES = {
    "The bridge is open again.": "El puente está abierto de nuevo.",
    "I do not like the new bridge.": "No me gusta el puente nuevo.",
    "My children walk over it every morning.": "Mis hijos pasan por él todas las mañanas.",
    "Nobody asked the neighbours.": "Nadie preguntó a los vecinos.",
}
"""Sentences whose languages and negations the program tells for sure."""


def failing(fault: Fault, retry_after: float | None = None) -> Callable[[str], str]:
    """A word for :class:`Made` that fails."""

    def fail(text: str) -> str:
        raise EngineFailed("made", fault, retry_after=retry_after)

    return fail
