"""What was made of comments in the other language, and which comments are still to be translated.

A translation goes with the text it was made of: a trigger of the schema deletes it when that changes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, exists, select

from bot.database.dialect import given, upsert
from bot.database.engine import Connection
from bot.database.schema import comment, comment_translation, featured
from bot.discussion.stores import (
    notice_store as notices,
    owed_translation_store as owed,
    post_store as posts,
)
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.translation import MachineText

_OF_COMMENTS = select(comment_translation).where(comment_translation.c.comment_id.in_(given("comment_ids")))


def of_comments(connection: Connection, comment_ids: Collection[int]) -> dict[int, MachineText]:
    """What is stored of these comments in the other language, by comment."""
    if not comment_ids:
        return {}
    rows = connection.execute(_OF_COMMENTS, {"comment_ids": list(comment_ids)})
    return {row.comment_id: _text(row) for row in rows}


def store(connection: Connection, translated: Comment, made: MachineText, at: datetime) -> bool:
    """Store what was made of a comment, unless its text or language has changed since, or it was deleted;
    the notices about it, the mirrors that lack it and the cards that feature it follow. Gives whether it was
    stored.
    """
    is_featured = exists().where(featured.c.comment_id == comment.c.id)
    same = select(comment.c.discussion_id, is_featured.label("is_featured")).where(
        comment.c.id == translated.id,
        comment.c.text == translated.text,
        comment.c.language == translated.language,
        comment.c.status != CommentStatus.DELETED,
    )
    if (found := connection.execute(same).first()) is None:
        return False
    values = {
        "comment_id": translated.id,
        "language": made.language,
        "text": made.text,
        "engine": made.engine,
        "engine_version": made.version,
        "rough": made.rough,
        "made_at": at,
    }
    connection.execute(
        upsert(comment_translation, *(name for name in values if name != "comment_id")), values
    )
    if found.is_featured:
        posts.mark_stale(connection, [found.discussion_id])
    notices.mark_changed(connection, [translated.id])
    owed.complete(connection, translated.id, made.language, at)
    return True


def _text(row: Row[tuple[object, ...]]) -> MachineText:
    return MachineText(row.text, row.language, row.engine, row.engine_version, row.rough)
