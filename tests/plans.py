"""How an engine finds the rows that statements ask for, by its own account."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.database.engine import Connection

_EXPLAINED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")
_KEPT_FROM = "seqscan", "hashjoin", "mergejoin", "material", "memoize"
_LARGE = (
    *("comment", "appearance", "revision", "attachment", "reaction", "audit", "audit_outcome"),
    *("edition_version", "page_check", "feed", "feed_entry", "entry_key", "delivery", "following"),
    "announcement",
)
"""The tables that grow with what people say and publish."""
_PAGES = 20_000
_INDEX_SCANS = "Index Scan", "Index Only Scan", "Bitmap Index Scan"


@dataclass(slots=True)
class Plan:
    """What an engine would do for some statements."""

    through_all: list[tuple[str, str]] = field(default_factory=list)
    """The tables of which all rows are gone through, by the names they have in the statement, and the index
    that this is done in, or "".
    """
    sorts: bool = False
    """Whether rows are put into order that no index has them in."""


def plan_of(connection: Connection, work: Callable[[Connection], object], *, in_order: bool = False) -> Plan:
    """How the statements are answered that ``work`` executes; ``in_order``: if they can be without sorting.

    Raises:
        AssertionError: it executes none.
    """
    plan, statements = Plan(), list(_executed(connection, work))
    assert statements
    on_server = connection.dialect.name == "postgresql"
    if on_server and in_order:
        connection.exec_driver_sql("SET LOCAL enable_sort = off")
    with _large_tables(connection) if on_server else contextlib.nullcontext():
        for statement, parameters in statements:
            (_explain_on_server if on_server else _explain_in_file)(connection, statement, parameters, plan)
    return plan


@contextlib.contextmanager
def _large_tables(connection: Connection) -> Iterator[None]:
    """Let the server take some tables for large ones: it goes by the lengths of their files.

    To go through an empty table, or an index of it, is the fastest way to find anything in it.
    """
    for way in _KEPT_FROM:
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    found = connection.exec_driver_sql(
        "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(oid) FROM pg_class "
        "WHERE oid = ANY(%s::regclass[])",
        (list(_LARGE),),
    )
    files = [Path(path) for path in found.scalars()]
    lengths = [file.stat().st_size for file in files]
    try:
        for file in files:
            os.truncate(file, _PAGES * 8192)
        yield
    finally:
        for file, length in zip(files, lengths, strict=True):
            os.truncate(file, length)


def _executed(connection: Connection, work: Callable[[Connection], object]) -> Iterator[tuple[str, Any]]:
    executed: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        executed.append((statement, parameters[0] if many and isinstance(parameters, list) else parameters))

    event.listen(connection, "before_cursor_execute", note)
    try:
        work(connection)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    for statement, parameters in executed:
        if statement.lstrip().startswith(_EXPLAINED):
            yield statement, parameters


def _explain_in_file(connection: Connection, statement: str, parameters: Any, plan: Plan) -> None:
    # https://sqlite.org/eqp.html: SCAN goes through all rows, SEARCH through some.
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
        words = row[3].split()
        if words[0] == "SCAN" and "VIRTUAL" not in words:
            plan.through_all.append((words[1], words[-1] if "INDEX" in words else ""))
        plan.sorts = plan.sorts or "TEMP B-TREE" in row[3]


def _explain_on_server(connection: Connection, statement: str, parameters: Any, plan: Plan) -> None:
    explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    for step, name in _steps(explained[0]["Plan"], ""):
        if step["Node Type"] == "Seq Scan":
            plan.through_all.append((name, ""))
        elif step["Node Type"] in _INDEX_SCANS and "Index Cond" not in step:
            plan.through_all.append((name, step["Index Name"]))
        plan.sorts = plan.sorts or "Sort" in step["Node Type"]


def _steps(step: dict[str, Any], table: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Each step with the name of the table that it reads; what makes a bitmap for it has none of its own."""
    name = step.get("Alias", table)
    yield step, name
    for below in step.get("Plans", ()):
        yield from _steps(below, name)
