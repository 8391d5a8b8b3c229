"""Which rooms have a digest and when, and what was said since the last one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import given, upsert
from bot.database.schema import comment, digest
from bot.domain.discussion import CommentStatus
from bot.domain.events import first_snowflake
from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A room's digest. ``weekday`` is 0 on Monday, None every day; ``minute`` is after midnight in the
    server's time zone. ``last_at`` is when the last one was due. ``begun_at``: since then it may have been
    sent.
    """

    channel_id: int
    server_id: int
    weekday: int | None
    minute: int
    last_at: datetime
    begun_at: datetime | None


def servers(connection: Connection) -> list[int]:
    """The servers with digests."""
    return list(connection.execute(select(digest.c.server_id).distinct()).scalars())


def of_server(connection: Connection, server_id: int) -> list[StoredDigest]:
    """The digests of a server, by channel."""
    query = select(digest).where(digest.c.server_id == server_id).order_by(digest.c.channel_id)
    return [StoredDigest(**row) for row in connection.execute(query).mappings()]


def put(
    connection: Connection,
    server_id: int,
    channel_id: int,
    *,
    weekday: int | None,
    minute: int,
    now: datetime,
) -> None:
    """Set when a room has its digest, from now on."""
    values = {
        "channel_id": channel_id,
        "server_id": server_id,
        "weekday": weekday,
        "minute": minute,
        "last_at": now,
        "begun_at": None,
    }
    connection.execute(upsert(digest, "weekday", "minute", "last_at", "begun_at"), values)
    schedule(connection, Job.DIGEST, server_id)


def remove(connection: Connection, channel_id: int) -> bool:
    """A room has a digest no longer; gives whether it had one."""
    return connection.execute(delete(digest).where(digest.c.channel_id == channel_id)).rowcount > 0


def begin(connection: Connection, channel_id: int, now: datetime | None) -> None:
    """A digest is about to be sent; None: it was not sent after all."""
    connection.execute(update(digest).where(digest.c.channel_id == channel_id).values(begun_at=now))


def finish(connection: Connection, channel_id: int, at: datetime) -> None:
    """The digest that was due at a moment was sent, or there was nothing to say."""
    values = {"last_at": at, "begun_at": None}
    connection.execute(update(digest).where(digest.c.channel_id == channel_id).values(values))


def said_since(
    connection: Connection, discussion_ids: Collection[int], post_ids: Collection[int], since: datetime
) -> dict[int, int]:
    """How many comments that were made under these posts since a moment are shown, by discussion."""
    query = (
        select(comment.c.discussion_id, func.count())
        .where(
            comment.c.discussion_id.in_(given("discussions")),
            comment.c.source_id > first_snowflake(since),
            comment.c.post_id.in_(given("posts")),
            comment.c.status == CommentStatus.VISIBLE,
        )
        .group_by(comment.c.discussion_id)
    )
    values = {"discussions": list(discussion_ids), "posts": list(post_ids)}
    return {row[0]: row[1] for row in connection.execute(query, values)}
