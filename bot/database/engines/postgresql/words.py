"""The words of texts as the index knows them: cut and folded by SQLite's tokenizer.

So both engines find the same, with no extension on the server: the tokenizer works in a database in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

LONGEST = 500
"""Letters of a word that count; a lexeme of PostgreSQL's has at most 2,046 bytes."""


class Tokenizer:
    """Cuts texts into words. One thread at a time may use it."""

    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.execute(
            "CREATE VIRTUAL TABLE said USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._memory.execute("CREATE VIRTUAL TABLE word USING fts5vocab(said, 'instance')")

    def words(self, texts: Sequence[str]) -> list[set[str]]:
        """The different words of each text, without capitals and accents."""
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
