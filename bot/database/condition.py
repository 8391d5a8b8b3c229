"""Whether the database takes what is to be stored. While it does not, it is tried again every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import delete, insert

from bot.database.connection import Connection
from bot.database.schema import command_sync
from bot.domain.errors import StorageFailed
from bot.domain.message import Message
from bot.logs.errors import described

_log = logging.getLogger(__name__)

PROBE_SECONDS = 5.0
"""How often a database that refused something is tried again: people wait to be let in."""
_PROBE_BYTES = 65_536


class Condition:
    """The condition of an open database. ``probe`` stores something and takes it back; it may raise a
    StorageFailed.
    """

    def __init__(self, probe: Callable[[], Awaitable[None]]) -> None:
        self._probe = probe
        self._probing: asyncio.Task[None] | None = None
        self.refusal: Message | None = None
        """Why it refused what it was last asked, or None."""
        self.full = False
        """Whether the disk was full when something was last to be stored."""

    def refused(self, failure: StorageFailed, *, full: bool = False) -> None:
        """It refused something just now, for a reason that concerns not that row alone."""
        if full and not self.full:
            _log.critical("The disk is full: nothing can be stored until there is room")
        elif self.refusal is None:
            reason = failure.__cause__
            detail = "" if reason is None else f" [{described(reason)}]"
            _log.error("The database refuses what it is asked: %s%s", failure, detail)
        self.full |= full
        self.refusal = failure.message
        if self._probing is None:
            self._probing = asyncio.create_task(self._until_it_works(), name="database probe")

    def close(self) -> None:
        """Stop trying."""
        if self._probing is not None:
            self._probing.cancel()

    async def _until_it_works(self) -> None:
        """Try to store something until that succeeds."""
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            with contextlib.suppress(StorageFailed):
                await self._probe()
                break
        was_full, self.full, self.refusal, self._probing = self.full, False, None, None
        _log.warning("There is room on the disk again" if was_full else "The database works again")


def need_room(connection: Connection) -> None:
    """Take room in the file and in its journal, and give it back."""
    probe = {"scope": "probe", "digest": "x" * _PROBE_BYTES}
    connection.execute(insert(command_sync), probe)
    connection.execute(delete(command_sync).where(command_sync.c.scope == probe["scope"]))
