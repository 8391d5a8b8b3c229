"""An engine is kept within its limits, retried where that helps, and left alone where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.language import Language
from bot.translation.direction import Direction
from bot.translation.engines.engine import EngineFailed, Fault, Limits
from bot.translation.engines.governor import QUOTA_SECONDS, Governor
from tests.clock import PassingClock
from tests.translators import Made, failing, unchanged

INTO_SPANISH = Direction.into(Language.ES)


async def failed(governor: Governor) -> Fault:
    with pytest.raises(EngineFailed) as caught:
        await governor.translate(["a"], INTO_SPANISH)
    return caught.value.fault


async def test_texts_go_in_as_many_requests_as_the_limits_ask_for() -> None:
    made = Made(unchanged, limits=Limits(texts=2, characters=10))
    texts = ["one", "two", "three", "four and", "five"]
    assert await Governor(made).translate(texts, INTO_SPANISH) == texts
    assert made.asked == [["one", "two"], ["three"], ["four and"], ["five"]]


async def test_a_text_that_is_too_long_is_not_sent() -> None:
    made = Made(unchanged, limits=Limits(characters=10))
    with pytest.raises(EngineFailed) as caught:
        await Governor(made).translate(["x" * 11], INTO_SPANISH)
    assert caught.value.fault is Fault.TOO_LONG
    assert made.asked == []


async def test_no_more_requests_at_a_time_than_the_limit() -> None:
    most = now = 0

    class Slow(Made):
        async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
            nonlocal most, now
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1
            return list(texts)

    governor = Governor(Slow(unchanged, limits=Limits(at_a_time=2)))
    await asyncio.gather(*(governor.translate(["a"], INTO_SPANISH) for _ in range(6)))
    assert most == 2


async def test_what_may_pass_is_tried_again_and_what_cannot_is_not() -> None:
    clock = PassingClock()
    passing, lasting = Made(failing(Fault.SERVER)), Made(failing(Fault.REJECTED))
    assert await failed(Governor(passing, clock)) is Fault.SERVER
    assert len(passing.asked) == 3
    assert await failed(Governor(lasting, clock)) is Fault.REJECTED
    assert len(lasting.asked) == 1


async def test_it_waits_as_long_as_it_is_asked_to_and_no_longer_than_people_do() -> None:
    clock = PassingClock()
    await failed(Governor(Made(failing(Fault.RATE, 3.0)), clock))
    assert clock.waits == [3.0, 3.0]
    made = Made(failing(Fault.RATE, 120.0))
    governor = Governor(made, clock)
    assert await failed(governor) is Fault.RATE
    assert len(made.asked) == 1
    assert await failed(governor) is Fault.RATE
    assert len(made.asked) == 1, "it is not asked before the pause is over"


async def test_it_is_asked_again_after_a_day_however_long_it_asks_to_be_left_alone() -> None:
    clock = PassingClock()
    governor = Governor(Made(failing(Fault.RATE, 9_999_999.0)), clock)
    await failed(governor)
    clock.pass_by(86_000)
    assert governor.off is not None
    clock.pass_by(500)
    assert governor.off is None


async def test_a_wrong_key_switches_it_off_for_good_and_a_used_up_quota_for_a_while() -> None:
    clock = PassingClock()
    key, quota = Made(failing(Fault.KEY)), Made(failing(Fault.QUOTA))
    of_key, of_quota = Governor(key, clock), Governor(quota, clock)
    for governor in (of_key, of_quota):
        await failed(governor)
        assert governor.off is not None
        await failed(governor)
    assert len(key.asked) == len(quota.asked) == 1
    clock.pass_by(QUOTA_SECONDS)
    assert of_key.off is not None
    assert of_quota.off is None


async def test_what_is_refused_while_it_is_switched_off_keeps_nothing() -> None:
    governor = Governor(Made(failing(Fault.KEY)), PassingClock())
    lengths = []
    for _ in range(5):
        with pytest.raises(EngineFailed) as caught:
            await governor.translate(["a"], INTO_SPANISH)
        lengths.append(len(caught.traceback))
    assert lengths[1:] == [lengths[1]] * 4, "an error that is raised again would grow each time"


async def test_after_failures_in_a_row_it_is_left_alone_longer_and_longer() -> None:
    clock = PassingClock()
    made = Made(failing(Fault.TIMEOUT))
    governor = Governor(made, clock)
    for _ in range(3):
        assert await failed(governor) is Fault.TIMEOUT
    assert await failed(governor) is Fault.PAUSED
    assert len(made.asked) == 3
    clock.pass_by(60)
    assert await failed(governor) is Fault.TIMEOUT
    assert await failed(governor) is Fault.PAUSED
    clock.pass_by(60)
    assert governor.off is not None
    clock.pass_by(60)
    made.word = unchanged
    assert await governor.translate(["a"], INTO_SPANISH) == ["a"]
    assert governor.off is None


async def test_it_counts_what_it_sends_and_what_fails() -> None:
    governor = Governor(Made(unchanged, limits=Limits(texts=2)), PassingClock())
    await governor.translate(["one", "two", "three"], INTO_SPANISH)
    assert (governor.requests, governor.characters, governor.failed.total()) == (2, 11, 0)
    failing_one = Governor(Made(failing(Fault.SERVER)), PassingClock())
    await failed(failing_one)
    assert (failing_one.requests, failing_one.characters) == (3, 1), "what is sent again counts once"
    assert failing_one.failed == {Fault.SERVER: 3}
