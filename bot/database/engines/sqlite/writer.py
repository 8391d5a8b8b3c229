"""The connection that writes: a thread of aiosqlite's, which a function of ours goes to in one trip.

aiosqlite takes one trip and more for each statement. It takes a script in one, whatever that is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

Result = TypeVar("Result")


class Writer:
    """Runs functions in transactions. Made by :func:`open_writer`."""

    def __init__(self, connection: aiosqlite.Connection, prepare: Callable[[Engine], None]) -> None:
        self._connection = connection
        self._opened: list[sqlite3.Connection] = []
        self._engine = create_engine(
            "sqlite://", creator=lambda: self._opened[0], poolclass=StaticPool, hide_parameters=True
        )
        prepare(self._engine)

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` returns, done in a transaction that is committed then. An error undoes all of it."""
        results: list[Result] = []

        def script(opened: sqlite3.Connection) -> None:
            self._opened = [opened]
            with self._engine.begin() as connection:
                opened.execute("BEGIN IMMEDIATE")  # the lock, before anything is read
                results.append(work(connection))
                if not opened.in_transaction:
                    raise sqlite3.OperationalError("The transaction has ended before its commit.")

        await self._connection.executescript(script)
        return results[0]

    async def close(self) -> None:
        """Close the connection, once what it was given is done."""
        await self._connection.close()


async def open_writer(path: Path, prepare: Callable[[Engine], None]) -> Writer:
    """Open the file at ``path``; ``prepare`` is told of the engine that its connection is made for."""
    made: list[aiosqlite.Connection] = []

    def make() -> None:
        made.append(aiosqlite.connect(path, factory=_Scripted))

    # Made by a daemon, its own thread is one: it keeps no interpreter running if nobody closes it.
    maker = Thread(target=make, daemon=True)
    maker.start()
    maker.join()
    return Writer(await made[0], prepare)


class _Scripted(sqlite3.Connection):
    """A connection whose scripts are functions, which are given the connection."""

    def executescript(self, script: Any) -> sqlite3.Cursor:
        script(self)
        return self.cursor()
