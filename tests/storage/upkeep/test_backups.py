"""The bot backs its database up by itself: when it is due, whatever happened before, and keeps the last."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.database.engine import Database, open_database
from bot.database.inspect_file import examine
from bot.upkeep.backup_worker import BackupWorker, Schedule
from tests.clock import SteppedClock

HOUR = timedelta(hours=1)


@pytest.fixture
def schedule(place: Path, tmp_path: Path) -> Schedule:
    return Schedule(place, tmp_path / "backups" / "of" / "mine", HOUR, kept=2)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  # it happens in a thread
            await asyncio.sleep(0.01)


def taken(schedule: Schedule, clock: SteppedClock, *ages: timedelta) -> list[Path]:
    """Backups as if they were taken that long ago."""
    schedule.folder.mkdir(parents=True, exist_ok=True)
    files = [schedule.named(clock.utcnow() - age) for age in ages]
    for file in files:
        file.write_bytes(b"")
    return files


@pytest.fixture
async def faults(tmp_path: Path, empty_database: Path) -> AsyncIterator[Database]:
    """Where faults are stored: not in the database that is backed up, which some tests have none of."""
    path = tmp_path / "faults.sqlite3"
    shutil.copyfile(empty_database, path)
    database = await open_database(path)
    yield database
    await database.close()


@contextlib.asynccontextmanager
async def running(schedule: Schedule, clock: SteppedClock, faults: Database) -> AsyncIterator[BackupWorker]:
    backups = BackupWorker(clock, faults, schedule)
    backups.start()
    yield backups
    await backups.stop()


async def asleep(clock: SteppedClock, seconds: float) -> None:
    """Until nothing is done, and nothing will be for so long."""
    await until(lambda: clock.asleep == seconds)


def names(schedule: Schedule) -> list[Path]:
    return [one for _, one in schedule.existing()]


async def test_the_first_is_taken_at_once_and_is_sound(
    database: Database, schedule: Schedule, clock: SteppedClock, faults: Database
):
    async with running(schedule, clock, faults):
        await until(lambda: len(names(schedule)) == 1)
    assert examine(names(schedule)[0]).faults == ()


async def test_the_oldest_go_and_what_is_not_ours_stays(
    database: Database, schedule: Schedule, clock: SteppedClock, faults: Database
):
    old = taken(schedule, clock, 9 * HOUR, 8 * HOUR, 7 * HOUR)
    prefix = schedule.database.stem
    another_bots = f"{prefix}-test-20260101T000000Z.sqlite3"
    names_of_others = (f"{prefix}-by-hand.sqlite3", another_bots, f"{another_bots}.part", "notes.txt")
    others = [schedule.folder / name for name in names_of_others]
    for other in others:
        other.write_text("mine")
    left = schedule.folder / f"{old[0].name}.part-wal"
    left.write_text("left by a bot that was killed")
    async with running(schedule, clock, faults):
        await until(lambda: not old[1].exists())
    assert len(names(schedule)) == 2
    assert names(schedule)[0] == old[2]
    assert all(other.exists() for other in others)
    assert not left.exists()


async def test_a_time_that_never_was_is_no_backup_of_ours(
    database: Database, schedule: Schedule, clock: SteppedClock, faults: Database
):
    schedule.folder.mkdir(parents=True)
    typed = schedule.folder / f"{schedule.database.stem}-20260231T000000Z.sqlite3"
    typed.touch()
    async with running(schedule, clock, faults):
        await until(lambda: len(names(schedule)) == 1)
    assert typed.exists()


async def test_a_fault_of_the_programs_is_told(
    schedule: Schedule,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    clock: SteppedClock,
    faults: Database,
):
    def fail(self: Schedule) -> None:
        raise LookupError

    monkeypatch.setattr(Schedule, "existing", fail)
    async with running(schedule, clock, faults) as backups:
        await until(lambda: backups.health.faults == 1)
    assert "LookupError" in caplog.text


async def test_none_is_taken_before_it_is_due(
    database: Database, schedule: Schedule, clock: SteppedClock, faults: Database
):
    standing = taken(schedule, clock, HOUR / 2)
    async with running(schedule, clock, faults):
        await asleep(clock, 1800)
        await clock.advance(1700)
        await asleep(clock, 100)
        assert names(schedule) == standing
        await clock.advance(100)
        await until(lambda: len(names(schedule)) == 2)


async def test_they_go_on_being_taken(
    database: Database, path: Path, tmp_path: Path, clock: SteppedClock, faults: Database
):
    schedule = Schedule(path, tmp_path, HOUR, kept=5)
    async with running(schedule, clock, faults):
        for number in range(1, 4):
            await asleep(clock, 3600)
            assert len(names(schedule)) == number
            await clock.advance(3600)


async def test_one_that_fails_is_told_and_tried_again(
    database: Database,
    schedule: Schedule,
    caplog: pytest.LogCaptureFixture,
    clock: SteppedClock,
    faults: Database,
):
    schedule.folder.parent.mkdir(parents=True)
    schedule.folder.write_text("a file where the folder should be")
    async with running(schedule, clock, faults):
        await until(lambda: "No backup could be made" in caplog.text)
        await asleep(clock, 60)
        schedule.folder.unlink()
        await clock.advance(60)
        await until(lambda: len(names(schedule)) == 1)


async def test_one_that_fails_costs_none_that_stands(
    schedule: Schedule, caplog: pytest.LogCaptureFixture, clock: SteppedClock, faults: Database
):
    standing = taken(schedule, clock, 9 * HOUR, 8 * HOUR, 7 * HOUR)
    async with running(schedule, clock, faults):
        await until(lambda: "There is no database" in caplog.text)
    assert names(schedule) == standing
