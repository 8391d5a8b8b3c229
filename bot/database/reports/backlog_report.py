"""What is still to be done: mirrors to be sent or changed, and messages to be read from history, by room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from bot.database.schema import appearance, comment, discussion, gap, post
from bot.domain.discussion import AppearanceStatus
from bot.domain.events import snowflake_time


@dataclass(frozen=True, slots=True)
class MirrorBacklog:
    """The mirrors that are still to be sent into a room's threads, or to follow changes there.

    ``held`` of those to be sent wait for older messages of the room they were made in. ``since`` is when the
    oldest of all was said.
    """

    server_id: int
    channel_id: int
    to_send: int
    held: int
    to_change: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Unread:
    """A channel or thread of a room where messages after ``read_to`` were missed and not read yet.

    ``opened_at`` is when that was noticed.
    """

    server_id: int
    channel_id: int
    read_to: datetime
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """``read`` counts the channels and threads that were read since the first of those ``unread`` was
    noticed; the newest discussions come first, as they are read.
    """

    mirrors: tuple[MirrorBacklog, ...] = ()
    unread: tuple[Unread, ...] = ()
    read: int = 0


NOTHING = Backlog()


def backlog(connection: Connection) -> Backlog:
    """What is still to be done, as far as it is stored."""
    unread = _unread(connection)
    read = 0
    if unread:
        since = min(one.opened_at for one in unread)
        query = select(func.count(gap.c.channel_id.distinct()))
        done = query.where(gap.c.closed_at.is_not(None), gap.c.opened_at >= since).where(
            gap.c.channel_id.not_in(select(gap.c.channel_id).where(gap.c.closed_at.is_(None)))
        )
        read = connection.execute(done).scalar_one()
    return Backlog(_mirrors(connection), unread, read)


def _mirrors(connection: Connection) -> tuple[MirrorBacklog, ...]:
    """By room, the longest backlog first."""
    home = post.alias()
    pending = appearance.c.status == AppearanceStatus.PENDING
    outstanding = and_(appearance.c.status == AppearanceStatus.SHOWN, appearance.c.outstanding > 0)
    elders = exists().where(
        gap.c.channel_id.in_((home.c.channel_id, home.c.thread_id)),
        gap.c.closed_at.is_(None),
        gap.c.after_id < comment.c.source_id,
    )
    to_send, to_change = func.sum(case((pending, 1), else_=0)), func.sum(case((outstanding, 1), else_=0))
    query = (
        select(
            discussion.c.server_id,
            post.c.channel_id,
            to_send,
            func.sum(case((and_(pending, elders), 1), else_=0)),
            to_change,
            func.min(comment.c.source_id),
        )
        .select_from(appearance)
        .join(comment, comment.c.id == appearance.c.comment_id)
        .join(post, post.c.id == appearance.c.post_id)
        .join(home, home.c.id == comment.c.post_id)
        .join(discussion, discussion.c.id == post.c.discussion_id)
        .where(or_(pending, outstanding))
        .group_by(discussion.c.server_id, post.c.channel_id)
        .order_by((to_send + to_change).desc(), post.c.channel_id)
    )
    rows = connection.execute(query)
    return tuple(MirrorBacklog(*row[:5], snowflake_time(row[5])) for row in rows)


def _unread(connection: Connection) -> tuple[Unread, ...]:
    query = (
        select(
            discussion.c.server_id,
            post.c.channel_id,
            func.min(gap.c.after_id),
            func.min(gap.c.opened_at, type_=gap.c.opened_at.type),
        )
        .select_from(gap)
        .join(post, or_(post.c.thread_id == gap.c.channel_id, post.c.channel_id == gap.c.channel_id))
        .join(discussion, discussion.c.id == post.c.discussion_id)
        .where(gap.c.closed_at.is_(None))
        .group_by(gap.c.channel_id, post.c.channel_id, discussion.c.server_id)
        .order_by(func.max(post.c.id).desc())
    )
    return tuple(
        Unread(server_id, channel_id, snowflake_time(after_id), opened_at)
        for server_id, channel_id, after_id, opened_at in connection.execute(query)
    )
