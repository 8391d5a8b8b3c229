"""All rows of one database copied into another, whichever engines they are of, and compared afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Enum,
    LargeBinary,
    String,
    Table,
    Text,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from bot.database.engine_in_use import Copier, Progress, driver_errors
from bot.database.errors import failure_of
from bot.database.schema import metadata
from bot.domain.errors import StorageFailed
from bot.domain.message import Message, counted, message
from bot.logs.errors import text_of

BATCH, BATCH_WITH_FILES = 500, 20
"""Rows in memory at once: the longest hold an article's text, or a picture."""
TABLES = metadata.sorted_tables
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of each table were copied, and in how many texts U+FFFD took the place of a NUL."""

    rows: Mapping[str, int]
    replaced: int


@dataclass(frozen=True, slots=True)
class Side:
    """A database that is copied from or to: its connection, and what copies rows of its engine."""

    connection: Connection
    copier: Copier


class CopyDiffers(StorageFailed):
    """What was read back is not what was copied; ``problems`` holds a sentence for each table."""

    def __init__(self, problems: list[Message]) -> None:
        super().__init__(
            message(
                "The copy differs from the database, so nothing of it was kept: {detail}", detail=problems[0]
            )
        )
        self.problems = problems


class _Digest:
    """Rows in any order, counted and hashed."""

    def __init__(self) -> None:
        self.rows = 0
        self.hashed = 0

    def add(self, rows: Rows) -> None:
        self.rows += len(rows)
        for row in rows:
            self.hashed += int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest())


class _Shown:
    """Tells progress: each row counts twice, as it is copied and as it is compared."""

    def __init__(self, source: Connection, progress: Progress) -> None:
        self._total = 2 * sum(count_rows(source, table) for table in TABLES)
        self._done = 0
        self._progress = progress

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(min(self._done, self._total), self._total)


def copy_rows(source: Side, target: Side, progress: Progress, *, emptied: bool = False) -> Copied:
    """Copy all rows of ``source`` in the transaction of ``target``, and compare them.

    Both are of the program's schema. ``emptied``: take what is stored in ``target`` away first. Ids go on
    where they were in ``source``. The ledger of erasures is no part of it.

    Raises:
        CopyDiffers: rows that were read back differ from those that were copied.
        StorageFailed: either database failed, or a row cannot be stored in ``target``.
    """
    source.copier.begin_reading(source.connection)
    shown = _Shown(source.connection, progress)
    texts = _Texts() if target.copier.replaces_nul else None
    with _faults_of("alembic_version"):
        target.copier.begin_writing(target.connection, emptied=emptied)
    copied: dict[str, _Digest] = {}
    for table in TABLES:
        digest = copied[table.name] = _Digest()
        with contextlib.closing(_rows(source.connection, table, texts)) as batches:
            for rows in batches:
                with _faults_of(table.name):
                    target.copier.store(target.connection, table, rows)
                digest.add(rows)
                shown.add(len(rows))
    with _faults_of("comment"):
        target.copier.end_writing(target.connection)
    _carry_ids(source, target)
    if problems := list(_differences(copied, target.connection, shown)):
        raise CopyDiffers(problems)
    return Copied({name: one.rows for name, one in copied.items()}, texts.replaced if texts else 0)


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def holds_rows(connection: Connection) -> bool:
    """Whether any table of the program's schema holds a row."""
    return any(connection.execute(select(1).select_from(one).limit(1)).first() for one in TABLES)


def _carry_ids(source: Side, target: Side) -> None:
    for table in TABLES:
        own = table.autoincrement_column
        if own is None:
            continue
        highest = target.connection.execute(select(func.max(own))).scalar() or 0
        last = max(highest, source.copier.last_id(source.connection, table))
        target.copier.set_last_id(target.connection, table, last)


def _differences(copied: Mapping[str, _Digest], target: Connection, shown: _Shown) -> Iterator[Message]:
    for table in TABLES:
        wanted, found = copied[table.name], _Digest()
        with contextlib.closing(_rows(target, table, None)) as batches:
            for rows in batches:
                found.add(rows)
                shown.add(len(rows))
        if found.rows != wanted.rows:
            yield counted(
                "the table {table} has {count} row instead of {wanted}.",
                "the table {table} has {count} rows instead of {wanted}.",
                found.rows,
                table=table.name,
                wanted=wanted.rows,
            )
        elif found.hashed != wanted.hashed:
            yield message("rows of the table {table} differ.", table=table.name)


class _Texts:
    """Replaces what an engine cannot store in texts, and counts where it did."""

    def __init__(self) -> None:
        self.replaced = 0

    def clean(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not any(isinstance(value, str) and "\0" in value for value in row):
            return row
        return tuple(self._cleaned(value) if isinstance(value, str) else value for value in row)

    def _cleaned(self, text: str) -> str:
        self.replaced += "\0" in text
        return text.replace("\0", REPLACEMENT)


def _rows(connection: Connection, table: Table, texts: _Texts | None) -> Generator[Rows, None, None]:
    """The rows of a table as they are stored, some at a time."""
    batch = BATCH_WITH_FILES if any(isinstance(one.type, LargeBinary) for one in table.columns) else BATCH
    query = select(*map(_as_stored, table.columns)).execution_options(yield_per=batch)
    clean: Callable[[tuple[Any, ...]], tuple[Any, ...]] = texts.clean if texts else tuple
    try:
        with connection.execute(query) as result:
            for rows in result.partitions():
                yield [clean(tuple(row)) for row in rows]
    except _errors() as error:
        raise failure_of(error) or _refused(table.name, error) from error


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """A column without what the program makes of its values."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return cast(column, Text)
    return type_coerce(column, String() if isinstance(kind, Enum) else kind)


def _errors() -> tuple[type[Exception], ...]:
    return (DBAPIError, *driver_errors())


@contextlib.contextmanager
def _faults_of(table: str) -> Iterator[None]:
    try:
        yield
    except _errors() as error:
        raise failure_of(error) or _refused(table, error) from error


def _refused(table: str, error: BaseException) -> StorageFailed:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    detail = text_of(cause) or type(cause).__name__
    return StorageFailed(
        message("A row of the table {table} cannot be copied: {detail}", table=table, detail=detail)
    )
