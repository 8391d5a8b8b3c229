"""What the translation service knows: sentences in both languages, read from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.toml")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Sentences in both languages: ``pairs``, each by language; ``sayings`` are those for people to say."""

    sayings: tuple[Mapping[str, str], ...]
    pairs: tuple[Mapping[str, str], ...]

    @classmethod
    def read(cls) -> Phrasebook:
        """The sandbox's own."""
        told = tomllib.loads(_FILE.read_text("utf-8"))
        return cls(tuple(told["sayings"]), (*told["sayings"], *told["sentences"]))

    def translation(self, text: str, source: str, target: str) -> str | None:
        """A sentence in language ``target``; None for one that is not known in ``source``."""
        wanted = _key(text)
        return next((pair[target] for pair in self.pairs if _key(pair[source]) == wanted), None)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
