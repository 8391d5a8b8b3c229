"""Work that goes on beside everything else, whose faults are told at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from bot.domain.errors import TertuliaError

_log = logging.getLogger(__name__)


def background(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Start ``work`` as a task called ``name``.

    A fault that ends it is a fault of the program's: it is logged with its traceback when it happens, not
    only once somebody waits for the task.
    """
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_tell)
    return task


async def attempt(work: Coroutine[Any, Any, object], name: str) -> None:
    """Do what the next start does too, should it fail; a refusal or fault of the outer world is logged."""
    try:
        await work
    except TertuliaError as failure:
        _log.error("Could not %s, it is tried again after the next start: %s", name, failure)


async def woken(event: asyncio.Event, seconds: float | None) -> None:
    """Wait until ``event`` is set, but for so many seconds at most; None is for however long it takes."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def stop(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel tasks, as far as they were started, and wait until they have ended, by a fault too."""
    started = [task for task in tasks if task is not None]
    for task in started:
        task.cancel()
    if started:
        await asyncio.wait(started)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        _log.critical("%s has ended by a fault; restart the bot", task.get_name(), exc_info=fault)
