"""Scheduled backups: one every so many hours while the bot runs, the oldest thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain.errors import TertuliaError
from bot.services.background import Supervisor, stop
from bot.storage.backup import back_up

_log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)
"""How long after one that failed the next backup is tried at the latest."""
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When backups of ``database`` are taken, into which folder, and how many are kept."""

    database: Path
    folder: Path
    every: timedelta
    kept: int

    def standing(self) -> list[tuple[datetime, Path]]:
        """The scheduled backups that stand in the folder with their times, oldest first."""
        return sorted(self._stamped(r"\.sqlite3"))

    def named(self, moment: datetime) -> Path:
        """What a backup of this moment is called."""
        return self.folder / f"{self.database.stem}-{moment:{_STAMP}}.sqlite3"

    def unfinished(self) -> list[Path]:
        """What a bot that was killed while it copied has left."""
        return [file for _, file in self._stamped(r"\.sqlite3\.part[-\w]*")]

    def _stamped(self, ending: str) -> Iterator[tuple[datetime, Path]]:
        """The files in the folder whose whole name is of ours: other bots' backups may stand there too."""
        pattern = re.compile(rf"{re.escape(self.database.stem)}-(\d{{8}}T\d{{6}}Z){ending}")
        for file in self.folder.glob("*"):
            with contextlib.suppress(ValueError):  # a day that no month has
                if its := pattern.fullmatch(file.name):
                    yield datetime.strptime(its[1], _STAMP).replace(tzinfo=UTC), file


class Backups:
    """Takes backups. A context: while it lasts it works in the background, without a schedule not at all."""

    def __init__(self, schedule: Schedule | None, supervisor: Supervisor, retry: timedelta = RETRY) -> None:
        self._schedule = schedule
        self._supervisor = supervisor
        self._retry = retry
        self._stopped = threading.Event()
        self._working: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._schedule is not None:
            self._working = self._supervisor.start(partial(self._work, self._schedule), "backups")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A thread cannot be cancelled: it looks at this after each piece it copied.
        self._stopped.set()
        await stop(self._working)

    async def _work(self, schedule: Schedule) -> None:
        delay = timedelta()
        while True:
            await asyncio.sleep(delay.total_seconds())
            try:
                delay = await asyncio.to_thread(self._due, schedule)
                if not delay:
                    await asyncio.to_thread(self._take, schedule)
            except (TertuliaError, OSError) as failure:
                delay = min(self._retry, schedule.every)
                _log.error("No backup could be taken, it is tried again in %s: %s", delay, failure)

    def _due(self, schedule: Schedule) -> timedelta:
        """How long it is until the next backup; never longer than between two, whatever the clock did."""
        standing = schedule.standing()
        if not standing:
            return timedelta()
        left = standing[-1][0] + schedule.every - datetime.now(UTC)
        return min(max(left, timedelta()), schedule.every)

    def _take(self, schedule: Schedule) -> None:
        schedule.folder.mkdir(parents=True, exist_ok=True)
        for left in schedule.unfinished():
            left.unlink(missing_ok=True)
        file = schedule.named(datetime.now(UTC))
        back_up(schedule.database, file, self._go_on)
        _log.info("Backed the database up to %s", file)
        for _, old in schedule.standing()[: -schedule.kept]:
            old.unlink(missing_ok=True)

    def _go_on(self, _done: int, _total: int) -> None:
        if self._stopped.is_set():
            raise InterruptedError("the bot stops")
