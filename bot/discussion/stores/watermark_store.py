"""How far each channel and thread has been gathered, and the gaps that history has still to close."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update

from bot.database.dialect import excluded, given, upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import gap, watermark
from bot.discussion.stores import send_order_store as turns
from bot.jobs.kinds import Job

_IS_LATER = excluded(watermark).message_id > watermark.c.message_id
_ADVANCE = upsert(watermark, "message_id", only_if=_IS_LATER)


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages of one channel or thread after ``after_id`` that were not seen as they were written.

    ``before_id`` is None while it is open: it reaches to wherever history ends when it is closed.
    """

    id: int
    channel_id: int
    after_id: int
    before_id: int | None
    opened_at: datetime
    closed_at: datetime | None


def of(connection: Connection, channel_id: int) -> int | None:
    """Return the last message of a channel or thread up to which everything is stored; None without one."""
    query = select(watermark.c.message_id).where(watermark.c.channel_id == channel_id)
    return connection.execute(query).scalar()


def all_of(connection: Connection, channels: Collection[int] | None = None) -> dict[int, int]:
    """Return the watermarks of these channels and threads, or of all."""
    query = select(watermark.c.channel_id, watermark.c.message_id)
    if channels is not None:
        query = query.where(watermark.c.channel_id.in_(given("channels")))
    rows = connection.execute(query, {"channels": list(channels or ())})
    return {row.channel_id: row.message_id for row in rows}


def latest(connection: Connection) -> int:
    """Return the latest watermark of all channels, 0 where there is none."""
    reached = select(func.max(watermark.c.message_id))
    return connection.execute(reached).scalar_one() or 0


def advance(connection: Connection, reached: Mapping[int, int]) -> None:
    """Move channels' watermarks to these messages; a watermark never goes back."""
    if not reached:
        return
    rows = [{"channel_id": channel, "message_id": message} for channel, message in reached.items()]
    connection.execute(_ADVANCE, rows)


def open_gap(connection: Connection, channel_id: int, after_id: int) -> None:
    """Open a gap after the message ``after_id``.

    One that is open already is replaced by one that begins where the earlier of both does: whoever reads it
    at this moment may have read past ``after_id`` before it was known what is missing there.
    """
    schedule(connection, Job.BACKFILL, channel_id)
    now = datetime.now(UTC)
    standing = gaps(connection, channel_id)
    for one in standing:
        close(connection, one.id)
    values = {
        "channel_id": channel_id,
        "after_id": min([after_id, *(one.after_id for one in standing)]),
        "opened_at": min([now, *(one.opened_at for one in standing)]),
    }
    connection.execute(insert(gap).values(values))


def open_after_watermarks(connection: Connection, missed: Mapping[int, int]) -> None:
    """Open gaps after the watermarks of channels; for one that has none, after the message given for it."""
    marks = all_of(connection, missed) if missed else {}
    for channel_id, since in missed.items():
        open_gap(connection, channel_id, marks.get(channel_id, since))


def gaps(connection: Connection, channel_id: int) -> list[Gap]:
    """Return the open gaps of a channel or thread, oldest first."""
    query = select(gap).where(gap.c.channel_id == channel_id, gap.c.closed_at.is_(None))
    return [Gap(**row) for row in connection.execute(query.order_by(gap.c.after_id)).mappings()]


def open_gaps(connection: Connection, channels: Collection[int] | None = None) -> dict[int, Gap]:
    """Return the open gaps of these channels and threads, or of all, by channel or thread."""
    query = select(gap).where(gap.c.closed_at.is_(None)).order_by(gap.c.id)
    if channels is not None:
        query = query.where(gap.c.channel_id.in_(given("channels")))
    rows = connection.execute(query, {"channels": list(channels or ())})
    return {row["channel_id"]: Gap(**row) for row in rows.mappings()}


def narrow(connection: Connection, gap_id: int, after_id: int) -> bool:
    """Let a gap begin after this message: all that comes before it is stored. Returns whether it is open."""
    narrowed = update(gap).where(gap.c.id == gap_id, gap.c.closed_at.is_(None)).values(after_id=after_id)
    return connection.execute(narrowed).rowcount > 0


def close(connection: Connection, gap_id: int) -> None:
    """Close a gap: history was read to its end, or another took its place."""
    closed = update(gap).where(gap.c.id == gap_id, gap.c.closed_at.is_(None))
    connection.execute(closed.values(closed_at=datetime.now(UTC)))


def close_all(connection: Connection, channel_id: int) -> None:
    """Close a channel's gaps, as the channel is gone. No mirror waits for them."""
    for one in gaps(connection, channel_id):
        close(connection, one.id)
    turns.schedule_held(connection, channel_id)
