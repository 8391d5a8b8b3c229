"""Firefox's models on this machine, in a child process that runs while it is used.

The library holds Python's lock while it translates, and ends its process when another thread calls it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.domain.message import Message, message
from bot.i18n.program import called
from bot.translation.direction import Direction
from bot.translation.engines.child import end
from bot.translation.engines.engine import EngineFailed, Fault, Limits
from bot.translation.engines.idle import IDLE_SECONDS, IdleTimer
from bot.translation.models.pinned import PINNED, VERSION, Model
from bot.translation.unit import Markup

START_SECONDS = 30.0
_LIMIT = 1 << 22
"""Bytes of one answer."""
_CHILD = "bot.translation.engines.firefox_child"


class Firefox:
    """Translates with Firefox's models."""

    name, version = "firefox", VERSION
    local, rough = True, False
    markup = Markup.PLAIN

    def __init__(
        self,
        folder: Path,
        models: Sequence[Model] = PINNED,
        *,
        seconds: float = 20.0,
        idle_seconds: float = IDLE_SECONDS,
        child: Sequence[str] = ("-m", _CHILD),
    ) -> None:
        self.limits = Limits(seconds, at_a_time=1, texts=16, characters=4_000)
        self._folder = folder
        self._models = models
        self._command = (sys.executable, *child)
        self._process: asyncio.subprocess.Process | None = None
        self._ids = itertools.count()
        self._lock = asyncio.Lock()
        self._idle = IdleTimer(self.close, idle_seconds)

    @property
    def pids(self) -> list[int]:
        """The id of its process, if it runs."""
        return [self._process.pid] if self._process is not None and self._process.returncode is None else []

    def lacking(self) -> Message | None:
        """What there is to be installed before it can translate, or None."""
        if all(model.is_there(self._folder) for model in self._models):
            return None
        return message("Firefox's models are not installed: {command}", command=called("models install"))

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text.

        Raises:
            EngineFailed: a model is not installed or damaged, or the process ended or did not answer.
        """
        if (lacking := self.lacking()) is not None:
            raise EngineFailed(self.name, Fault.MISSING, sentence=lacking)
        async with self._lock:
            self._idle.stop()
            try:
                told = await self._answers(texts, direction)
            except TimeoutError as error:
                await self._end()
                raise EngineFailed(self.name, Fault.TIMEOUT) from error
            except (OSError, ValueError) as error:
                await self._end()
                raise EngineFailed(self.name, Fault.SERVER, type(error).__name__) from error
            except EngineFailed:
                await self._end()
                raise
            finally:
                self._idle.used()
        return told

    async def _answers(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translations; a process that is found dead is replaced."""
        found = self._process
        for _ in range(2):
            async with asyncio.timeout(START_SECONDS):
                process = await self._running()
            try:
                async with asyncio.timeout(self.limits.seconds):
                    return await self._exchange(process, texts, direction)
            except TimeoutError:
                raise
            except OSError:
                if process is not found:
                    raise
                await self._end()
        raise AssertionError("the second process is never the first")

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LIMIT,
        )
        files = {
            str(model.direction): [
                {"role": file.role, "path": str(path), "sha256": file.sha256}
                for file, path in model.paths(self._folder)
            ]
            for model in self._models
        }
        await self._write(process, files)
        started = await self._read(process)
        if "ready" not in started:
            sentence = message("Firefox's models are damaged: {command}", command=called("models install"))
            raise EngineFailed(self.name, Fault.MISSING, str(started.get("damaged")), sentence=sentence)
        return process

    async def _exchange(
        self, process: asyncio.subprocess.Process, texts: Sequence[str], direction: Direction
    ) -> list[str]:
        number = next(self._ids)
        await self._write(process, {"id": number, "direction": str(direction), "texts": list(texts)})
        while (answer := await self._read(process)).get("id") != number:
            pass  # the answer to one that nobody waits for any more
        told = answer.get("texts")
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            raise EngineFailed(self.name, Fault.ODD, str(answer.get("fault")))
        return told

    async def _write(self, process: asyncio.subprocess.Process, what: object) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(what).encode() + b"\n")
        await process.stdin.drain()

    async def _read(self, process: asyncio.subprocess.Process) -> dict[str, object]:
        """The next line.

        Raises:
            OSError: the process ended.
            ValueError: the line is too long, or none of ours.
        """
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise OSError("the process ended")
        told = json.loads(line)
        if not isinstance(told, dict):
            raise ValueError("no object")
        return told

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await end(process)

    async def close(self) -> None:
        """End the process."""
        self._idle.stop()
        async with self._lock:
            await self._end()
