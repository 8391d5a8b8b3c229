"""The panels that say in moderators' channels how much waits: which are wanted, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.database.dialect import upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import queue_panel
from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class StoredPanel:
    """A server's panel: whether it is wanted, and the message that it stands in, if it was sent.

    ``number`` counts how often it was sent. ``shown`` is what it says, to compare. It reminds of what waits
    for ``remind_hours``, if any; that was done for comments up to the source id ``reminded_to``.
    """

    wanted: bool
    channel_id: int | None
    message_id: int | None
    number: int
    posted_at: datetime | None
    shown: str | None
    remind_hours: int
    reminded_to: int


def servers(connection: Connection) -> list[int]:
    """The servers that have a panel, or had one that has to be taken away."""
    return list(connection.execute(select(queue_panel.c.server_id)).scalars())


def get(connection: Connection, server_id: int) -> StoredPanel | None:
    """The panel of a server."""
    columns = [queue_panel.c[name] for name in StoredPanel.__dataclass_fields__]
    row = connection.execute(select(*columns).where(queue_panel.c.server_id == server_id)).one_or_none()
    return StoredPanel(*row) if row else None


def want(connection: Connection, server_id: int, wanted: bool) -> None:
    """Have a panel sent, or taken away."""
    connection.execute(upsert(queue_panel, "wanted"), {"server_id": server_id, "wanted": wanted})
    schedule(connection, Job.QUEUE_PANEL, server_id)


def mark_begun(connection: Connection, server_id: int, channel_id: int) -> None:
    """Store that the panel is about to be sent."""
    number = queue_panel.c.number + 1
    _set(connection, server_id, channel_id=channel_id, message_id=None, shown=None, number=number)


def mark_sent(connection: Connection, server_id: int, message_id: int, at: datetime, shown: str) -> None:
    """Store which message the panel stands in, and what it says."""
    _set(connection, server_id, message_id=message_id, posted_at=at, shown=shown)


def mark_shown(connection: Connection, server_id: int, shown: str) -> None:
    """Store what the panel says now."""
    _set(connection, server_id, shown=shown)


def remind(connection: Connection, server_id: int, hours: int) -> None:
    """Have a panel remind of what waits for so many hours; 0 is never."""
    _set(connection, server_id, remind_hours=hours, reminded_to=0)
    schedule(connection, Job.QUEUE_PANEL, server_id)


def mark_reminded(connection: Connection, server_id: int, source_id: int) -> None:
    """Store that the panel has reminded of the comments up to this one."""
    _set(connection, server_id, reminded_to=source_id)


def mark_gone(connection: Connection, server_id: int) -> None:
    """Store that the panel's message is gone."""
    _set(connection, server_id, channel_id=None, message_id=None, shown=None)


def forget(connection: Connection, server_id: int) -> None:
    """Forget a panel that is not wanted, unless it is again."""
    connection.execute(delete(queue_panel).where(queue_panel.c.server_id == server_id, ~queue_panel.c.wanted))


def _set(connection: Connection, server_id: int, **values: Any) -> None:
    connection.execute(update(queue_panel).where(queue_panel.c.server_id == server_id).values(**values))
