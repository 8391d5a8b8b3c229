"""The words of texts as the index knows them: cut and folded by SQLite's tokenizer.

So both engines find the same, with no extension on the server: the tokenizer works in a database in memory.
Asking it takes 75 us a text. What it makes of Latin letters and common marks it is asked once: a text of
nothing else is cut here, which takes 8 us.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

LONGEST = 500
"""Letters of a word that count; a lexeme of PostgreSQL's has at most 2,046 bytes."""
_COMMON = "".join(map(chr, (*range(0xA0, 0x180), *range(0x2010, 0x2028), 0x20AC)))
_WORD = re.compile(r"[0-9a-z]+")


class Tokenizer:
    """Cuts texts into words. One thread at a time may use it."""

    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.execute(
            "CREATE VIRTUAL TABLE said USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._memory.execute("CREATE VIRTUAL TABLE word USING fts5vocab(said, 'instance')")
        alone = self._asked([f"x{one}x" for one in _COMMON])
        self._folded = str.maketrans(
            {one: _between(words) for one, words in zip(_COMMON, alone, strict=True) if _is_plain(words)}
        )

    def words(self, texts: Sequence[str]) -> list[set[str]]:
        """The different words of each text, without capitals and accents."""
        folded = [text.translate(self._folded) for text in texts]
        asked = iter(
            self._asked([text for text, plain in zip(texts, folded, strict=True) if not plain.isascii()])
        )
        return [
            {word[:LONGEST] for word in _WORD.findall(plain.lower())} if plain.isascii() else next(asked)
            for plain in folded
        ]

    def _asked(self, texts: Sequence[str]) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in texts]
        self._memory.execute("BEGIN")
        try:
            rows = ((number, text.replace("\0", " ")) for number, text in enumerate(texts))
            self._memory.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", rows)
            for word, number in self._memory.execute("SELECT term, doc FROM word"):
                found[number].add(word[:LONGEST])
        finally:
            self._memory.execute("ROLLBACK")
        return found

    def close(self) -> None:
        """Free its memory."""
        self._memory.close()


def _is_plain(words: set[str]) -> bool:
    """Whether what the tokenizer made of a character between two letters is written in ASCII."""
    return all(word.isascii() for word in words)


def _between(words: set[str]) -> str:
    """What became of the character: letters or digits, nothing, or a space where it parts words."""
    (word, *_) = words
    return " " if word == "x" else word[1:-1]
