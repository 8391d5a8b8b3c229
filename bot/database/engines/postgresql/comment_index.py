"""The index of words: it follows what was said, changed or hidden before the transaction ends."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.database.engines.postgresql.words import Tokenizer

BATCH = 1_000
_TO_INDEX = """
DELETE FROM comment_to_index WHERE source_id IN (SELECT source_id FROM comment_to_index LIMIT %(limit)s)
RETURNING source_id
"""
_SHOWN = """
SELECT comment.source_id, comment.text, ARRAY[
    '/s' || discussion.server_id, '/d' || discussion.id, '/c' || post.channel_id
]
FROM comment
    JOIN discussion ON discussion.id = comment.discussion_id
    JOIN post ON post.id = comment.post_id
WHERE comment.status = 'visible' AND comment.source_id = ANY(%(source_ids)s)
"""
_FORGET = "DELETE FROM comment_search WHERE source_id = ANY(%(source_ids)s)"
_INDEX = """
INSERT INTO comment_search VALUES (%(source_id)s, array_to_tsvector(%(words)s::text[]))
ON CONFLICT (source_id) DO UPDATE SET words = excluded.words
"""

_tokenizer = Tokenizer()


def follow_comments(connection: Connection) -> None:
    """Bring the index up to date with all comments that triggers have noted as changed."""
    while source_ids := list(connection.exec_driver_sql(_TO_INDEX, {"limit": BATCH}).scalars()):
        shown = connection.exec_driver_sql(_SHOWN, {"source_ids": source_ids}).all()
        if gone := set(source_ids) - {row[0] for row in shown}:
            connection.exec_driver_sql(_FORGET, {"source_ids": list(gone)})
        words = _tokenizer.words([text for _, text, _ in shown])
        rows = [
            {"source_id": source_id, "words": [*said, *place]}
            for (source_id, _, place), said in zip(shown, words, strict=True)
        ]
        if rows:
            connection.exec_driver_sql(_INDEX, rows)
