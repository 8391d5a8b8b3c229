"""The connection that writes, in a thread of its own; before each commit it does what is still owed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from bot.database.engines.postgresql import connections
from bot.database.engines.postgresql.bot_lock import BotLock
from bot.database.engines.postgresql.comment_index import add_comments, follow_comments
from bot.database.engines.postgresql.faults import is_lost
from bot.database.engines.postgresql.ledger import Ledger
from bot.database.engines.postgresql.requirements import require_session
from bot.database.search_index import collect

Result = TypeVar("Result")

RESTART_SECONDS = 10.0
"""How long a server that restarts is waited for, to learn whether it made the last commit."""
_ASK_AGAIN_SECONDS = 0.2
# One question for all, as most transactions owe nothing. The number of a transaction that changes nothing is
# NULL: what is owed was added by one that has.
_OWED = """
SELECT pg_current_xact_id_if_assigned()::text,
    EXISTS (SELECT FROM comment_to_index),
    EXISTS (SELECT FROM erasures.erased_comment WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.erased_here WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.erased_member WHERE NOT noted)
    OR EXISTS (SELECT FROM erasures.emptied_case WHERE NOT noted)
"""
_OUTCOME = "SELECT pg_xact_status(CAST(%(number)s AS xid8))"


class ServerWriter:
    """Runs functions in transactions, one after the other."""

    def __init__(self, url: str, ledger: Ledger, *, alone: bool) -> None:
        self._url = url
        self._engine: Engine = connections.writing(url)
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database writer")
        if alone:
            lock = BotLock()
            event.listen(self._engine, "connect", lambda connection, _: lock.claim(connection))

    async def open(self) -> None:
        """Connect, and let the database and its ledger agree on what was erased.

        Raises:
            StorageFailed: another bot writes to the database, it cannot be used so, or the ledger cannot be
                reached.
            psycopg.Error, sqlalchemy.exc.DBAPIError: the database cannot be reached.
        """
        await asyncio.to_thread(self._require_session)
        await self.run(self._ledger.agree)

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` returns, done in a transaction that is committed then. An error undoes all of it.

        Raises:
            StorageFailed: something was erased, and the ledger of erasures cannot be reached; or another bot
                has taken the database while this one had no connection.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    async def close(self) -> None:
        """Close the connection, once what it was given is done."""
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()
        self._ledger.close()

    def _require_session(self) -> None:
        require_session(lambda: connections.connect(self._url))

    def _run(self, work: Callable[[Connection], Result]) -> Result:
        number: str | None = None
        try:
            with self._begun() as connection:
                added = collect(connection)
                result = work(connection)
                add_comments(connection, sorted(added))
                number = self._settle(connection)
                connection.commit()
        except DBAPIError as error:
            # After a lost connection work is never done anew: only whether it was committed is asked.
            if number is None or not error.connection_invalidated or not self._is_committed(number):
                raise
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

    def _settle(self, connection: Connection) -> str | None:
        """Do what the transaction owes; gives its number, or None where it has changed nothing."""
        number, to_index, to_note = connection.exec_driver_sql(_OWED).one()
        if to_index:
            follow_comments(connection)
        if to_note:
            self._ledger.note(connection)
        return str(number) if number is not None else None

    def _is_committed(self, number: str) -> bool:
        """Whether a transaction was committed whose answer was lost. Waits for a server that restarts; one
        that stays away cannot be asked.
        """
        until = time.monotonic() + RESTART_SECONDS
        while True:
            try:
                with self._engine.connect() as connection:  # without the lock, which others may hold for long
                    outcome = connection.exec_driver_sql(_OUTCOME, {"number": number}).scalar()
                if outcome != "in progress" or time.monotonic() > until:
                    return bool(outcome == "committed")
            except DBAPIError as error:
                if not is_lost(error.orig) or time.monotonic() > until:
                    return False
            time.sleep(_ASK_AGAIN_SECONDS)
