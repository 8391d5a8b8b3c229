"""Whose turn it is among the mirrors of a thread: they are sent in the order their comments were said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, cast, literal, or_, select

from bot.database.connection import Connection, schedule
from bot.database.dialect import given, pairs
from bot.database.schema import appearance, comment, gap, post
from bot.domain.discussion import Appearance, AppearanceStatus, PostStatus
from bot.jobs.kinds import Job

_MAX_HOLD = timedelta(minutes=15)
"""How long mirrors wait for older messages from history: what cannot be read holds nothing up for good."""
_EPOCH = datetime.fromtimestamp(0, UTC)
_UNSTORED = pairs("unstored", String)
_IS_AFTER_DIALOGS = (
    select(literal(1))
    .join_from(post, _UNSTORED, _UNSTORED.c.value == post.c.public_id)
    .where(post.c.id == comment.c.post_id, cast(_UNSTORED.c.key, BigInteger) < comment.c.source_id)
    .exists()
)
"""Whether a comment was made under the same post as one of the dialogs that are not stored yet, and later."""
_IS_IN_STALE_ROOM = (
    select(literal(1))
    .where(
        post.c.id == comment.c.post_id,
        or_(post.c.channel_id.in_(given("stale")), post.c.thread_id.in_(given("stale"))),
    )
    .exists()
)
"""Whether a comment was made in a room where messages may have been missed, and no gap was opened yet."""


def to_send(
    connection: Connection,
    channel_id: int,
    limit: int,
    started: datetime,
    unstored: Mapping[int, str],
    stale: Collection[int],
) -> list[Appearance]:
    """The pending mirrors whose turn it is in a thread, in the order they were said.

    One is left out while an older message of the room it was made in may yet come from history: while there
    is a gap, or that channel or thread is ``stale``. A gap older than the bot's start is given as long from
    there on: before, nobody may have had the time to close it.
    Nor is one sent before an older dialog that is ``unstored``: the post's public id, by its source id.
    """
    ready = _ready(started, unstored, stale).where(appearance.c.channel_id == channel_id)
    ordered = ready.order_by(comment.c.source_id, appearance.c.id).limit(limit)
    rows = connection.execute(ordered, {"unstored": dict(unstored), "stale": list(stale)})
    return [Appearance(**row) for row in rows.mappings()]


def is_turn(
    connection: Connection,
    mirror: Appearance,
    newest: int,
    started: datetime,
    unstored: Mapping[int, str],
    stale: Collection[int],
) -> bool:
    """Whether it is still the turn of a mirror that was the first to send: no gap was opened since, and no
    mirror with an id after ``newest`` belongs before it.
    """
    late, elder = appearance.alias(), comment.alias()
    came_before = (
        select(literal(1))
        .join_from(late, elder, elder.c.id == late.c.comment_id)
        .where(
            late.c.status == AppearanceStatus.PENDING,
            late.c.channel_id == mirror.channel_id,
            late.c.id > newest,
            elder.c.source_id < comment.c.source_id,
        )
    )
    turn = _ready(started, unstored, stale).where(appearance.c.id == mirror.id, ~came_before.exists())
    return connection.execute(turn, {"unstored": dict(unstored), "stale": list(stale)}).first() is not None


def _ready(started: datetime, unstored: Mapping[int, str], stale: Collection[int]) -> Select[Any]:
    """The pending mirrors of all threads that wait for nothing."""
    lately = datetime.now(UTC) - _MAX_HOLD
    held = _may_have_elders(gaps_since=_EPOCH if started > lately else lately, cards_since=lately)
    pending = select(appearance).join_from(appearance, comment)
    ready = pending.where(appearance.c.status == AppearanceStatus.PENDING, ~held)
    if unstored:
        ready = ready.where(~_IS_AFTER_DIALOGS)
    return ready.where(~_IS_IN_STALE_ROOM) if stale else ready


def schedule_held(connection: Connection, channel_id: int) -> None:
    """Have the pending mirrors of what was said in a channel or thread looked at, which waited for it."""
    query = (
        select(appearance.c.channel_id)
        .join_from(appearance, comment)
        .join(post, comment.c.post_id == post.c.id)
    )
    here = or_(post.c.channel_id == channel_id, post.c.thread_id == channel_id)
    held = query.where(appearance.c.status == AppearanceStatus.PENDING, here).distinct()
    schedule(connection, Job.MIRROR, *connection.execute(held).scalars())


def _may_have_elders(*, gaps_since: datetime, cards_since: datetime) -> ColumnElement[bool]:
    """Whether a gap lies before a pending mirror's comment in the room it was made in, or the thread of that
    room is still to be known.
    """
    here = post.c.id == comment.c.post_id
    gaps = (
        select(literal(1))
        .select_from(gap)
        .join(post, gap.c.channel_id.in_((post.c.channel_id, post.c.thread_id)))
        .where(here, gap.c.after_id < comment.c.source_id)
        .where(gap.c.closed_at.is_(None), gap.c.opened_at > gaps_since)
    )
    unfinished = select(literal(1)).where(
        here, post.c.status == PostStatus.PENDING, post.c.created_at > cards_since
    )
    return or_(gaps.exists(), unfinished.exists())
