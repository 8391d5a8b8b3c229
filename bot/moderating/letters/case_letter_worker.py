"""Tells members by direct message about their cases, once each."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable
from datetime import timedelta
from functools import partial

from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.cases.case import CaseLetterState, LetterAbout
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.cases import case_store as cases
from bot.moderating.letters import case_letter_store as letters
from bot.moderating.letters.case_letter import mark_of
from bot.moderating.letters.case_letter_store import ClosedLetter, LetterKey
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letters_port import SLACK, Letters
from bot.moderating.letters.write_letter import LetterWriter, Matter


class CaseLetterWorker(StoredReconciler[LetterKey]):
    """Its keys are cases, with what is told about them. What was begun before is looked for among the
    messages that the member got, and sent only if it is not there.
    """

    job = Job.CASE_LETTER
    backoff = Backoff(first=5.0, longest=3_600.0)
    concurrency = 2  # Discord watches how fast bots write to people
    per_lane = 1

    def __init__(
        self, clock: Clock, database: Database, writer: LetterWriter, platform: Letters, late: LateLetters
    ) -> None:
        super().__init__(clock, database)
        self._writer = writer
        self._platform = platform
        self._late = late

    def lane(self, key: LetterKey) -> Hashable:
        """The case: what is told about it comes in order."""
        return key[0]

    async def send_now(self, case_id: int, about: LetterAbout, within: timedelta) -> None:
        """Tell a member now if that is possible ``within`` a time: before what makes it impossible, such as
        that they are removed from the server. Whatever comes of it, nothing is raised, and what is not
        done by then goes on in the background.
        """
        ended = asyncio.Event()
        attempt = asyncio.create_task(self.run((case_id, about)), name=f"{self.job} {case_id} {about}")
        self._tasks.add(attempt)
        attempt.add_done_callback(partial(self._attempted, ended))
        await self._clock.wait(ended, within.total_seconds())

    def _attempted(self, ended: asyncio.Event, attempt: asyncio.Task[None]) -> None:
        self._tasks.discard(attempt)
        if not attempt.cancelled():
            attempt.exception()  # it was noted, and is tried again
        ended.set()

    async def pending(self) -> Iterable[LetterKey]:
        """What is still to be told by direct message."""
        return await self._database.read(letters.owed)

    async def work(self, key: LetterKey) -> None:
        """Tell the member, unless that was done or there is nothing to tell any more.

        Raises:
            BotLacks, NotFound: they take no direct messages.
            PlatformFailed: they cannot be told now.
        """
        if await self._database.read(cases.letter_state, *key) is not CaseLetterState.OWED:
            return
        matter = await self._writer.matter(key)
        if matter is None:
            await self._database.write(letters.forgo, key)
            return
        if not await self._was_sent(key, matter):
            await self._send(key, matter)
        await self._database.write(letters.settle, key, CaseLetterState.SENT)

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where somebody takes no direct messages."""
        return isinstance(failure, BotLacks | NotFound)

    async def given_up(self, key: LetterKey, failure: TertuliaError) -> None:
        """Store that the member could not be told: they are at their next command."""
        matter = await self._writer.matter(key)
        is_wanted = await self._database.write(letters.settle, key, CaseLetterState.CLOSED)
        if matter is not None and is_wanted:
            self._late.add(ClosedLetter(key, matter.case.server_id, matter.case.member_id))

    async def _was_sent(self, key: LetterKey, matter: Matter) -> bool:
        """Whether an earlier attempt has come through. Store that there is one, if there was none."""
        begun_at = await self._database.read(letters.begun_at, key)
        if begun_at is None:
            await self._database.write(letters.begin, key, self._clock.utcnow())
            return False
        return await self._platform.was_sent(matter.case.member_id, mark_of(key), begun_at - SLACK)

    async def _send(self, key: LetterKey, matter: Matter) -> None:
        case_id, about = key
        language = await self._writer.language(matter, about)
        letter = await self._writer.write(matter, about, language)
        await self._platform.send(matter.case.member_id, letter, language, f"c{case_id}-{about[:2]}")
