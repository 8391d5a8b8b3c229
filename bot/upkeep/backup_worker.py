"""Scheduled backups: takes one every few hours while the bot runs, and deletes the oldest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.database.copies.backup_file import back_up
from bot.database.engine import Database
from bot.database.place import Place
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

_log = logging.getLogger(__name__)

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often backups of ``database`` are taken, into which folder, and how many are kept."""

    database: Place
    folder: Path
    every: timedelta
    kept: int

    def existing(self) -> list[tuple[datetime, Path]]:
        """The scheduled backups in the folder with their times, oldest first."""
        return sorted(self._stamped(r"\.sqlite3"))

    def named(self, moment: datetime) -> Path:
        """The path of a backup taken at this moment."""
        return self.folder / f"{self.database.stem}-{moment:{_STAMP}}.sqlite3"

    def unfinished(self) -> list[Path]:
        """The partial copies of a bot that was killed while it copied."""
        return [file for _, file in self._stamped(r"\.sqlite3\.part[-\w]*")]

    def _stamped(self, ending: str) -> Iterator[tuple[datetime, Path]]:
        """The files of this database in the folder, which other bots may use too, with their times."""
        pattern = re.compile(rf"{re.escape(self.database.stem)}-(\d{{8}}T\d{{6}}Z){ending}")
        for file in self.folder.glob("*"):
            with contextlib.suppress(ValueError):  # no such date
                if its := pattern.fullmatch(file.name):
                    yield datetime.strptime(its[1], _STAMP).replace(tzinfo=UTC), file


class BackupWorker(StoredReconciler[Path]):
    """Takes a backup whenever one is due. Its only key is their folder."""

    job = Job.BACKUP
    backoff = Backoff(first=60.0, longest=3_600.0)

    def __init__(self, clock: Clock, database: Database, schedule: Schedule) -> None:
        super().__init__(clock, database)
        self._plan = schedule
        self._stopped = threading.Event()

    async def pending(self) -> list[Path]:
        """The folder, which shows whether a backup is due."""
        return [self._plan.folder]

    async def work(self, key: Path) -> float:
        """Take a backup if one is due. Returns the seconds until the next."""
        try:
            left = await asyncio.to_thread(self._take_if_due)
        except OSError as error:
            raise StorageFailed(message("No backup could be made: {detail}", detail=str(error))) from error
        return left.total_seconds()

    async def stop(self) -> None:
        """Stop, also during a backup."""
        # A thread cannot be cancelled: it checks this after each piece that it copies.
        self._stopped.set()
        await super().stop()

    def _take_if_due(self) -> timedelta:
        """Take a backup if one is due. Returns the time until the next."""
        plan, now = self._plan, self._clock.utcnow()
        if existing := plan.existing():
            left = existing[-1][0] + plan.every - now
            if left > timedelta():
                return min(left, plan.every)  # in case the clock was set back
        plan.folder.mkdir(parents=True, exist_ok=True)
        for unfinished in plan.unfinished():
            unfinished.unlink(missing_ok=True)
        file = plan.named(now)
        back_up(plan.database, file, self._go_on)
        _log.info("Backed the database up to %s", file)
        for _, old in plan.existing()[: -plan.kept]:
            old.unlink(missing_ok=True)
        return plan.every

    def _go_on(self, _done: int, _total: int) -> None:
        if self._stopped.is_set():
            raise InterruptedError("the bot stops")
