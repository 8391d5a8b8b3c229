"""Background work: what is owed is done once it can be, and nothing that fails holds up the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import pytest

from bot.domain.errors import PlatformFailed, Refused
from bot.domain.message import message
from bot.jobs.backoff import Backoff
from tests.clock import SteppedClock, settle
from tests.unit.jobs.mending import Key, Mending, running

DOWN = PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))


async def test_what_rows_say_is_pending_is_done_at_the_start(clock: SteppedClock):
    mending = Mending(clock)
    mending.broken = {("a", 1), ("a", 2), ("b", 1)}
    async with running(mending):
        assert not mending.broken


async def test_nothing_is_done_before_the_start_and_nothing_is_forgotten(clock: SteppedClock):
    mending = Mending(clock)
    mending.schedule(("a", 1))
    await settle()
    assert not mending.runs
    async with running(mending):
        assert mending.runs == [("a", 1)]


async def test_idle_work_waits_for_nothing_but_a_call(clock: SteppedClock):
    async with running(Mending(clock)) as mending:
        assert clock.waits[-1] is None
        await clock.advance(86_400)
        assert (mending.reads, mending.runs) == (1, [])


async def test_what_fails_is_retried_at_doubled_intervals_and_holds_up_no_other(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        mending.schedule(("a", 1))
        mending.schedule(("a", 2))
        await settle()
        assert mending.runs == [("a", 1), ("a", 2)]
        for seconds, runs in ((1.9, 1), (0.2, 2), (3.8, 2), (0.4, 3), (8.1, 4), (8.1, 5)):
            await clock.advance(seconds)
            assert mending.runs.count(("a", 1)) == runs
        assert mending.reason(("a", 1)) == DOWN.message
        assert mending.health.failing == 1
        del mending.errors[("a", 1)]
        await clock.advance(8.1)
        assert mending.reason(("a", 1)) is None
        assert (mending.health.failing, mending.health.backlog) == (0, 0)


async def test_news_do_not_shorten_the_wait_of_what_fails_but_a_resync_does(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        for _ in range(5):
            mending.schedule(("a", 1))
            await settle()
        assert len(mending.runs) == 1
        mending.resync()
        await settle()
        assert len(mending.runs) == 2


async def test_what_was_under_way_at_a_resync_and_fails_is_retried_at_once(clock: SteppedClock):
    """It may have looked before the outside changed."""
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    gate = mending.gates[("a", 1)] = asyncio.Event()
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        mending.resync()
        await settle()
        gate.set()
        await settle()
        assert len(mending.runs) == 2
        await clock.advance(1.9)
        assert len(mending.runs) == 2, "and then with backoff again"


async def test_resyncs_that_come_too_often_do_not_undo_the_backoff(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        for _ in range(40):
            mending.resync()
            await settle()
        assert len(mending.runs) <= 6, "the first attempt and five a minute"
        assert mending.reads <= 5
        del mending.errors[("a", 1)]
        await clock.advance(60.1)
        assert mending.health.backlog == 0, "but what changed last is looked at"
        assert mending.reads == 6


@pytest.mark.parametrize("after", [0.0, 1.5])
async def test_news_that_come_while_a_failed_key_is_retried_are_not_lost(clock: SteppedClock, after: float):
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        del mending.errors[("a", 1)]
        gate = mending.gates[("a", 1)] = asyncio.Event()
        await clock.advance(2.1)
        assert len(mending.runs) == 2, "the retry is under way"
        mending.schedule(("a", 1), after)
        gate.set()
        await clock.advance(after)
        assert len(mending.runs) == 3


async def test_a_key_is_never_worked_on_twice_at_a_time_and_news_meanwhile_are_not_lost(clock: SteppedClock):
    mending = Mending(clock)
    gate = mending.gates[("a", 1)] = asyncio.Event()
    async with running(mending):
        for _ in range(3):
            mending.schedule(("a", 1))
            await settle()
        assert mending.runs == [("a", 1)]
        gate.set()
        await settle()
        assert mending.runs == [("a", 1)] * 2


async def test_lanes_take_turns_and_none_takes_every_place(clock: SteppedClock):
    mending = Mending(clock)
    keys = [("busy", number) for number in range(10)]
    for key in keys:
        mending.gates[key] = asyncio.Event()
        mending.schedule(key)
    async with running(mending):
        assert mending.most_at_work["busy"] == 2
        mending.schedule(("quiet", 1))
        await settle()
        assert ("quiet", 1) in mending.runs
        for gate in mending.gates.values():
            gate.set()
        await settle()
        assert len(mending.runs) == 11


async def test_a_lane_that_is_called_otherwise_while_a_key_is_worked_on_is_free_afterwards(
    clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
):
    mending = Mending(clock)
    gates = [mending.gates.setdefault(("a", number), asyncio.Event()) for number in range(2)]
    async with running(mending):
        for number in range(4):
            mending.schedule(("a", number))
        await settle()
        monkeypatch.setattr(mending, "names", {"a": "b"})
        for gate in gates:
            gate.set()
        await settle()
        monkeypatch.setattr(mending, "names", {})
        for number in range(4):
            mending.schedule(("a", number))
        await settle()
        assert mending.runs == [("a", number) for number in range(4)] * 2


async def test_work_done_a_piece_at_a_time_goes_to_the_end_of_the_line(clock: SteppedClock):
    mending = Mending(clock)
    mending.again[("a", 1)] = 0.0
    gates = [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    async with running(mending):
        for key in gates:
            mending.schedule(key)
        await settle()
        assert mending.runs[:4] == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]
        assert mending.runs[4:] == [("a", 1)]


async def test_a_pace_lies_between_two_runs_of_one_key(clock: SteppedClock):
    mending = Mending(clock, pace=10.0)
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        mending.schedule(("a", 1))
        await clock.advance(9.9)
        assert len(mending.runs) == 1
        await clock.advance(0.2)
        assert len(mending.runs) == 2


async def test_what_will_not_pass_is_given_up_with_its_reason_until_something_changes(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors[("a", 1)] = Refused(message("Discord refused that ({detail}).", detail="too long"))
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        assert mending.left == {("a", 1): "Discord refused that (too long)."}
        await clock.advance(10_000)
        assert len(mending.runs) == 1
        mending.schedule(("a", 1))
        await settle()
        assert len(mending.runs) == 2


async def test_attempts_can_be_limited(clock: SteppedClock):
    class Limited(Mending):
        backoff = Backoff(first=1.0, longest=1.0, attempts=3)

    mending = Limited(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        mending.schedule(("a", 1))
        for _ in range(9):
            await clock.advance(1.1)
        assert len(mending.runs) == 3
        assert ("a", 1) in mending.left


async def test_an_outage_is_logged_once_then_hourly_and_when_it_is_over(
    clock: SteppedClock, caplog: pytest.LogCaptureFixture
):
    mending = Mending(clock)
    mending.errors = {("a", number): DOWN for number in range(4)}
    async with running(mending):
        for key in mending.errors:
            mending.schedule(key)
        await settle()
        for _ in range(3):
            await clock.advance(8.1)
        assert len(mending.runs) > 8
        assert [one.getMessage() for one in caplog.records] == [f"mirrors: ('a', 0): {DOWN}"]
        await clock.advance(3_600.0)
        await clock.advance(8.1)
        assert [one.getMessage() for one in caplog.records[1:]] == [f"mirrors: 4 wait: {DOWN}"]
        del mending.errors[("a", 0)]
        await clock.advance(8.1)
        assert len(caplog.records) == 2
        mending.errors.clear()
        await clock.advance(8.1)
        assert [one.getMessage() for one in caplog.records[2:]] == [f"mirrors: works again, after: {DOWN}"]


async def test_what_fails_for_another_reason_is_logged_too(
    clock: SteppedClock, caplog: pytest.LogCaptureFixture
):
    mending, lacks = Mending(clock), PlatformFailed(message("The database is busy."))
    mending.errors = {("a", 1): DOWN, ("b", 1): lacks}
    async with running(mending):
        for key in mending.errors:
            mending.schedule(key)
        await settle()
        mending.errors = {("a", 1): lacks, ("b", 1): DOWN}
        await clock.advance(2.1)
        assert [one.getMessage() for one in caplog.records] == [
            f"mirrors: ('a', 1): {DOWN}",
            f"mirrors: ('b', 1): {lacks}",
        ]


async def test_a_fault_of_the_program_is_told_counted_and_tried_again(
    clock: SteppedClock, caplog: pytest.LogCaptureFixture
):
    mending = Mending(clock)
    mending.errors[("a", 1)] = KeyError("nothing there")
    async with running(mending):
        mending.schedule(("a", 1))
        mending.schedule(("b", 1))
        await settle()
        assert ("b", 1) in mending.runs
        (record,) = [one for one in caplog.records if one.levelno == logging.CRITICAL]
        assert record.exc_info
        assert mending.health.faults == 1
        del mending.errors[("a", 1)]
        await clock.advance(2.1)
        assert mending.runs.count(("a", 1)) == 2
        assert mending.health.failing == 0


@pytest.mark.parametrize("unstorable", [None, DOWN, KeyError("nothing there")])
async def test_a_fault_of_the_program_is_stored_without_what_somebody_wrote(
    clock: SteppedClock, unstorable: Exception | None
):
    mending = Mending(clock)
    mending.errors = {("a", 1): KeyError("my address is Elm Street 5"), ("b", 1): DOWN}
    mending.unstorable = unstorable
    async with running(mending):
        mending.schedule(("a", 1))
        mending.schedule(("b", 1))
        await settle()
        (detail,) = mending.faults
        assert detail.startswith("KeyError (mending.py:")
        mending.errors.clear()
        await clock.advance(2.1)
        assert mending.runs.count(("a", 1)) == 2


@pytest.mark.parametrize("error", [DOWN, KeyError("nothing there")])
async def test_pending_work_that_cannot_be_read_is_read_later(clock: SteppedClock, error: Exception):
    mending = Mending(clock)
    mending.broken, mending.unreadable = {("a", 1)}, error
    async with running(mending):
        mending.schedule(("b", 1))  # is done meanwhile, and makes nobody read sooner
        await settle()
        assert (mending.reads, mending.runs) == (1, [("b", 1)])
        await clock.advance(2.1)
        assert mending.reads == 2
        mending.unreadable = None
        await clock.advance(4.1)
        assert not mending.broken


async def test_a_person_can_wait_for_it_and_is_told_when_it_fails(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors[("a", 1)] = DOWN
    async with running(mending):
        await mending.run(("b", 1))
        assert mending.runs == [("b", 1)]
        with pytest.raises(PlatformFailed):
            await mending.run(("a", 1))
        del mending.errors[("a", 1)]
        await clock.advance(2.1)
        assert mending.runs == [("b", 1), ("a", 1), ("a", 1)]


async def test_whoever_waits_for_it_waits_for_the_attempt_that_is_under_way(clock: SteppedClock):
    mending = Mending(clock)
    gate = mending.gates[("a", 1)] = asyncio.Event()
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        waiting = [asyncio.create_task(mending.run(("a", 1))) for _ in range(2)]
        await settle()
        assert not any(one.done() for one in waiting)
        mending.errors[("a", 1)] = DOWN
        gate.set()
        assert await asyncio.gather(*waiting, return_exceptions=True) == [DOWN, DOWN]
        assert mending.runs == [("a", 1)]


async def test_whoever_waits_for_it_runs_once_more_where_something_changed_since_it_began(
    clock: SteppedClock,
):
    mending = Mending(clock)
    gate = mending.gates[("a", 1)] = asyncio.Event()
    async with running(mending):
        for _ in range(2):
            mending.schedule(("a", 1))
            await settle()
        waiting = asyncio.create_task(mending.run(("a", 1)))
        await settle()
        assert mending.most_at_work["a"] == 1
        gate.set()
        await waiting
        assert len(mending.runs) > 1
        assert mending.most_at_work["a"] == 1


async def test_whoever_waits_for_another_who_went_away_runs_it_themselves(clock: SteppedClock):
    mending = Mending(clock)
    gate = mending.gates[("a", 1)] = asyncio.Event()
    first, second = (asyncio.create_task(mending.run(("a", 1))) for _ in range(2))
    await settle()
    first.cancel()
    gate.set()
    await second
    assert (mending.runs, mending.most_at_work["a"]) == ([("a", 1)] * 2, 1)


async def test_stopping_ends_what_is_under_way_but_not_who_waits_for_something_else(clock: SteppedClock):
    mending = Mending(clock)
    mending.gates[("a", 1)] = mending.gates[("b", 1)] = asyncio.Event()
    async with running(mending):
        mending.schedule(("a", 1))
        person = asyncio.create_task(mending.run(("b", 1)))
        await settle()
        await mending.stop()
        assert mending.at_work["a"] == 0
        mending.gates[("b", 1)].set()
        await person


async def test_where_time_alone_makes_keys_pending_they_are_read_again(clock: SteppedClock):
    class Daily(Mending):
        reads_every = 86_400.0

    daily = Daily(clock)
    async with running(daily):
        await settle()
        assert daily.reads == 1
        daily.broken = {("a", 1)}
        await clock.advance(86_399)
        assert daily.reads == 1
        await clock.advance(1)
        assert daily.reads == 2
        assert ("a", 1) in daily.runs


@pytest.mark.parametrize("unreadable", [None, DOWN], ids=["read", "not read"])
async def test_a_resync_while_keys_are_read_has_them_read_again(
    clock: SteppedClock, unreadable: Exception | None
):
    class Slowly(Mending):
        reads_every = 86_400.0
        asked = asyncio.Event()

        async def pending(self) -> Iterable[Key]:
            keys = await super().pending()
            await self.asked.wait()
            if self.reads == 1 and unreadable:
                raise unreadable
            return keys

    slowly = Slowly(clock)
    async with running(slowly):
        slowly.broken = {("a", 1)}
        slowly.resync()
        slowly.asked.set()
        await settle()
        assert (slowly.reads, slowly.runs) == (2, [("a", 1)])


async def test_why_a_key_fails_is_stored_until_it_does_no_longer(clock: SteppedClock):
    mending = Mending(clock)
    one, other = ("a", 1), ("b", 1)
    refused = Refused(message("The card was removed."))
    mending.errors = {one: DOWN, other: refused}
    async with running(mending):
        mending.schedule(one)
        mending.schedule(other)
        await settle()
        assert mending.failing == {one: (str(DOWN), False), other: (str(refused), True)}
        assert (mending.health.failing, mending.health.given_up) == (1, 1)
        mending.errors.clear()
        mending.resync()
        mending.schedule(other)
        await settle()
        assert mending.failing == {}
        assert (mending.health.failing, mending.health.given_up) == (0, 0)


async def test_work_goes_on_where_nobody_can_be_told_that_it_failed(clock: SteppedClock):
    mending = Mending(clock)
    mending.errors, mending.unstorable = {("a", 1): DOWN}, DOWN
    async with running(mending):
        mending.schedule(("a", 1))
        await settle()
        mending.errors.clear()
        await clock.advance(2.1)
        assert mending.runs.count(("a", 1)) == 2
        assert mending.health.failing == 0
