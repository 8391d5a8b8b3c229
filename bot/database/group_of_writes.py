"""Writes that share a transaction: each is answered for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.database.connection import Connection, begin
from bot.database.engine_in_use import ended_transaction, is_busy
from bot.database.errors import failure_of
from bot.jobs.kinds import Due


@dataclass(slots=True)
class Write:
    """Some work in a transaction, and whoever waits for what it returns or raises."""

    work: Callable[[Connection], Any]
    done: asyncio.Future[Any]

    def answer(self, outcome: object) -> None:
        """Give the result, or raise what was raised, where whoever asked still waits."""
        if self.done.done():
            return
        if not isinstance(outcome, BaseException):
            self.done.set_result(outcome)
            return
        self.done.set_exception(failure_of(outcome) or outcome)


def transaction(
    connection: Connection, group: list[Write], outcomes: list[Any], *, apart: bool
) -> dict[Due, None]:
    """Do the work of a group; what each gave or raised is added to ``outcomes``. Returns what became due.

    Unless they are done ``apart``, what the first that fails raises is raised.
    """
    due = begin(connection)
    for write in group:
        savepoint = connection.begin_nested() if apart else None
        outcomes.append(_outcome(write, connection))
        failed = isinstance(outcomes[-1], BaseException)
        if failed and (savepoint is None or _ended_all(outcomes[-1])):
            raise outcomes[-1]
        if savepoint:
            (savepoint.rollback if failed else savepoint.commit)()
    return due


def _outcome(write: Write, connection: Connection) -> Any:
    try:
        return write.work(connection)
    except Exception as error:  # whatever it is: it is that write's alone
        return error


def failed_alone(outcome: object) -> bool:
    """Whether work raised what concerns it alone."""
    return isinstance(outcome, BaseException) and not _ended_all(outcome)


def _ended_all(outcome: object) -> bool:
    """Whether nothing more can be done in a transaction in which this was raised: it is ended, its savepoints
    with it, or each other write would wait as long for what another process holds.
    """
    return isinstance(outcome, DBAPIError) and (ended_transaction(outcome.orig) or is_busy(outcome.orig))
