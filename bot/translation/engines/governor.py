"""Keeps an engine within its limits, retries what may pass, and leaves alone what fails."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.domain.message import Message
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock, SystemClock
from bot.translation.direction import Direction
from bot.translation.engines.engine import PASSING, Engine, EngineFailed, Fault

RETRIES = Backoff(first=0.5, longest=8.0, attempts=3)
LONGEST_WAIT = 10.0
"""Seconds that somebody waits for an engine which asks for a pause; for longer, the next is asked."""
IN_A_ROW = 3
"""Texts in a row that failed, after which an engine is left alone."""
LEFT_ALONE = Backoff(first=60.0, longest=900.0)
QUOTA_SECONDS = 3_600.0
"""How long an engine whose quota is used up is not asked: some quotas are by the hour or the day."""
LONGEST_REST = 86_400.0
"""Seconds that an engine is left alone at its own word, which may be a proxy's mistake."""
LONGER, FEW_CHARACTERS = 5, 200
"""How many times as long as its text, and some characters more, an answer may be: the guard refuses half."""
_OFF = {Fault.KEY: float("inf"), Fault.QUOTA: QUOTA_SECONDS}

Allow = Callable[[int], Awaitable[None]]
"""Called right before each request with the characters in it that were not sent before; it may raise
:class:`Withheld`.
"""

_log = logging.getLogger(__name__)


class Withheld(Exception):
    """A text must not be sent after all, which is no fault of its engine's."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


class Governor:
    """An engine with its limits: requests at a time, batches, retries, and pauses after faults."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self._clock = clock or SystemClock()
        self._free = asyncio.Semaphore(engine.limits.at_a_time)
        self._failures = 0
        self._rests = 0
        self._until = float("-inf")
        self._off: EngineFailed | None = None
        self.requests = self.characters = 0
        """Requests that were made, retries too, and characters that were sent, each once."""
        self.failed: Counter[Fault] = Counter()
        """Requests that failed, by their fault."""

    @property
    def off(self) -> Message | None:
        """Why it is switched off, if its key or quota does that, or if it failed too often."""
        if self._off is not None and self._clock.monotonic() < self._until:
            return self._off.message
        return None

    @property
    def off_for_good(self) -> bool:
        """Whether it stays off until the bot is started again."""
        return self.off is not None and self._until == float("inf")

    async def translate(
        self, texts: Sequence[str], direction: Direction, allow: Allow | None = None
    ) -> list[str]:
        """The translation of each text, in as many requests as the engine's limits ask for.

        Raises:
            EngineFailed: there is none, or it is switched off.
            Withheld: ``allow`` said so.
        """
        if self._off is not None and self.off is not None:
            raise EngineFailed(self.engine.name, self._off.fault, sentence=self._off.message)
        try:
            batches = list(self._batches(texts))  # what is too long is known before anything is sent
            answers = [answer for batch in batches for answer in await self._tried(batch, direction, allow)]
        except EngineFailed as error:
            self._note(error)
            raise
        self._failures = self._rests = 0
        self._off = None
        return answers

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        limits = self.engine.limits
        batch: list[str] = []
        for text in texts:
            if len(text) > limits.characters:
                raise EngineFailed(self.engine.name, Fault.TOO_LONG)
            full = len(batch) == limits.texts or sum(map(len, batch)) + len(text) > limits.characters
            if batch and full:
                yield batch
                batch = []
            batch.append(text)
        if batch:
            yield batch

    async def _tried(self, batch: Sequence[str], direction: Direction, allow: Allow | None) -> list[str]:
        failures = 0
        while True:
            try:
                async with self._free:
                    if allow is not None:
                        await allow(0 if failures else sum(map(len, batch)))
                    self.requests += 1
                    self.characters += 0 if failures else sum(map(len, batch))
                    answers = await self.engine.translate(batch, direction)
                self._check(batch, answers)
                return answers
            except EngineFailed as error:
                fault = error
                self.failed[fault.fault] += 1
            failures += 1
            delay = RETRIES.delay(failures)
            if fault.fault not in PASSING or fault.fault is Fault.TIMEOUT or delay is None:
                raise fault
            delay = delay * (1 + random.random() / 4) if fault.retry_after is None else fault.retry_after
            if delay > LONGEST_WAIT:
                raise fault
            await self._clock.wait(asyncio.Event(), delay)

    def _check(self, batch: Sequence[str], answers: Sequence[str]) -> None:
        """Refuse what cannot be the translations of ``batch``, before anybody reads it."""
        name = self.engine.name
        if len(answers) != len(batch):
            raise EngineFailed(name, Fault.ODD, f"{len(answers)} answers to {len(batch)} texts")
        pairs = zip(batch, answers, strict=True)
        if any(len(answer) > FEW_CHARACTERS + LONGER * len(text) for text, answer in pairs):
            raise EngineFailed(name, Fault.ODD, "an answer far longer than its text")

    def _note(self, error: EngineFailed) -> None:
        """Switch the engine off where asking it again is of no use for now."""
        name, seconds = self.engine.name, _OFF.get(error.fault)
        if seconds is None and error.retry_after is not None:
            seconds = min(error.retry_after, LONGEST_REST)
        if seconds is None and error.fault in PASSING | {Fault.ODD}:
            self._failures += 1
            if self._failures >= IN_A_ROW:
                self._rests += 1
                seconds = LEFT_ALONE.delay(self._rests)
                error = EngineFailed(name, Fault.PAUSED)
        _log.info("%s: %s %s", name, error, error.detail)
        if seconds is not None:
            self._until, self._off = self._clock.monotonic() + seconds, error
            _log.warning("The translation engine %s is switched off for now: %s", name, error)

    async def close(self) -> None:
        """End the engine's processes and connections."""
        await self.engine.close()
