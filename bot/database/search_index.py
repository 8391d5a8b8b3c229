"""The index of words that comments are found by. Triggers keep what is changed or goes later out of it or in.

Engines hold it and ask it each their own way; they cut texts into words alike, accents and capitals aside.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BigInteger, FunctionElement, TableValuedAlias, bindparam, column

from bot.database.connection import Connection
from bot.database.dialect import INDEX_COMMENTS

_COLLECTED = "comments to index"


@dataclass(frozen=True, slots=True)
class Query:
    """What comments are looked for: all of ``words``, said in any of these channels, which are all of one
    server.

    A word holds letters and digits alone; a star at its end stands for the rest of a longer word.
    """

    words: Collection[str]
    server_id: int
    channels: Collection[int]
    discussion_id: int | None = None


class Found(FunctionElement[int]):
    """The ``source_id`` of each comment that a :class:`Query` finds."""

    inherit_cache = True


def found_by(name: str) -> TableValuedAlias:
    """Rows of a ``source_id`` each: what the query finds that is bound to ``name``."""
    return Found(bindparam(name)).table_valued(column("source_id", BigInteger))


def index(connection: Connection, source_ids: Collection[int]) -> None:
    """Let comments that were just stored be found, in the same transaction: once, and all at once.

    In a trigger the index would write itself out for every row, which takes six times as long.
    """
    if (collected := connection.info.get(_COLLECTED)) is not None:
        collected.update(source_ids)
    elif source_ids:
        connection.execute(INDEX_COMMENTS, {"source_ids": list(source_ids)})


def collect(connection: Connection) -> set[int]:
    """Have :func:`index` add comments to this set from now on: its engine puts them in before it commits."""
    collected: set[int] = set()
    connection.info[_COLLECTED] = collected
    return collected
