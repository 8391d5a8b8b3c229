"""Requests to one host are spaced, and few at a time; other hosts need not wait for them."""

from __future__ import annotations

import asyncio

from bot.reading.fetch.host_turns import HostTurns
from tests.clock import SteppedClock, settle


class Asked:
    """Keeps turns at hosts until it is told to give them back."""

    def __init__(self, turns: HostTurns) -> None:
        self.turns = turns
        self.began: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.done = asyncio.Event()

    def ask(self, host: str, count: int = 1) -> None:
        self.tasks += [asyncio.create_task(self._ask(host)) for _ in range(count)]

    async def end(self) -> None:
        self.done.set()
        await asyncio.gather(*self.tasks)

    async def _ask(self, host: str) -> None:
        async with self.turns.at(host):
            self.began.append(host)
            await self.done.wait()


async def test_a_host_is_asked_once_a_second_and_twice_at_a_time() -> None:
    clock = SteppedClock()
    asked = Asked(HostTurns(clock))
    asked.ask("one.example", 4)
    asked.ask("other.example")
    await settle()
    assert asked.began == ["one.example", "other.example"]
    await clock.advance(0.9)
    assert len(asked.began) == 2
    await clock.advance(0.2)
    assert len(asked.began) == 3, "the second one a second later"
    await clock.advance(60)
    assert len(asked.began) == 3, "no third one while two are under way"
    asked.done.set()
    await settle()
    assert len(asked.began) == 4, "that one may begin at once"
    await clock.advance(1)
    await asked.end()
    assert len(asked.began) == 5


async def test_hosts_that_are_asked_no_more_are_forgotten() -> None:
    clock = SteppedClock()
    turns = HostTurns(clock)
    for number in range(1_000):
        async with turns.at(f"{number}.example"):
            pass
        await clock.advance(0.1)
    assert turns.known <= 20


async def test_who_gives_up_waiting_keeps_no_turn() -> None:
    clock = SteppedClock()
    asked = Asked(HostTurns(clock))
    asked.ask("one.example", 3)
    await settle()
    asked.tasks[1].cancel()
    asked.tasks[2].cancel()
    await settle()
    asked.ask("one.example")
    await clock.advance(5)
    assert len(asked.began) == 2
    asked.done.set()
    await asyncio.gather(*asked.tasks, return_exceptions=True)
