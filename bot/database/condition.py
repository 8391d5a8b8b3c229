"""Whether the database takes what is to be stored. While it does not, it is tried again every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import delete, insert

from bot.database.connection import Connection
from bot.database.engine_in_use import LedgerUnreachable
from bot.database.schema import command_sync
from bot.domain.errors import StorageFailed
from bot.domain.message import Message
from bot.logs.errors import described
from bot.logs.interaction_code import of_none

_log = logging.getLogger(__name__)

PROBE_SECONDS = 5.0
"""How often a database that refused something is tried again: people wait to be let in."""
LEDGER_PROBE_SECONDS = 15.0
"""How often a ledger is: for so long what is to be noted there leaves one alone that could not be reached."""
_PROBE_BYTES = 65_536


class Condition:
    """The condition of an open database and of its ledger of erasures. ``probe`` stores something and takes
    it back, ``probe_ledger`` does so there; either may raise a StorageFailed.
    """

    def __init__(self, probe: Callable[[], Awaitable[None]], probe_ledger: Callable[[], None]) -> None:
        self._database = _Refusal(probe, "database probe", PROBE_SECONDS, self._works_again)
        self._ledger = _Refusal(
            partial(asyncio.to_thread, probe_ledger), "ledger probe", LEDGER_PROBE_SECONDS
        )
        self.full = False
        """Whether the disk was full when something was last to be stored."""
        self._closed = False

    @property
    def refusal(self) -> Message | None:
        """Why the database refused what it was last asked, or None."""
        return self._database.reason

    @property
    def ledger_refusal(self) -> Message | None:
        """Why something that was to be erased could not be noted in the ledger, or None."""
        return self._ledger.reason

    def refused(self, failure: StorageFailed, *, full: bool = False) -> None:
        """It refused something just now, for a reason that concerns not that row alone."""
        if self._closed:
            return  # whoever asked is told: nobody will ask again
        if isinstance(failure, LedgerUnreachable):
            self._ledger.begin(failure.message)
            return
        if full and not self.full:
            _log.critical("The disk is full: nothing can be stored until there is room")
        elif self.refusal is None:
            reason = failure.__cause__
            detail = "" if reason is None else f" [{described(reason)}]"
            _log.error("The database refuses what it is asked: %s%s", failure, detail)
        self.full |= full
        self._database.begin(failure.message)

    def close(self) -> None:
        """Stop trying."""
        self._closed = True
        self._database.close()
        self._ledger.close()

    def _works_again(self) -> None:
        was_full, self.full = self.full, False
        _log.warning("There is room on the disk again" if was_full else "The database works again")


class _Refusal:
    """That something is refused, until a try succeeds: one every ``seconds``. ``ended`` is called then."""

    def __init__(
        self,
        probe: Callable[[], Awaitable[None]],
        name: str,
        seconds: float,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._seconds = seconds
        self._probe = probe
        self._name = name
        self._ended = ended
        self._probing: asyncio.Task[None] | None = None
        self.reason: Message | None = None

    def begin(self, reason: Message) -> None:
        """It was refused just now."""
        self.reason = reason
        if self._probing is None:
            self._probing = asyncio.create_task(self._until_it_works(), name=self._name, context=of_none())

    def close(self) -> None:
        """Stop trying."""
        if self._probing is not None:
            self._probing.cancel()

    async def _until_it_works(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._seconds)
                with contextlib.suppress(StorageFailed):
                    await self._probe()
                    break
        finally:
            self._probing = None  # what else it raises ends this try alone
        self.reason = None
        self._ended()


def need_room(connection: Connection) -> None:
    """Take room in the file and in its journal, and give it back."""
    probe = {"scope": "probe", "digest": "x" * _PROBE_BYTES}
    connection.execute(insert(command_sync), probe)
    connection.execute(delete(command_sync).where(command_sync.c.scope == probe["scope"]))
