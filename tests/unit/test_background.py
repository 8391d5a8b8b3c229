"""Work in the background that an error ends is started again, and the program's faults are counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.services.background import Supervisor, put_back, stop
from bot.storage.checkup import TaskFault, examine
from bot.storage.database import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "a.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
def supervisor(database: Database) -> Supervisor:
    return Supervisor(database, retry=0.001)


class Failing:
    """Work that raises these errors, one at each attempt, and is done then."""

    def __init__(self, *errors: Exception) -> None:
        self.left = list(errors)
        self.attempts = 0

    async def __call__(self) -> None:
        self.attempts += 1
        if self.left:
            raise self.left.pop(0)


def counted(tmp_path: Path) -> dict[str, TaskFault]:
    return {one.name: one for one in examine(tmp_path / "a.sqlite3").task_faults}


async def test_a_fault_is_logged_with_its_traceback_and_the_work_is_done_again(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    work = Failing(LookupError("no such thing"))
    await supervisor.start(work, "the redrawing", "of card 7")
    assert work.attempts == 2
    (record,) = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert "the redrawing (of card 7) has ended by a fault" in record.message
    assert record.exc_info
    assert record.exc_info[0] is LookupError


async def test_faults_are_counted_by_task_without_what_they_say(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    await supervisor.start(Failing(KeyError("somebody's words"), TypeError("more of them")), "cards")
    await supervisor.start(Failing(ValueError()), "mirrors", "thread 1")
    found = counted(tmp_path)
    assert {name: one.count for name, one in found.items()} == {"cards": 2, "mirrors": 1}
    assert found["cards"].detail.startswith("TypeError (test_background.py:")
    assert "words" not in str(found)


async def test_the_count_begins_anew_with_the_bot(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.attempt(Failing(KeyError()), "cards")
    await supervisor.forget()
    assert not counted(tmp_path)


async def test_what_the_outer_world_refuses_is_tried_again_and_is_no_fault(
    supervisor: Supervisor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    work = Failing(PlatformFailed(message("Discord cannot be reached. Please try again in a moment.")))
    await supervisor.start(work, "cards")
    assert work.attempts == 2
    assert "Discord cannot be reached" in caplog.text
    assert not counted(tmp_path)


async def test_work_goes_on_where_its_faults_cannot_be_stored(
    supervisor: Supervisor, database: Database
) -> None:
    await database.close()
    work = Failing(KeyError())
    await supervisor.start(work, "cards")
    assert work.attempts == 2


async def test_an_attempt_tells_whether_it_was_done(supervisor: Supervisor) -> None:
    work = Failing(KeyError())
    assert [await supervisor.attempt(work, "cards") for _ in range(2)] == [False, True]


async def test_being_stopped_is_no_fault(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    task = supervisor.start(asyncio.Event().wait, "waiting")
    await asyncio.sleep(0)
    await stop(task, None)  # the other was never started
    assert task.cancelled()
    assert not caplog.records


def test_what_was_taken_is_put_back_only_by_an_error() -> None:
    left: list[int] = []
    with put_back(lambda: left.append(1)):
        pass
    with pytest.raises(KeyError), put_back(lambda: left.append(2)):
        raise KeyError
    assert left == [2]
