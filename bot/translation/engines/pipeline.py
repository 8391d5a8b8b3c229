"""A row of programs that stay running, each reading what the one before it writes, as a shell's pipe."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from bot.translation.engines.child import end

_LIMIT = 1 << 22
"""Bytes of one answer."""
_LOCALE = "C.UTF-8"
"""Texts are UTF-8, and one that is set but not installed ends some of Apertium's programs."""
_END_SECONDS = 1.0
"""For each program to end by itself."""


class Pipeline:
    """Running programs. What is written to the first comes out of the last."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._commands = commands
        self._processes: list[asyncio.subprocess.Process] = []

    @property
    def pids(self) -> list[int]:
        """The ids of its running programs."""
        return [one.pid for one in self._processes if one.returncode is None]

    @property
    def runs(self) -> bool:
        """Whether all of them run."""
        return bool(self._processes) and all(one.returncode is None for one in self._processes)

    async def start(self) -> None:
        """Start the programs.

        Raises:
            OSError: one of them cannot be started; then none is left running.
        """
        taken: int | None = None
        started = False
        try:
            for number, command in enumerate(self._commands):
                last = number == len(self._commands) - 1
                following, given = (None, None) if last else os.pipe()
                try:
                    self._processes.append(
                        await asyncio.create_subprocess_exec(
                            *command,
                            stdin=asyncio.subprocess.PIPE if taken is None else taken,
                            stdout=asyncio.subprocess.PIPE if given is None else given,
                            stderr=asyncio.subprocess.DEVNULL,
                            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": _LOCALE},
                            limit=_LIMIT,
                        )
                    )
                finally:
                    for one in (taken, given):
                        if one is not None:
                            os.close(one)
                    taken = following
            started = True
        finally:
            if taken is not None:
                os.close(taken)
            if not started:
                await self.stop()

    async def exchange(self, sent: bytes, end: bytes) -> bytes:
        """Write ``sent``, and read until ``end`` comes out.

        Raises:
            OSError: a program ended, or wrote too much.
        """
        given, taken = self._processes[0].stdin, self._processes[-1].stdout
        assert given is not None
        assert taken is not None
        try:
            given.write(sent)
            await given.drain()
            return await taken.readuntil(end)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise OSError(str(error)) from error

    async def stop(self) -> None:
        """End the programs."""
        processes, self._processes = self._processes, []
        if processes and processes[0].stdin is not None:
            processes[0].stdin.close()  # each ends when what it reads does
        for process in processes:
            await end(process, _END_SECONDS)
