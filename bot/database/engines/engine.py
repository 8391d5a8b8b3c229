"""What every engine does with a database as a whole."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine as Connections, Table

from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message

Result = TypeVar("Result")


class Writer(Protocol):
    """The connection that writes."""

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` returns, done in a transaction that is committed then. An error undoes all of it.

        Whoever else writes to the database waits meanwhile.
        """

    async def close(self) -> None:
        """Close the connection, once what it was given is done."""


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """What keeps a ledger of erasures from being used, and what to do about it."""

    what: Message
    remedy: Message


class LedgerUnreachable(StorageFailed):
    """Something was erased that cannot be noted in the ledger: the transaction was taken back."""


class DatabaseBusy(StorageFailed):
    """It would have gone well at another moment."""


class DatabaseTaken(StorageFailed):
    """Another bot holds the database: nothing of it can be changed here."""


Erased = tuple[str, Sequence[tuple[int, ...]]]
"""Some rows of a table of a ledger of erasures, with its name."""


class Copier(Protocol):
    """What copying a database row by row asks of its engine.

    Rows hold the columns of a table in their order: numbers, booleans and bytes, texts as they are stored.
    """

    @property
    def replaces_nul(self) -> bool:
        """Whether texts are stored with U+FFFD in the place of each NUL."""

    def begin_reading(self, connection: Connection) -> None:
        """Let all that is read of a connection that inspects be of one state, whoever writes meanwhile."""

    def begin_writing(self, connection: Connection, *, emptied: bool) -> None:
        """Let rows be stored in any order, and without consequences, in the transaction of a connection that
        migrates. ``emptied``: take what is stored away first.
        """

    def store(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Store new rows of a table."""

    def end_writing(self, connection: Connection) -> None:
        """Let storing have its consequences again, and make the index of words of all comments.

        Raises:
            StorageFailed: rows refer to others that are not there.
        """

    def last_id(self, connection: Connection, table: Table) -> int:
        """The highest of our own ids that a table ever had, or 0."""

    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        """Let the next of our own ids of a table come after ``last``."""

    def erasures(self, connection: Connection) -> Iterator[Erased]:
        """What the ledger of erasures names, some rows at a time."""

    def add_erasures(self, connection: Connection, erased: Iterable[Erased]) -> None:
        """Make this durable in the ledger too.

        Raises:
            LedgerUnreachable: it cannot be written.
        """

    def settle(self, connection: Connection) -> None:
        """Do what changes made since then owe to the index of words and to the ledger.

        Raises:
            LedgerUnreachable: it cannot be written.
        """


class Faults(Protocol):
    """What the errors of an engine's driver mean. Errors of anything else mean nothing to it."""

    @property
    def ERROR(self) -> type[Exception]:  # noqa: N802  # a constant of the module
        """What the driver raises is one of these."""

    def is_failure(self, error: BaseException | None) -> bool:
        """Whether the database failed; a row that it refused is only the fault of whoever wrote it."""

    def is_busy(self, error: BaseException | None) -> bool:
        """Whether it would have gone well at another moment."""

    def is_full(self, error: BaseException | None) -> bool:
        """Whether there was no room left on the disk."""

    def is_unreachable(self, error: BaseException | None) -> bool:
        """Whether nothing of the database can be read: there is no connection to it, or no right."""

    def ended_transaction(self, error: BaseException | None) -> bool:
        """Whether nothing of the transaction can be kept, not even its savepoints."""

    def sentence_of(self, error: BaseException | None) -> Message | None:
        """What went wrong, and what to do about it; None where that is not known."""


class Engine(ABC):
    """One database, by its place."""

    @abstractmethod
    def version(self, connection: Connection) -> str:
        """The name and version of the engine: ``SQLite 3.45.1``."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is a database at the place. One that cannot be reached is taken to be there."""

    @abstractmethod
    async def writing(self, *, alone: bool) -> Writer:
        """Open the connection that writes; ``alone``: it is the bot's, and there may be one.

        Raises:
            StorageFailed: another bot has one, the database cannot be used for it, or the ledger of erasures
                cannot.
            DBAPIError: it cannot be opened.
        """

    @abstractmethod
    def reading(self, size: int) -> Connections:
        """``size`` connections that cannot write, for any thread that takes one; more while some are held.

        All that is read between taking a connection and giving it back is of one state of the database.
        """

    @abstractmethod
    def migrating(self) -> Connections:
        """A connection that changes the schema, in one transaction; only one process has one at a time."""

    @abstractmethod
    def inspecting(self) -> Connections:
        """A connection that changes nothing, not even by being opened."""

    @abstractmethod
    def make_place(self) -> None:
        """Make what has to be there before the first connection."""

    def make_first_tables(self, connection: Connection) -> str | None:
        """Make the tables of a database without any, where the engine has a shorter way than all migrations;
        gives the revision that they are of.
        """
        return None

    @abstractmethod
    def orphans(self, connection: Connection) -> list[str]:
        """Each table with rows that refer to rows which are not there, in a sentence."""

    @abstractmethod
    def damage(self, connection: Connection, limit: int) -> list[str]:
        """Up to ``limit`` faults of what is stored, in the engine's words. Reads all of it."""

    @abstractmethod
    def free_bytes(self) -> int | None:
        """The room that is left on the database's disk; None where that is not known."""

    @abstractmethod
    def lock_for_bot(self) -> AbstractContextManager[None]:
        """Hold the database for this process alone while the context lasts.

        Raises:
            StorageFailed: another bot holds it, or its place cannot be written.
        """

    @abstractmethod
    def lock_out_bots(self) -> AbstractContextManager[None]:
        """Let no bot start on the database while the context lasts.

        Raises:
            StorageFailed: a bot runs on it, or its place cannot be written.
            DBAPIError: it cannot be reached.
        """

    @abstractmethod
    def copier(self) -> Copier:
        """What copies the database row by row."""

    @abstractmethod
    def in_use(self) -> bool:
        """Whether a bot is running on the database."""

    @abstractmethod
    def ledger_fault(self) -> LedgerFault | None:
        """What is wrong with the ledger of erasures; None where it is sound, or not made yet."""

    def require_ledger(self) -> None:
        """Refuse to go on with a ledger that cannot be used.

        Raises:
            StorageFailed: it is damaged or not ours, or cannot be reached or written.
        """
        if fault := self.ledger_fault():
            raise StorageFailed(message("{what} {remedy}", what=fault.what, remedy=fault.remedy))
