"""A task that an error ends is started again, and the program's faults are told without what they say."""

from __future__ import annotations

import asyncio
import itertools
import logging

import pytest

from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.jobs.supervisor import Supervisor, stop
from tests.clock import SteppedClock, settle


class Failing:
    """Work that raises these errors, one at each attempt, and is done then."""

    def __init__(self, *errors: Exception) -> None:
        self.left = list(errors)
        self.attempts = 0

    async def __call__(self) -> None:
        self.attempts += 1
        if self.left:
            raise self.left.pop(0)


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def supervisor(clock: SteppedClock, faults: list[str]) -> Supervisor:
    async def store(detail: str) -> None:
        faults.append(detail)

    return Supervisor(clock, "the gathering", store)


async def test_a_fault_is_logged_with_its_traceback_and_the_work_is_done_again(
    supervisor: Supervisor, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    work = Failing(LookupError("no such thing"))
    task = supervisor.start(work)
    await settle()
    assert work.attempts == 1
    await clock.advance(1)
    assert work.attempts == 2
    assert task.done()
    (record,) = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert "the gathering has ended by a fault" in record.message
    assert record.exc_info
    assert record.exc_info[0] is LookupError


async def test_faults_are_told_without_what_they_say(
    supervisor: Supervisor, clock: SteppedClock, faults: list[str]
) -> None:
    task = supervisor.start(Failing(KeyError("somebody's words"), TypeError("more of them")))
    await settle()
    await clock.advance(1)
    await clock.advance(2)
    assert task.done()
    assert [one.partition(":")[0] for one in faults] == [
        "KeyError (test_supervisor.py",
        "TypeError (test_supervisor.py",
    ]
    assert "words" not in str(faults)


async def test_it_is_tried_less_and_less_often_until_it_goes_well_for_a_while(
    supervisor: Supervisor, clock: SteppedClock
) -> None:
    attempts = list[float]()

    async def work() -> None:
        attempts.append(clock.monotonic())
        if len(attempts) == 4:
            await clock.wait(asyncio.Event(), 301)
        raise LookupError

    task = supervisor.start(work)
    for _ in range(320):
        await clock.advance(1)
    waits = [after - before for before, after in itertools.pairwise(attempts)]
    assert waits[:5] == [1, 2, 4, 301 + 1, 2]
    await stop(task)


async def test_what_the_outer_world_refuses_is_tried_again_and_is_no_fault(
    supervisor: Supervisor, clock: SteppedClock, faults: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    work = Failing(PlatformFailed(message("Discord cannot be reached. Please try again in a moment.")))
    supervisor.start(work)
    await settle()
    await clock.advance(1)
    assert work.attempts == 2
    assert "Discord cannot be reached" in caplog.text
    assert not faults


async def test_work_goes_on_where_its_faults_cannot_be_stored(clock: SteppedClock) -> None:
    async def store(detail: str) -> None:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))

    work = Failing(KeyError())
    Supervisor(clock, "the gathering", store).start(work)
    await settle()
    await clock.advance(1)
    assert work.attempts == 2


async def test_an_attempt_tells_whether_it_was_done(supervisor: Supervisor) -> None:
    work = Failing(KeyError())
    assert [await supervisor.attempt(work) for _ in range(2)] == [False, True]


async def test_being_stopped_is_no_fault(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    task = supervisor.start(asyncio.Event().wait)
    await asyncio.sleep(0)
    await stop(task)
    assert task.cancelled()
    assert not caplog.records
