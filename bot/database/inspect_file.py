"""A look at a database file that changes nothing, for saying what is wrong with it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.database.backlog_report import NOTHING, Backlog, backlog
from bot.database.process_lock import only_bot_on
from bot.database.revisions import known_revisions
from bot.database.schema import discussion, failing, post, server, task_fault
from bot.domain.discussion import PostStatus
from bot.domain.errors import StorageFailed
from bot.domain.language import Language

_FAULTS = 5
"""Faults that are shown; where there are more, the file is beyond mending anyway."""


class Schema(StrEnum):
    """How the schema of a file stands to the program's."""

    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class UsedRoom:
    """A channel that cards go to, or (where ``cards`` is False) notices for moderators."""

    server_id: int
    channel_id: int
    cards: bool


@dataclass(frozen=True, slots=True)
class TaskFault:
    """A background task that failed by a fault of the program's: how often since the bot was started, and
    when and by what the last time.
    """

    name: str
    count: int
    last_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Failing:
    """How many keys of a kind of background work failed and are tried again, or were given up; when the last
    did, and why, in each language.
    """

    name: str
    given_up: bool
    count: int
    last_at: datetime
    reason: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found. ``faults`` are in SQLite's words; what stands in tables is known where the schema is
    current and nothing is damaged; ``room`` is how many bytes are free on the disk.
    """

    exists: bool
    room: int = 0
    in_use: bool = False
    schema: Schema = Schema.NONE
    faults: tuple[str, ...] = ()
    rooms: frozenset[UsedRoom] = frozenset()
    backlog: Backlog = NOTHING
    task_faults: tuple[TaskFault, ...] = ()
    failing: tuple[Failing, ...] = ()


def examine(path: Path) -> Checkup:
    """Look at the database at ``path``. Reads every page of it once."""
    if not path.exists():
        return Checkup(exists=False)
    room = shutil.disk_usage(path.parent).free
    engine = _looking(path)
    try:
        with engine.connect() as connection:
            schema, faults = _schema(connection), _faults(connection)
            # What stands in a damaged file may be anything.
            readable = schema is Schema.CURRENT and not faults
            return Checkup(
                exists=True,
                room=room,
                in_use=in_use(path),
                schema=schema,
                faults=faults,
                rooms=_rooms(connection) if readable else frozenset(),
                backlog=backlog(connection) if readable else NOTHING,
                task_faults=_task_faults(connection) if readable else (),
                failing=_failing(connection) if readable else (),
            )
    except (DBAPIError, sqlite3.Error) as error:
        detail = error.orig if isinstance(error, DBAPIError) else error
        return Checkup(exists=True, room=room, in_use=in_use(path), faults=(str(detail),))
    finally:
        engine.dispose()


def schema_of(path: Path) -> Schema:
    """How the schema of the database at ``path`` stands to the program's; none if it cannot be read."""
    engine = _looking(path)
    try:
        with engine.connect() as connection:
            return _schema(connection)
    except DBAPIError:
        return Schema.NONE
    finally:
        engine.dispose()


def _looking(path: Path) -> Engine:
    return create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true", poolclass=NullPool)


def in_use(path: Path) -> bool:
    """Whether a bot is running on the database at ``path``."""
    if not Path(f"{path}.lock").exists():
        return False
    try:
        with only_bot_on(path):
            return False
    except StorageFailed:
        return True


def _schema(connection: Connection) -> Schema:
    tables = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    found = (
        tables and connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    )
    if not found:
        return Schema.NONE
    known = known_revisions()
    if found == known[-1]:
        return Schema.CURRENT
    return Schema.OLDER if found in known else Schema.NEWER


def _faults(connection: Connection) -> tuple[str, ...]:
    told = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_FAULTS})")]
    orphans = {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    return (*(fault for fault in told if fault != "ok"), *(f"orphan in {table}" for table in sorted(orphans)))


def _rooms(connection: Connection) -> frozenset[UsedRoom]:
    cards = (
        select(discussion.c.server_id, post.c.channel_id)
        .join_from(post, discussion)
        .where(post.c.status != PostStatus.REMOVED)
    )
    notices = select(server.c.id, server.c.moderators_channel_id).where(
        server.c.moderators_channel_id.is_not(None)
    )
    return frozenset(
        UsedRoom(*row, cards=query is cards)
        for query in (cards, notices)
        for row in connection.execute(query)
    )


def _task_faults(connection: Connection) -> tuple[TaskFault, ...]:
    query = select(task_fault.c.name, task_fault.c.count, task_fault.c.last_at, task_fault.c.detail)
    return tuple(TaskFault(*row) for row in connection.execute(query.order_by(task_fault.c.name)))


def _failing(connection: Connection) -> tuple[Failing, ...]:
    rows = connection.execute(select(failing).order_by(failing.c.failed_at)).all()
    counts = Counter((row.name, row.given_up) for row in rows)
    last = {(row.name, row.given_up): row for row in rows}
    return tuple(
        Failing(*which, count, last[which].failed_at, _said(last[which]))
        for which, count in sorted(counts.items())
    )


def _said(row: Any) -> Mapping[Language, str]:
    return {Language.EN: row.english, Language.ES: row.spanish}
