"""From which language into which a text is translated."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class Direction:
    """A source language and a target language."""

    source: Language
    target: Language

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @classmethod
    def into(cls, target: Language) -> Direction:
        """The direction into ``target`` from the other language."""
        return cls(target.other, target)


DIRECTIONS = (Direction.into(Language.ES), Direction.into(Language.EN))
"""Both."""
