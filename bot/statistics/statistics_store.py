"""Counting comments by the hour of the day and their language."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce

from bot.database.dialect import given
from bot.database.engine import Connection
from bot.database.schema import comment, discussion, ending, post
from bot.domain.discussion import CommentStatus, DetectedLanguage, Ending
from bot.domain.events import first_snowflake
from bot.statistics.figures import HOURS, ByHour

_MILLISECONDS = 3_600_000
_HOUR = type_coerce(comment.c.said_at, BigInteger) // _MILLISECONDS % HOURS


def in_server(
    connection: Connection,
    server_id: int,
    channels: Collection[int],
    moderated: Collection[int],
    *,
    discussion_id: int | None = None,
    since: datetime | None = None,
) -> ByHour:
    """Count visible comments said in ``channels``, of one discussion or of all; where the last card of a
    discussion was removed, only those in ``moderated`` channels.
    """
    without_card = select(ending.c.discussion_id).where(
        ending.c.discussion_id == comment.c.discussion_id, ending.c.kind == Ending.DELETED
    )
    conditions = [
        discussion.c.server_id == server_id,
        post.c.channel_id.in_(given("channels")),
        ~without_card.exists() | post.c.channel_id.in_(given("moderated")),
        comment.c.status == CommentStatus.VISIBLE,
    ]
    if discussion_id is not None:
        conditions.append(comment.c.discussion_id == discussion_id)
    if since is not None:
        conditions.append(comment.c.source_id >= first_snowflake(since))
    rooms = {"channels": sorted(channels), "moderated": sorted(moderated)}
    return _counted(connection, conditions, rooms)


def in_export(
    connection: Connection,
    discussion_id: int,
    statuses: Collection[CommentStatus],
    channels: Collection[int] | None,
) -> ByHour:
    """Count the comments of an export, but those that were deleted."""
    conditions = [
        comment.c.discussion_id == discussion_id,
        comment.c.status.in_([one for one in statuses if one is not CommentStatus.DELETED]),
    ]
    if channels is not None:
        conditions.append(post.c.channel_id.in_(given("channels")))
    return _counted(connection, conditions, {"channels": sorted(channels or ())})


def _counted(
    connection: Connection, conditions: list[ColumnElement[bool]], rooms: dict[str, list[int]]
) -> ByHour:
    query = (
        select(comment.c.language, _HOUR.label("hour"), func.count().label("number"))
        .select_from(comment)
        .join(post, post.c.id == comment.c.post_id)
        .join(discussion, discussion.c.id == comment.c.discussion_id)
        .where(*conditions)
        .group_by(comment.c.language, _HOUR)
    )
    found = {language: [0] * HOURS for language in DetectedLanguage}
    for row in connection.execute(query, rooms):
        found[row.language][row.hour] = row.number
    return {language: tuple(counts) for language, counts in found.items()}
