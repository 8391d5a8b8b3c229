"""``python -m bot sandbox``, opened from the command line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

PATIENCE = 60
KILLED_EVERY = 0.1
"""Seconds: less than the bot takes to start."""


class Opened:
    """``python -m bot sandbox`` in a folder of its own."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process, url: str, notes: list[str]) -> None:
        self.folder = folder
        self.url = url
        self.notes = notes
        """What the terminal was told meanwhile."""
        self._process = process

    @classmethod
    @asynccontextmanager
    async def in_folder(
        cls,
        folder: Path,
        program: Sequence[str] = (sys.executable, "-m", "bot"),
        **given: str,
    ) -> AsyncIterator[Opened]:
        """Open it, wait until its first articles are posted, and close it as Ctrl+C does. ``given``: what its
        environment has, too.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DISCORD_", "TERTULIA_")) and not name.startswith(("LC_", "LANG"))
        }
        process = await asyncio.create_subprocess_exec(
            *(*program, "sandbox", "--record", "record.jsonl"),
            cwd=folder,
            env=environment | {"COLUMNS": "300", "LANG": "en_US.UTF-8"} | given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            async with asyncio.timeout(PATIENCE):
                printed = (await process.stdout.readline()).decode()
                url = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", printed)
                assert url, printed
                notes = []
                while b"is posted in #news" not in (line := await process.stderr.readline()):
                    assert line, "the sandbox ended"
                    notes.append(line.decode().strip())
            yield cls(folder, process, url.group(), notes)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.communicate(), PATIENCE)

    @asynccontextmanager
    async def without_bot(self) -> AsyncIterator[None]:
        """Kill the bot outright, and again whenever the sandbox has started it, while the context lasts."""
        killing = asyncio.create_task(self._keep_killing(), name="killing the bot")
        try:
            yield
        finally:
            killing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await killing

    async def _keep_killing(self) -> None:
        while True:
            self._kill_bot()
            await asyncio.sleep(KILLED_EVERY)

    def _kill_bot(self) -> None:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        for child in map(int, children.split()):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if b"run" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                    os.kill(child, signal.SIGKILL)

    def comments(self) -> list[tuple[str, str, str]]:
        """Text, author and status of every comment, oldest first."""
        with closing(sqlite3.connect(f"file:{self.folder}/data/sandbox.sqlite3?mode=ro", uri=True)) as stored:
            return stored.execute(
                "SELECT text, author_name, status FROM comment ORDER BY source_id"
            ).fetchall()

    async def wait_for_comments(self, texts: Iterable[str]) -> None:
        """Wait until a comment with each of these texts is stored."""
        wanted, deadline = set(texts), asyncio.get_running_loop().time() + PATIENCE
        while lacking := wanted - {text for text, _, _ in self.comments()}:
            assert asyncio.get_running_loop().time() < deadline, f"never stored: {lacking}"
            await asyncio.sleep(0.1)

    def happened(self) -> list[dict[str, object]]:
        """What the sandbox wrote down."""
        lines = (self.folder / "record.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]
