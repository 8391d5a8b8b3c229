"""What is imported where: parsers by workers, migrations by a process of their own, Rich for tables."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.empty import put_empty_database

PARSERS = {"trafilatura", "lxml", "numpy", "py3langid"}
DRESSING = {"typer", "click", "rich", "pygments"}
MIGRATING = {"alembic", "mako", "sqlalchemy.dialects.postgresql"}
CHARTS = {"matplotlib", "PIL"}
"""What draws charts: a process for each of them."""
LISTS = {"ahocorasick"}
"""What finds words: only a server with a list of them needs it."""
PLATFORM = {"discord", "sqlalchemy", "aiosqlite"}
METRICS = {"prometheus_client", "aiohttp.web"}
"""What serves metrics: only a bot that is to serve them."""
ORM = {"sqlalchemy.orm", "sqlalchemy.ext.asyncio", "greenlet"}
"""What SQLAlchemy's asynchronous engine would import: 7 MB, and 0.05 s."""
TELLING = """
import atexit, sys
from pathlib import Path
from bot.__main__ import main
atexit.register(lambda: Path("modules").write_text("\\n".join(sys.modules)))
main()
"""


async def imported(folder: Path, *arguments: str, environment: dict[str, str]) -> asyncio.subprocess.Process:
    """``python -m bot`` in ``folder``; it leaves the names of all that it has imported in a file there."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TELLING, *arguments),
        cwd=folder,
        stdin=PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def told(folder: Path) -> set[str]:
    return set((folder / "modules").read_text().splitlines())


@pytest.mark.parametrize("new", [True, False], ids=["a new database", "one that is up to date"])
async def test_a_running_bot(place: Path, tmp_path: Path, new: bool) -> None:
    async with Sandbox.start() as sandbox:
        bot = BotProcess(sandbox, place)
        if not new:
            put_empty_database(bot.database)
        process = await imported(tmp_path, "run", "--supervised", environment=bot.environment)
        async with asyncio.timeout(60):
            while not sandbox.gateway.online:  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0.02)
            assert process.stdin is not None
            process.stdin.close()
            assert await process.wait() == 0
    assert "discord" in told(tmp_path)
    assert not told(tmp_path) & (PARSERS | DRESSING | MIGRATING | ORM | LISTS | CHARTS | METRICS)


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (("--help",), PARSERS | DRESSING | MIGRATING | PLATFORM | CHARTS | {"pydantic", "asyncio"}),
        (("summarize", "article.txt"), PARSERS | MIGRATING | PLATFORM | CHARTS | {"pygments"}),
        (("doctor",), PARSERS | MIGRATING | CHARTS | {"pygments"}),
    ],
)
async def test_a_command(tmp_path: Path, arguments: tuple[str, ...], unneeded: set[str]) -> None:
    (tmp_path / "article.txt").write_text("\n\n".join(["A ferry leaves", "The ferry leaves at nine. " * 20]))
    process = await imported(tmp_path, *arguments, environment=dict(os.environ))
    await process.communicate()
    assert "argparse" in told(tmp_path)
    assert not told(tmp_path) & unneeded
