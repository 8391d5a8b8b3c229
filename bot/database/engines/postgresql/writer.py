"""The connection that writes, in a thread of its own; before each commit it does what is still owed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from bot.database.engines.postgresql import connections
from bot.database.engines.postgresql.bot_lock import claim
from bot.database.engines.postgresql.comment_index import follow_comments
from bot.database.engines.postgresql.ledger import Ledger

Result = TypeVar("Result")

# One question for both, as most transactions owe something to neither.
_OWED = """
SELECT EXISTS (SELECT FROM comment_to_index),
    EXISTS (SELECT FROM erasures.erased_comment WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.erased_here WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.erased_member WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.emptied_case WHERE NOT noted)
"""


class ServerWriter:
    """Runs functions in transactions, one after the other."""

    def __init__(self, url: str, ledger: Ledger, *, alone: bool) -> None:
        self._engine: Engine = connections.writing(url)
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database writer")
        if alone:
            event.listen(self._engine, "connect", _claim)

    async def open(self) -> None:
        """Connect, and let the database and its ledger agree on what was erased.

        Raises:
            StorageFailed: another bot writes to the database, or the ledger cannot be reached.
            sqlalchemy.exc.DBAPIError: the database cannot be reached.
        """
        await self.run(self._ledger.agree)

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` returns, done in a transaction that is committed then. An error undoes all of it.

        Raises:
            StorageFailed: something was erased, and the ledger of erasures cannot be reached.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    async def close(self) -> None:
        """Close the connection, once what it was given is done."""
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()
        self._ledger.close()

    def _run(self, work: Callable[[Connection], Result]) -> Result:
        with self._begun() as connection:
            result = work(connection)
            self._settle(connection)
            connection.commit()
        return result

    def _begun(self) -> Connection:
        """A transaction that nobody else writes beside. A connection that was lost is made anew."""
        try:
            return self._locked()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._locked()

    def _locked(self) -> Connection:
        connection = self._engine.connect()
        try:
            connections.lock(connection)
        except DBAPIError:
            connection.close()
            raise
        return connection

    def _settle(self, connection: Connection) -> None:
        to_index, to_note = connection.exec_driver_sql(_OWED).one()
        if to_index:
            follow_comments(connection)
        if to_note:
            self._ledger.note(connection)


def _claim(connection: Any, _record: object) -> None:
    claim(connection)
