"""A page that hangs, crashes or eats its worker costs that page only."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pebble import ProcessPool

from bot.domain.errors import NotReadable
from bot.domain.language import Language
from bot.reading import workers as workers_module
from bot.reading.drafts import Draft
from bot.reading.finishing import edition_of
from bot.reading.plain_text import read_text
from bot.reading.workers import Workers
from tests.unit.reading_site import SPANISH


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        time.sleep(1)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise RecursionError


def eat(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(count=1, deadline=2.0, memory=200 * 1024 * 1024) as pool:
        yield pool


async def test_a_task_gives_its_result(workers: Workers) -> None:
    assert await workers.run(double, 21) == 42


async def test_what_goes_wrong_costs_one_task_only(workers: Workers) -> None:
    for task in (hang, crash, fail):
        with pytest.raises(NotReadable):
            await workers.run(task)
        assert await workers.run(double, 4) == 8


async def test_memory_is_limited(workers: Workers) -> None:
    assert await workers.run(eat, 20) == 20 * 1024 * 1024
    with pytest.raises(NotReadable):
        await workers.run(eat, 1_000)


async def test_a_task_nobody_waits_for_any_more_is_given_up(workers: Workers) -> None:
    waiting = asyncio.create_task(workers.run(hang))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await workers.run(double, 1) == 2


async def test_workers_that_do_not_start_are_started_again_for_the_next_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, failures = workers_module._start, [TimeoutError]

    def sometimes(pool: ProcessPool) -> None:
        start(pool)
        if failures:
            workers_module._stop(pool)
            raise failures.pop()

    monkeypatch.setattr(workers_module, "_start", sometimes)
    async with Workers(count=1) as pool:
        with pytest.raises(TimeoutError):
            await pool.run(double, 1)
        assert await pool.run(double, 2) == 4


async def test_a_program_ends_while_its_workers_still_start(tmp_path: Path) -> None:
    """To import the parsers may take long on a busy machine, and nobody has asked for them yet."""
    (tmp_path / "trafilatura.py").write_text(
        "import os, sys, time\n"
        "program = os.getppid()\n"
        "while os.getppid() == program: time.sleep(0.05)\n"
        "sys.path.remove(os.path.dirname(__file__))\n"
        "del sys.modules[__name__]\n"
        "import trafilatura"
    )
    program = (
        "import asyncio\n"
        "from bot.reading.workers import Workers\n"
        "async def main():\n"
        "    async with Workers(): await asyncio.sleep(1)\n"
        "if __name__ == '__main__': asyncio.run(main())"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-c", program),
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, complaints = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")


async def test_workers_that_were_killed_while_idle_are_replaced(workers: Workers) -> None:
    """As the system does when memory runs short: nobody's page was to blame, and the next one is read."""
    os.kill(await workers.run(os.getpid), signal.SIGKILL)
    await asyncio.sleep(0.5)
    assert await workers.run(double, 3) == 6


def test_what_workers_are_forked_from_has_read_everything() -> None:
    """So that no page's deadline pays for it: the first page takes no longer than the next."""
    importlib.import_module("bot.reading.preloaded")
    text = "\n\n".join(SPANISH)
    before = time.process_time()
    draft = read_text(text)
    assert isinstance(draft, Draft)
    edition = edition_of(draft)
    assert time.process_time() - before < 0.5
    assert (edition.language, edition.sentences) == (Language.ES, SPANISH)
    assert {sentence.text for sentence in edition.summary} <= set(SPANISH)
