"""A page that hangs, crashes or eats its worker costs that page only."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from bot.domain.errors import NotReadable
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.plain_text import read_text
from bot.reading.feeds.feed import Feed
from bot.reading.summarise.finish_edition import edition_of
from bot.reading.tasks import read_feed
from bot.reading.worker_pool import Workers
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
    schedule, failures = ProcessPool.schedule, [TimeoutError]

    def sometimes(pool: ProcessPool, task: Callable[..., object], **given: Any) -> Future[object]:
        future = schedule(pool, task, **given)
        if failures:
            future.result()
            raise failures.pop()
        return future

    monkeypatch.setattr(ProcessPool, "schedule", sometimes)
    async with Workers(count=1) as pool:
        with pytest.raises(TimeoutError):
            await pool.run(double, 1)
        assert await pool.run(double, 2) == 4


async def test_a_program_ends_while_its_workers_still_start(tmp_path: Path) -> None:
    """To import the parsers may take long on a busy machine."""
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
        "from bot.reading.worker_pool import Workers\n"
        "async def main():\n"
        "    async with Workers() as workers:\n"
        "        asked = asyncio.create_task(workers.run(len, 'abc'))\n"
        "        await asyncio.sleep(1)\n"
        "    await asyncio.gather(asked, return_exceptions=True)\n"
        "if __name__ == '__main__': asyncio.run(main())"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-c", program),
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[3])])},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, complaints = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")


RESTING = """
import asyncio, os
from pathlib import Path
from bot.reading.tasks import read_text
from bot.reading.tasks import read_feed
from bot.reading.worker_pool import Workers

def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()

async def main():
    async with Workers(idle=0.2) as workers:
        assert not children(), "nobody has asked for them"
        for turn in range(2):
            assert await workers.run(os.getpid) != os.getpid()
            await asyncio.gather(*(workers.run(read_text, "A ferry. " * 50, None, None) for _ in range(3)))
            while children():
                await asyncio.sleep(0.05)
        long = asyncio.create_task(workers.run(os.system, "sleep 1"))
        await workers.run(len, "abc")
        await long
        assert await workers.run(len, "abc") == 3

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_workers_start_with_the_first_task_and_end_when_they_have_none(tmp_path: Path) -> None:
    """With all that they were started with; and not while one of them still works."""
    (tmp_path / "resting.py").write_text(RESTING)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", str(tmp_path / "resting.py")),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, complaints = await asyncio.wait_for(process.communicate(), 60)
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


async def test_a_worker_that_starts_afresh_holds_what_its_tasks_need_alone() -> None:
    """Feeds are read all day, and what reads pages is three times as large."""
    async with Workers(count=1, afresh=True) as workers:
        feed = await workers.run(read_feed, b"<rss><channel><title>a</title></channel></rss>", None, "")
        assert isinstance(feed, Feed)
        loaded = await workers.run(eval, "set(__import__('sys').modules)")
    assert "lxml.etree" in loaded
    assert not loaded & {"numpy", "bot.reading.preload", "bot.reading.extract.pages", "discord"}


def is_running(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


async def test_a_pool_that_rests_ends_nothing_that_another_needs() -> None:
    async with Workers(count=1, idle=0.1) as resting, Workers(count=1, afresh=True) as standing:
        server = await resting.run(os.getppid)
        worker = await standing.run(os.getpid)
        for _ in range(200):
            if not is_running(server):
                break
            await asyncio.sleep(0.05)
        assert not is_running(server)
        assert await standing.run(os.getpid) == worker
        assert await resting.run(double, 2) == 4


def test_what_workers_are_forked_from_has_read_everything() -> None:
    """So that no page's deadline pays for it: the first page takes no longer than the next."""
    importlib.import_module("bot.reading.preload")
    text = "\n\n".join(SPANISH)
    before = time.process_time()
    draft = read_text(text)
    assert isinstance(draft, Draft)
    edition = edition_of(draft)
    assert time.process_time() - before < 0.5
    assert (edition.language, edition.sentences) == (Language.ES, SPANISH)
    assert {sentence.text for sentence in edition.summary} <= set(SPANISH)
