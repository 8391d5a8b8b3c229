"""Tells the service manager that started this process how it is, by systemd's protocol sd_notify(3)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, MutableMapping
from typing import Self

from bot.database.engine import Connection, Database
from bot.domain.errors import StorageFailed
from bot.jobs.clock import Clock
from bot.jobs.supervisor import stop
from bot.upkeep.health import BotHealth, ReasonCode

LONGEST_PAUSE = 30.0
"""Seconds between two reports at most."""
STARTING_PAUSE = 1.0
"""Seconds between two while the bot is not connected to Discord yet."""
STARTING_PATIENCE = 60.0
"""Seconds for which each of those asks the service manager to wait on."""
REPORTS_A_DEADLINE = 4
"""Reports in the time in which the service manager wants to hear one: some may come late."""
NOT_CONNECTED = {ReasonCode.STARTING, ReasonCode.GATEWAY_AWAY}

_log = logging.getLogger(__name__)


class ServiceManager:
    """What listens to this process. ``deadline``: seconds in which it wants to hear of it, or None."""

    def __init__(self, address: str, deadline: float | None = None) -> None:
        # A name that begins with @ is not in the file system: the kernel marks it by a zero byte.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.deadline = deadline

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> Self | None:
        """The one that ``environment`` names, or None. Its names are taken out: processes that this one
        starts have nothing to tell it.
        """
        address = environment.pop("NOTIFY_SOCKET", "")
        microseconds = environment.pop("WATCHDOG_USEC", "")
        pid = environment.pop("WATCHDOG_PID", "")
        if not address.startswith(("/", "@")):
            return None
        watches = microseconds.isdecimal() and int(microseconds) > 0 and pid in ("", str(os.getpid()))
        return cls(address, int(microseconds) / 1_000_000 if watches else None)

    def tell(self, **fields: str) -> None:
        """Send it ``fields``. If that fails, only the log tells: the bot goes on."""
        told = "\n".join(f"{name}={' '.join(value.split())}" for name, value in fields.items())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
            sending.setblocking(False)
            try:
                sending.sendto(told.encode(), self._address)
            except OSError as error:
                _log.warning("The service manager could not be told %s: %s", ", ".join(fields), error)


@contextlib.asynccontextmanager
async def reporting(
    manager: ServiceManager | None, health: BotHealth, database: Database, clock: Clock
) -> AsyncIterator[None]:
    """Tell ``manager``, if there is one, how the bot is while the context lasts, and then that it stops.

    It hears that the bot is ready once it is connected to Discord, and from then on that it lives: as long as
    the event loop turns and the database's writer answers, be it that the disk is full.
    """
    if manager is None:
        yield
        return
    telling = asyncio.create_task(_report(manager, health, database, clock), name="service manager")
    try:
        yield
    finally:
        await stop(telling)
        manager.tell(STOPPING="1", STATUS="Stopping.")


async def _report(manager: ServiceManager, health: BotHealth, database: Database, clock: Clock) -> None:
    ready = False
    pause = min(LONGEST_PAUSE, (manager.deadline or LONGEST_PAUSE) / REPORTS_A_DEADLINE)
    while True:
        with contextlib.suppress(StorageFailed):  # an answer too
            await database.write(change_nothing)
        reasons = health.reasons()
        status = " ".join(str(one.detail) for one in reasons) or "Connected to Discord."
        first = not ready and not NOT_CONNECTED & {one.code for one in reasons}
        ready = ready or first
        if first:
            manager.tell(READY="1", STATUS=status)
        elif ready:
            manager.tell(WATCHDOG="1", STATUS=status)
        else:
            manager.tell(EXTEND_TIMEOUT_USEC=f"{STARTING_PATIENCE * 1_000_000:.0f}", STATUS=status)
        await clock.wait(asyncio.Event(), pause if ready else STARTING_PAUSE)


def change_nothing(connection: Connection) -> None:
    """Change nothing: that it is answered is what is asked."""
