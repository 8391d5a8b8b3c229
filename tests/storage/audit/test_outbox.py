"""The effects of audited actions are carried out as often as it takes, and what came of them is kept."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.audit import audit_store as audit
from bot.audit.outbox import MAX_AGE, Outbox, with_failure
from bot.database.engine import Database
from bot.domain.errors import PlatformFailed, TertuliaError
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import WITH_EFFECT, Action, AuditOutcome, AuditRow, TargetKind
from bot.domain.people import Member
from tests.clock import SteppedClock

SERVER, MARTA, DISCUSSION = 10, 32, 1
DOWN = PlatformFailed(message("Discord is having trouble."))


class NowClock(SteppedClock):
    """Its time of day is the machine's, by which rows are dated, and what was stepped."""

    def utcnow(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.monotonic() - 1_000.0)


class Threads:
    """Follows actions, and fails as it is told to."""

    def __init__(self) -> None:
        self.failures: list[TertuliaError] = []
        self.begun: list[Action] = []
        self.followed: list[Action] = []
        self.gates: dict[Action, asyncio.Event] = {}

    async def follow(self, row: AuditRow) -> str:
        self.begun.append(row.action)
        if gate := self.gates.get(row.action):
            await gate.wait()
        self.followed.append(row.action)
        if self.failures:
            raise self.failures.pop(0)
        return "in 1 thread(s)"


@pytest.fixture
def clock() -> NowClock:
    return NowClock()


@pytest.fixture
def threads() -> Threads:
    return Threads()


@pytest.fixture
def outbox(database: Database, clock: NowClock, threads: Threads) -> Outbox:
    return Outbox(clock, database, dict.fromkeys(WITH_EFFECT, threads.follow))


@asynccontextmanager
async def running(outbox: Outbox):
    outbox.start()
    try:
        yield
    finally:
        await outbox.stop()


async def acted(database: Database, action: Action = Action.LOCK) -> int:
    return await database.write(
        audit.record,
        server_id=SERVER,
        actor_id=MARTA,
        action=action,
        target_kind=TargetKind.DISCUSSION,
        target_id=DISCUSSION,
    )


async def outcomes(database: Database, audit_id: int) -> list[tuple[bool, str | None]]:
    found: list[AuditOutcome] = await database.read(audit.outcomes, audit_id)
    return [(one.succeeded, one.detail) for one in found]


async def wait_until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.01)


async def test_an_effect_is_tried_until_it_succeeds_and_the_same_failure_is_written_once(
    database: Database, outbox: Outbox, clock: NowClock, threads: Threads
):
    audit_id = await acted(database)
    threads.failures = [DOWN, DOWN]
    async with running(outbox):
        for tries, pause in enumerate((5.0, 10.0), start=1):
            await wait_until(lambda tries=tries: outbox.health.failing and len(threads.followed) == tries)
            await clock.advance(pause - 0.1)
            assert len(threads.followed) == tries
            await clock.advance(0.1)
        await wait_until(lambda: not outbox.health.backlog)
    assert await outcomes(database, audit_id) == [(False, str(DOWN)), (True, "in 1 thread(s)")]


async def test_what_is_done_is_not_done_again(database: Database, outbox: Outbox, threads: Threads):
    audit_id = await acted(database)
    for _ in range(2):
        await outbox.run(audit_id)
    assert threads.followed == [Action.LOCK]
    assert await outbox.pending() == []


async def test_an_effect_is_given_up_after_seven_days_and_the_audit_says_why(
    database: Database, outbox: Outbox, clock: NowClock, threads: Threads
):
    audit_id = await acted(database)
    threads.failures = [DOWN] * 3
    with pytest.raises(PlatformFailed):
        await outbox.run(audit_id)
    assert await outbox.pending() == [audit_id]
    await clock.advance(MAX_AGE.total_seconds() + 1)
    with pytest.raises(TertuliaError, match=str(DOWN)):
        await outbox.run(audit_id)
    assert await outcomes(database, audit_id) == [(False, str(DOWN)), (False, f"given up: {DOWN}")]
    assert (outbox.health.failing, outbox.health.given_up) == (0, 1)
    assert await outbox.pending() == []


async def test_of_two_actions_on_one_discussion_the_later_one_waits_for_the_other(
    database: Database, outbox: Outbox, threads: Threads
):
    locked, unlocked = [await acted(database, action) for action in (Action.LOCK, Action.UNLOCK)]
    gate = threads.gates[Action.LOCK] = asyncio.Event()
    first = asyncio.create_task(outbox.run(locked))
    await wait_until(lambda: threads.begun)
    second = asyncio.create_task(outbox.run(unlocked))
    await asyncio.sleep(0.05)
    assert threads.begun == [Action.LOCK]
    gate.set()
    await asyncio.gather(first, second)
    assert threads.followed == [Action.LOCK, Action.UNLOCK]


async def test_whoever_acted_hears_what_failed_and_faults_are_raised() -> None:
    done = message("Locked.")

    async def attempt(error: Exception | None = None) -> None:
        if error:
            raise error

    assert await with_failure(done, attempt(), attempt()) == done
    told = await with_failure(done, attempt(), attempt(DOWN))
    assert "I will keep trying" in str(told)
    assert str(DOWN.message) in str(told)
    with pytest.raises(ZeroDivisionError):
        await with_failure(done, attempt(), attempt(ZeroDivisionError()))


async def test_an_action_without_an_effect_is_done_with_its_row(database: Database):
    member = Member(MARTA, "Marta", None, SERVER, 20, Language.EN, moderator=True, manager=True)
    ids = []
    for action in (Action.SETTINGS, Action.LOCK):
        done = partial(
            audit.done, member=member, action=action, target_kind=TargetKind.SERVER, target_id=SERVER
        )
        ids.append(await database.write(done, reason="why", detail="mirroring"))
    assert [await outcomes(database, one) for one in ids] == [[(True, "mirroring")], []]
    row = await database.read(audit.get, ids[0])
    assert row is not None
    assert (row.server_id, row.actor_id, row.reason) == (SERVER, MARTA, "why")
