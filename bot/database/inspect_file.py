"""A look at a database file that changes nothing, for saying what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from bot.database.engine_in_use import Engine, driver_errors, engine_of, is_unreachable
from bot.database.place import Place
from bot.database.reports.acts_report import acts_report
from bot.database.reports.backlog_report import NOTHING, Backlog, backlog
from bot.database.reports.counts_report import CountsReport, counts_report
from bot.database.reports.feeds_report import NO_FEEDS, FeedsReport, feeds_report
from bot.database.reports.translation_report import TranslationReport, translation_report
from bot.database.revisions import Schema, schema_in
from bot.database.schema import discussion, failing, post, server, task_fault
from bot.database.task_fault_store import ENGINES
from bot.domain.discussion import PostStatus
from bot.domain.errors import StorageFailed
from bot.domain.language import Language
from bot.domain.message import Message

MAX_FAULTS = 5
"""Faults that are shown; where there are more, the file is beyond mending anyway."""


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
class DatabaseReport:
    """What was found. ``unusable`` is why nothing can be read as things are set up, ``unreachable`` why
    nothing could be read just now, in the engine's words, as ``faults`` are; what stands in tables is known
    where the schema is current and nothing is damaged; ``room`` is how many bytes are free on the disk, where
    that is known. ``acts`` are the optional permissions that servers have a use for.
    """

    exists: bool
    room: int | None = 0
    in_use: bool = False
    schema: Schema = Schema.NONE
    unusable: Message | None = None
    unreachable: str | None = None
    faults: tuple[str, ...] = ()
    rooms: frozenset[UsedRoom] = frozenset()
    backlog: Backlog = NOTHING
    task_faults: tuple[TaskFault, ...] = ()
    failing: tuple[Failing, ...] = ()
    translation: TranslationReport | None = None
    acts: Mapping[int, frozenset[str]] = field(default_factory=dict)
    feeds: FeedsReport = NO_FEEDS
    counts: CountsReport | None = None


def examine(place: Place) -> DatabaseReport:
    """Look at the database at ``place``. Reads all of it once."""
    try:
        return _examined(engine_of(place))
    except StorageFailed as failure:  # its driver is missing, say, or its server too old
        return DatabaseReport(exists=True, room=None, unusable=failure.message)


def _examined(engine: Engine) -> DatabaseReport:
    if not engine.exists():
        return DatabaseReport(exists=False)
    room = engine.free_bytes()
    errors: tuple[type[Exception], ...] = (DBAPIError, *driver_errors())
    try:
        with engine.inspecting().connect() as connection:
            schema, faults = schema_in(connection), tuple(engine.damage(connection, MAX_FAULTS))
            # What stands in a damaged file may be anything.
            readable = schema is Schema.CURRENT and not faults
            return DatabaseReport(
                exists=True,
                room=room,
                in_use=engine.in_use(),
                schema=schema,
                faults=faults,
                rooms=_rooms(connection) if readable else frozenset(),
                backlog=backlog(connection) if readable else NOTHING,
                task_faults=_task_faults(connection) if readable else (),
                failing=_failing(connection) if readable else (),
                translation=_translation(connection) if readable else None,
                acts=acts_report(connection, datetime.now(UTC)) if readable else {},
                feeds=feeds_report(connection) if readable else NO_FEEDS,
                counts=counts_report(connection, engine.version(connection)) if readable else None,
            )
    except errors as error:
        detail = error.orig if isinstance(error, DBAPIError) else error
        said = str(detail).partition("\n")[0]
        if is_unreachable(detail):
            return DatabaseReport(exists=True, room=room, unreachable=said)
        return DatabaseReport(exists=True, room=room, in_use=engine.in_use(), faults=(said,))


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
    work = select(failing).where(failing.c.name != ENGINES)  # engines are reported by themselves
    rows = connection.execute(work.order_by(failing.c.failed_at)).all()
    counts = Counter((row.name, row.given_up) for row in rows)
    last = {(row.name, row.given_up): row for row in rows}
    return tuple(
        Failing(*which, count, last[which].failed_at, _said(last[which]))
        for which, count in sorted(counts.items())
    )


def _translation(connection: Connection) -> TranslationReport:
    return translation_report(connection, f"{datetime.now(UTC):%Y-%m}")


def _said(row: Any) -> Mapping[Language, str]:
    return {Language.EN: row.english, Language.ES: row.spanish}
