"""Measures what the bot takes of the machine: memory while it is idle, and CPU to start. Linux only.

``python -m benchmarks.footprint [--json] [--rounds N]``. ``idle_mb`` is the proportional memory (PSS) of the
bot's processes together in a sandbox where nothing happens. The others are seconds of CPU of one process:
``python -m bot --help``, ``python -m bot run`` until it is connected to Discord, its database made before,
and ``python -m bot summarize FILE``. What the processes take that they start is told beside them. Each
figure is the least of ``N`` runs: other programs can only make them larger. Python keeps what it compiles, as
it does for an operator, whatever these runs' own environment says.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import table
from sandbox.server import Sandbox
from tests.bot_process import BotProcess

LIMITS = {"idle_mb": 100.0, "help_cpu_s": 0.25, "ready_cpu_s": 1.0, "summarize_cpu_s": 0.5}
SETTLING = 5.0
"""Seconds after which nothing of a start is left to do."""
SENTENCE = (
    "The ferry to island {0} leaves at {0} and comes back before night, the captain of the harbour said."
)
_TICKS = os.sysconf("SC_CLK_TCK")
_ADOPT_ORPHANS = 36
"""PR_SET_CHILD_SUBREAPER: processes whose parent has ended become children of this one."""


class Taken(NamedTuple):
    """What a process has taken by itself, and what those that it started have."""

    own: float
    children: float = 0.0

    def __str__(self) -> str:
        return f"{self.own:.2f} + {self.children:.2f}"


def cpu_of(pid: int) -> Taken:
    """The seconds of CPU of a process and of its children that it has waited for, while it is not reaped."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, children = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
    return Taken(own / _TICKS, children / _TICKS)


def of_command(*arguments: str, folder: Path, environment: Mapping[str, str]) -> Taken:
    """The seconds of CPU that ``python -m bot`` takes for these arguments."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=_as_installed(environment),
        stdout=subprocess.DEVNULL,
    )
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    own, children = cpu_of(process.pid)
    if process.wait():
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    while True:
        try:
            _, _, orphan = os.wait4(-1, 0)
        except ChildProcessError:
            return Taken(own, children)
        children += orphan.ru_utime + orphan.ru_stime


def memory_of(pid: int) -> Taken:
    """Megabytes of a process and of all that it started."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    match = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert match is not None
    tasks = Path(f"/proc/{pid}/task").iterdir()
    started = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return Taken(int(match[1]) / 1024, sum(sum(memory_of(one)) for one in started))


def _as_installed(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[1])}


async def of_bot(sandbox: Sandbox, bot: BotProcess, then: Callable[[int], Awaitable[Taken]]) -> Taken:
    """What ``then`` finds of a bot that has just connected, given its process's id."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--supervised"),
        env=_as_installed(bot.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    async with asyncio.timeout(120):
        while not sandbox.gateway.online:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.01)
        found = await then(process.pid)
        process.stdin.close()
        await process.wait()
        while sandbox.gateway.online:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


async def _started(pid: int) -> Taken:
    return cpu_of(pid)


async def _idle(pid: int) -> Taken:
    await asyncio.sleep(SETTLING)
    return memory_of(pid)


async def measure(folder: Path, rounds: int) -> dict[str, Taken]:
    """All figures, each the least of ``rounds``."""
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)
    article = folder / "article.txt"
    article.write_text("\n\n".join(["Ferries to all islands", *map(SENTENCE.format, range(2, 30))]))
    async with Sandbox.start() as sandbox:
        bot = BotProcess(sandbox, folder / "bot.sqlite3")
        commands = {"help_cpu_s": ("--help",), "summarize_cpu_s": ("summarize", str(article))}
        found: dict[str, list[Taken]] = {name: [] for name in LIMITS}
        await of_bot(sandbox, bot, _started)  # makes the database, and syncs the commands
        for _ in range(rounds):
            found["ready_cpu_s"].append(await of_bot(sandbox, bot, _started))
            found["idle_mb"].append(await of_bot(sandbox, bot, _idle))
    for _ in range(rounds):
        for name, arguments in commands.items():
            found[name].append(of_command(*arguments, folder=folder, environment=bot.environment))
    return {name: min(taken) for name, taken in found.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default 5)")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), given.rounds))
    # Memory counts wherever it is; each limit of CPU is for the process that is waited for.
    figures = {name: sum(taken) if name == "idle_mb" else taken.own for name, taken in found.items()}
    if given.json:
        print(json.dumps({name: round(figures[name], 3) for name in LIMITS}))
    else:
        rows = [[name, str(found[name]), f"{limit:g}"] for name, limit in LIMITS.items()]
        print(table(["", "its own + its children's", "at most"], rows))
    return int(any(figures[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
