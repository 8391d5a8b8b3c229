"""A fault of the program's in the background is told when it happens."""

import asyncio

import pytest

from bot.services.background import background, stop


async def test_a_fault_is_logged_with_its_traceback_before_anybody_waits(caplog: pytest.LogCaptureFixture):
    async def fail() -> None:
        raise LookupError("no such thing")

    task = background(fail(), "the redrawing")
    await asyncio.wait([task])
    await asyncio.sleep(0)
    (record,) = caplog.records
    assert "the redrawing has ended by a fault" in record.message
    assert record.exc_info
    assert record.exc_info[0] is LookupError


async def test_being_stopped_is_no_fault(caplog: pytest.LogCaptureFixture):
    task = background(asyncio.sleep(60), "waiting")
    await stop(task, None)  # the other was never started
    assert task.cancelled()
    await asyncio.sleep(0)
    assert not caplog.records
