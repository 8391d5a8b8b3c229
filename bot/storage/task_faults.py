"""How often background tasks failed by a fault of the program's since the bot was started."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert

from bot.storage.database import Connection
from bot.storage.schema import task_fault


async def note(connection: Connection, name: str, detail: str) -> None:
    """A task failed just now; ``detail`` is about this time."""
    now = {"detail": detail, "last_at": datetime.now(UTC)}
    await connection.execute(
        insert(task_fault)
        .values(name=name, count=1, **now)
        .on_conflict_do_update(index_elements=["name"], set_={"count": task_fault.c.count + 1, **now})
    )


async def forget(connection: Connection) -> None:
    """Begin to count anew."""
    await connection.execute(delete(task_fault))
