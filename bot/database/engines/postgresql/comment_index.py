"""The index of words: it follows what was said, changed or hidden before the transaction ends."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.database.engines.postgresql.words import Tokenizer

BATCH = 1_000
_TO_INDEX = """
DELETE FROM comment_to_index WHERE source_id IN (SELECT source_id FROM comment_to_index LIMIT %(limit)s)
RETURNING source_id
"""
_SHOWN = """
SELECT comment.source_id, comment.text, ARRAY['/d' || comment.discussion_id, '/c' || post.channel_id]
FROM comment JOIN post ON post.id = comment.post_id
WHERE comment.status = 'visible' AND comment.source_id = ANY(%(source_ids)s)
"""
_NEXT = """
SELECT source_id FROM comment WHERE status = 'visible' AND source_id > %(after)s
ORDER BY source_id LIMIT %(limit)s
"""
_FORGET = "DELETE FROM comment_search WHERE source_id = ANY(%(source_ids)s)"
# One array of rows: each by itself takes ten times as long. No word holds a space.
_INDEX = """
INSERT INTO comment_search
SELECT source_id, array_to_tsvector(string_to_array(words, ' '))
FROM unnest(%(source_ids)s::bigint[], %(words)s::text[]) AS said (source_id, words)
ON CONFLICT (source_id) DO UPDATE SET words = excluded.words
"""

_tokenizer = Tokenizer()


def add_comments(connection: Connection, source_ids: Sequence[int]) -> None:
    """Put comments that were just stored into the index."""
    for first in range(0, len(source_ids), BATCH):
        _index(connection, list(source_ids[first : first + BATCH]))


def follow_comments(connection: Connection) -> None:
    """Bring the index up to date with all comments that triggers have noted as changed."""
    full = True
    while full:
        source_ids = list(connection.exec_driver_sql(_TO_INDEX, {"limit": BATCH}).scalars())
        full = len(source_ids) == BATCH
        _index(connection, source_ids)


def index_all(connection: Connection) -> None:
    """Put all comments that are shown into the index."""
    after = 0
    while source_ids := list(connection.exec_driver_sql(_NEXT, {"after": after, "limit": BATCH}).scalars()):
        _index(connection, source_ids)
        after = source_ids[-1]


def _index(connection: Connection, source_ids: list[int]) -> None:
    shown = connection.exec_driver_sql(_SHOWN, {"source_ids": source_ids}).all()
    found = [row[0] for row in shown]
    if gone := set(source_ids) - set(found):
        connection.exec_driver_sql(_FORGET, {"source_ids": list(gone)})
    words = _tokenizer.words([text for _, text, _ in shown])
    lines = [" ".join((*said, *place)) for (_, _, place), said in zip(shown, words, strict=True)]
    if found:
        connection.exec_driver_sql(_INDEX, {"source_ids": found, "words": lines})
