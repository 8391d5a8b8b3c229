"""Asked to stop, a process ends: in good order where it can, always in time, and at once when asked twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, contextlib, logging, threading, time
from bot.cli.stopping import Stopping

async def orderly():
    print("begun", flush=True)
    try:
        await asyncio.sleep(600)
    finally:
        print("ended", flush=True)

async def deaf():
    print("begun", flush=True)
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(600)

async def stuck():
    print("begun", flush=True)
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.to_thread(time.sleep, 600)

async def blocking():
    print("begun", flush=True)
    try:
        await asyncio.sleep(600)
    finally:
        time.sleep(600)

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
stopping = Stopping(seconds={seconds})
{before}
stopping.run({work}())
"""


@asynccontextmanager
async def running(work: str, *, seconds: float = 0.3, before: str = "") -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-c", PROGRAM.format(work=work, seconds=seconds, before=before)),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        async with asyncio.timeout(60):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def begun(process: Process) -> None:
    assert process.stdout is not None
    assert await process.stdout.readline() == b"begun\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_what_can_end_ends_in_good_order(number: signal.Signals) -> None:
    async with running("orderly", seconds=60) as process:
        await begun(process)
        process.send_signal(number)
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"ended\n", b"INFO Stopped\n")


@pytest.mark.parametrize(
    ("work", "named"), [("deaf", b" work"), ("stuck", b" asyncio_0"), ("blocking", b" MainThread")]
)
async def test_what_hangs_is_named_and_left_behind(work: str, named: bytes) -> None:
    async with running(work) as process:
        await begun(process)
        process.terminate()
        _, err = await process.communicate()
    assert process.returncode == 0
    assert b"left behind" in err
    assert named in err
    assert b"Traceback" not in err


async def test_a_second_signal_ends_it_at_once() -> None:
    async with running("deaf", seconds=600) as process:
        await begun(process)
        process.terminate()
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)


async def test_asked_before_it_begins_it_does_nothing() -> None:
    async with running("orderly", seconds=60, before="stopping.ask()") as process:
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"", b"INFO Stopped\n")


async def test_a_fault_is_raised_as_it_is() -> None:
    async with running("1 / 0 if True else orderly") as process:
        _, err = await process.communicate()
    assert process.returncode == 1
    assert b"ZeroDivisionError" in err
