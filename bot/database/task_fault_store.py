"""How background work fares since the bot was started: faults of the program's, and what failed otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import delete

from bot.database.dialect import upsert
from bot.database.engine import Connection, Database
from bot.database.schema import failing, task_fault
from bot.domain.language import Language

ENGINES = "translation engines"
"""What stands for work where a translation engine is switched off because of a fault; the key is its name."""


async def store(database: Database, name: str, detail: str) -> None:
    """Store that a task failed just now. May raise a StorageFailed."""
    await database.write(note, name=name, detail=detail)


def note(connection: Connection, name: str, detail: str) -> None:
    """Count one more failure of a task, which happened just now; ``detail`` is about this one."""
    counted = upsert(task_fault, "detail", "last_at", count=task_fault.c.count + 1)
    failure = {"name": name, "count": 1, "detail": detail, "last_at": datetime.now(UTC)}
    connection.execute(counted, failure)


def forget(connection: Connection) -> None:
    """Forget all faults and failures, as at a start."""
    connection.execute(delete(task_fault))
    connection.execute(delete(failing))


def fail(
    connection: Connection, name: str, key: str, reason: Mapping[Language, str], *, given_up: bool
) -> None:
    """Store that an attempt at one key of a kind of work failed just now, and whether it was the last."""
    failure = {
        "given_up": given_up,
        "english": reason[Language.EN],
        "spanish": reason[Language.ES],
        "failed_at": datetime.now(UTC),
    }
    connection.execute(upsert(failing, *failure), {"name": name, "key": key, **failure})


def mend(connection: Connection, name: str, key: str) -> None:
    """Forget that a key had failed: it is as it should be."""
    connection.execute(delete(failing).where(failing.c.name == name, failing.c.key == key))
