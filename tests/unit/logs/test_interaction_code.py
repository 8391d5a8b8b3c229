"""Background tasks that somebody's command happens to start have nothing to do with it in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.database.condition import Condition
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.logs.interaction_code import code_of, current_code, enter
from bot.translation.engines.idle import IdleTimer

INTERACTION = 1234567890123456789
PATIENCE = 30


class Seen:
    """The code that background work had, once it was done."""

    def __init__(self) -> None:
        self.code: str | None = None
        self.done = asyncio.Event()

    async def see(self) -> None:
        """Background work."""
        self.code = current_code()
        self.done.set()


async def refuse(seen: Seen) -> Callable[[], None]:
    condition = Condition(seen.see, lambda: None)
    condition.refused(StorageFailed(message("The database is closed.")))
    return condition.close


async def use_an_engine(seen: Seen) -> Callable[[], None]:
    timer = IdleTimer(seen.see, seconds=0.01)
    timer.used()
    return timer.stop


@pytest.mark.parametrize("start", [refuse, use_an_engine])
async def test_it_has_the_code_of_no_interaction(
    monkeypatch: pytest.MonkeyPatch, start: Callable[[Seen], Awaitable[Callable[[], None]]]
) -> None:
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.01)
    seen = Seen()

    async def command() -> Callable[[], None]:
        enter(INTERACTION)
        end = await start(seen)
        assert current_code() == code_of(INTERACTION), "the command keeps its own"
        return end

    async with asyncio.timeout(PATIENCE):
        end = await asyncio.create_task(command())
        await seen.done.wait()
    assert seen.code == ""
    end()
