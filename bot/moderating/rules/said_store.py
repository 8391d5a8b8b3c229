"""What was said before a comment, as far as rules look at it: by the comments' own times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from bot.database.engine import Connection
from bot.database.schema import attachment, comment, discussion, held, post
from bot.domain.discussion import CommentOrigin, CommentStatus
from bot.domain.events import first_snowflake, snowflake_time

OWN, OTHERS = 100, 200
"""Comments that are looked back at, at the most: of the same member, and of everybody else."""

_server_said_in = (
    select(discussion.c.server_id).where(discussion.c.id == comment.c.discussion_id).scalar_subquery()
)
_HERE = _server_said_in == bindparam("server_id")
"""Asked of each comment: joined, it would lead to all discussions of a server instead of the last seconds."""
_BEFORE = comment.c.source_id < bindparam("source_id")


def _shortly_before(*conditions: Any, most: int) -> Select[Any]:
    return (
        select(comment.c.source_id, comment.c.text)
        .where(*conditions, _HERE, _BEFORE, comment.c.source_id >= bindparam("since"))
        .order_by(comment.c.source_id.desc())
        .limit(most)
    )


_OWN = _shortly_before(comment.c.author_id == bindparam("author_id"), most=OWN)
_OTHERS = _shortly_before(
    comment.c.author_id != bindparam("author_id"), comment.c.status != CommentStatus.DELETED, most=OTHERS
)
_STANDING = (
    select(comment.c.id)
    .where(
        comment.c.author_id == bindparam("author_id"),
        comment.c.status == CommentStatus.VISIBLE,
        _HERE,
        _BEFORE,
    )
    .limit(bindparam("most"))
)
_COUNT_STANDING = select(func.count()).select_from(_STANDING.subquery())
_CAN_BE_HELD = and_(
    comment.c.origin != CommentOrigin.ADDED,
    or_(
        comment.c.status == CommentStatus.VISIBLE,
        select(held.c.comment_id).where(held.c.comment_id == comment.c.id).exists(),
    ),
)
_STORED = (
    select(
        comment.c.source_id,
        comment.c.author_id,
        comment.c.text,
        discussion.c.server_id,
        post.c.channel_id,
        select(func.count())
        .where(attachment.c.comment_id == comment.c.id)
        .scalar_subquery()
        .label("attachments"),
        _CAN_BE_HELD.label("can_be_held"),
    )
    .join_from(comment, discussion)
    .join(post, post.c.id == comment.c.post_id)
    .where(comment.c.id == bindparam("comment_id"))
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A comment as it is stored, with its server and its room. ``can_be_held``: it is shown, or held already,
    and its message is part of the discussion.
    """

    source_id: int
    author_id: int
    text: str
    server_id: int
    room_id: int
    attachments: int
    can_be_held: bool


def get(connection: Connection, comment_id: int) -> Spoken:
    """The comment with this id."""
    return Spoken(*connection.execute(_STORED, {"comment_id": comment_id}).one())


def own(connection: Connection, spoken: Spoken, since: datetime) -> list[tuple[datetime, str]]:
    """When its author said what in the server since a moment, before this comment; the latest first."""
    return _before(connection, _OWN, spoken, since)


def others(connection: Connection, spoken: Spoken, since: datetime) -> list[tuple[datetime, str]]:
    """When anybody else said what in the server since a moment, before this comment; the latest first."""
    return _before(connection, _OTHERS, spoken, since)


def count_standing(connection: Connection, spoken: Spoken, most: int) -> int:
    """How many comments that its author made in the server before stand, counted up to ``most``."""
    given = {"server_id": spoken.server_id, "author_id": spoken.author_id, "source_id": spoken.source_id}
    return connection.execute(_COUNT_STANDING, given | {"most": most}).scalar_one()


def _before(
    connection: Connection, query: Select[Any], spoken: Spoken, since: datetime
) -> list[tuple[datetime, str]]:
    given = {"server_id": spoken.server_id, "author_id": spoken.author_id, "source_id": spoken.source_id}
    rows = connection.execute(query, given | {"since": first_snowflake(since)})
    return [(snowflake_time(row.source_id), row.text) for row in rows]
