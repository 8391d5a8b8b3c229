"""Messages that still show comments which were hidden or deleted, and have to be taken down.

A message that somebody added from elsewhere is no part of the discussion, and stays where it is.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, exists, or_, select

from bot.database.connection import Connection, schedule
from bot.database.dialect import given
from bot.database.schema import appearance, attachment, comment
from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, CommentOrigin, CommentStatus
from bot.jobs.kinds import Job

Lane = tuple[int, AppearanceKind]
"""Messages of a channel or thread that take the same permission to delete: its mirrors, or the originals."""

_IS_TO_BE_TAKEN_DOWN = and_(
    comment.c.status.in_((CommentStatus.HIDDEN, CommentStatus.DELETED)),
    appearance.c.status == AppearanceStatus.SHOWN,
    or_(comment.c.origin != CommentOrigin.ADDED, appearance.c.kind == AppearanceKind.MIRROR),
)
IS_TO_BE_COPIED = and_(attachment.c.copy.is_(None), ~attachment.c.lost)
"""Whether an attachment of a hidden comment has no copy yet."""
_IS_READY = or_(
    appearance.c.kind == AppearanceKind.MIRROR,
    comment.c.status != CommentStatus.HIDDEN,
    ~exists().where(attachment.c.comment_id == comment.c.id, IS_TO_BE_COPIED),
)
"""Whether a message can go: attachments of a hidden comment are gone with its original."""
_LANES = (
    select(appearance.c.channel_id, appearance.c.kind)
    .join_from(comment, appearance)
    .where(_IS_TO_BE_TAKEN_DOWN, _IS_READY)
    .distinct()
)
_LANES_OF_COMMENTS = _LANES.where(comment.c.id.in_(given("comment_ids")))


def lanes(connection: Connection) -> list[Lane]:
    """The lanes in which messages have to be taken down, and are ready for that."""
    # The condition more leads SQLite to the index of what is not visible.
    rows = connection.execute(_LANES.where(comment.c.status != CommentStatus.VISIBLE))
    return [(row.channel_id, row.kind) for row in rows]


def schedule_for(connection: Connection, comment_ids: Collection[int]) -> None:
    """Have the messages taken down that show these comments, as far as they are hidden or deleted and ready
    for that.
    """
    rows = connection.execute(_LANES_OF_COMMENTS, {"comment_ids": list(comment_ids)})
    schedule(connection, Job.TAKEDOWN, *((row.channel_id, row.kind) for row in rows))


def following(connection: Connection, lane: Lane, failed: Collection[int]) -> Appearance | None:
    """The next message of a lane that is ready to be taken down, or None where there is none.

    Those of hidden comments come first, as a moderator waits for them. The appearances ``failed``, which
    could not be deleted, come last of all: they do not keep the others from their turn.
    """
    channel_id, kind = lane
    has_failed = appearance.c.id.in_(given("failed"))
    query = (
        select(appearance)
        .join_from(appearance, comment)
        .where(appearance.c.channel_id == channel_id, appearance.c.kind == kind)
        .where(_IS_TO_BE_TAKEN_DOWN, _IS_READY)
        .order_by(has_failed, comment.c.status == CommentStatus.DELETED, appearance.c.id)
        .limit(1)
    )
    row = connection.execute(query, {"failed": list(failed)}).mappings().first()
    return Appearance(**row) if row else None


def of_comment(connection: Connection, comment_id: int) -> list[Appearance]:
    """The messages that show this comment and have to be taken down, ready or not."""
    query = select(appearance).join_from(comment, appearance).where(comment.c.id == comment_id)
    rows = connection.execute(query.where(_IS_TO_BE_TAKEN_DOWN).order_by(appearance.c.id))
    return [Appearance(**row) for row in rows.mappings()]
