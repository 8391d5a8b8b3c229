"""Apertium: rules and dictionaries of Debian's package, in programs that stay running while they are used."""

from __future__ import annotations

import asyncio
import re
import secrets
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.translation.direction import Direction
from bot.translation.engines.apertium_repair import repaired
from bot.translation.engines.engine import EngineFailed, Fault, Limits
from bot.translation.engines.idle import IDLE_SECONDS, IdleTimer
from bot.translation.engines.pipeline import Pipeline
from bot.translation.unit import Markup

MODES = Path("/usr/share/apertium/modes")
_MODE_OF = {Language.EN: "eng", Language.ES: "spa"}
_SPECIAL = re.compile(r"([\\\[\]{}^$/@<>])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_END = ".[]"
"""What Debian's own filter puts behind a text, so that its last sentence ends."""
_HIDE_UNKNOWN = "-n"
"""Words it does not know come out as they are, without a star before them."""


class Apertium:
    """Translates with Apertium's programs."""

    name, version = "apertium", "0.8.1"
    local = rough = True
    markup = Markup.PLAIN

    def __init__(
        self, modes: Path = MODES, *, seconds: float = 20.0, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self.limits = Limits(seconds, at_a_time=1, texts=1_000, characters=50_000)
        self._modes = modes
        self._pipes: dict[Direction, Pipeline] = {}
        self._lock = asyncio.Lock()
        self._idle = IdleTimer(self.close, idle_seconds)

    @property
    def pids(self) -> list[int]:
        """The ids of its running programs."""
        return [pid for pipe in self._pipes.values() for pid in pipe.pids]

    def lacking(self) -> Message | None:
        """What there is to be installed before it can translate, or None."""
        modes = [self._mode(Direction.into(language)) for language in Language]
        if shutil.which("lt-proc") and all(mode.is_file() for mode in modes):
            return None
        return message("Apertium is not installed: sudo apt install apertium-eng-spa")

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text.

        Raises:
            EngineFailed: it is not installed, or its programs ended.
        """
        if (lacking := self.lacking()) is not None:
            raise EngineFailed(self.name, Fault.MISSING, sentence=lacking)
        async with self._lock:
            self._idle.stop()
            answers: list[str] = []
            try:
                async with asyncio.timeout(self.limits.seconds):
                    for text in texts:
                        answers.append(await self._answer(text, direction))  # noqa: PERF401  # see below
            except TimeoutError as error:
                raise EngineFailed(self.name, Fault.TIMEOUT) from error
            except OSError as error:
                raise EngineFailed(self.name, Fault.SERVER, type(error).__name__) from error
            finally:
                if len(answers) < len(texts):  # what still comes out would be taken for the next answer
                    await asyncio.shield(self._drop(direction))
                self._idle.used()
            return answers

    async def _answer(self, text: str, direction: Direction) -> str:
        """The translation of a text; programs that were found dead are started again."""
        pipe = self._pipes.get(direction)
        if pipe is not None and pipe.runs:
            try:
                return await self._exchange(pipe, text, direction)
            except TimeoutError:
                raise
            except OSError:
                pass  # started again below
        await self._drop(direction)
        self._pipes[direction] = pipe = Pipeline(self._commands(direction))
        await pipe.start()
        return await self._exchange(pipe, text, direction)

    async def _exchange(self, pipe: Pipeline, text: str, direction: Direction) -> str:
        # lt-proc 3.7.1 holds the last text back until the next one: a mark follows each.
        mark = f"[{secrets.token_hex(8)}]"
        sent = _SPECIAL.sub(r"\\\1", text.replace("\0", ""))
        answer = await pipe.exchange(f"{sent}{_END}\0{mark}\0".encode("utf-8", "replace"), mark.encode())
        told = answer.decode("utf-8", "replace").removesuffix(mark).strip("\0").removesuffix(_END)
        plain = _ESCAPED.sub(r"\1", told)
        return repaired(text, plain) if direction.source is Language.ES else plain

    def _mode(self, direction: Direction) -> Path:
        return self._modes / f"{_MODE_OF[direction.source]}-{_MODE_OF[direction.target]}.mode"

    def _commands(self, direction: Direction) -> list[list[str]]:
        """The programs of a mode; ``-z`` has each end its answer where a text ends."""
        mode = self._mode(direction).read_text(encoding="utf-8")
        commands = [
            shlex.split(command.replace("$1", _HIDE_UNKNOWN).replace("$2", "")) for command in mode.split("|")
        ]
        return [[program, "-z", *rest] for program, *rest in commands]

    async def _drop(self, direction: Direction) -> None:
        if (pipe := self._pipes.pop(direction, None)) is not None:
            await pipe.stop()

    async def close(self) -> None:
        """End its programs."""
        self._idle.stop()
        async with self._lock:
            for direction in list(self._pipes):
                await self._drop(direction)
