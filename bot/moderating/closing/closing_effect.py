"""The effect of closing a discussion: its threads are told where that was by age, locked and archived."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

from bot.database.engine import Database
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.moderation import AuditRow
from bot.jobs.clock import Clock
from bot.moderating.closing import closing_store as closing
from bot.moderating.closing.closing_notes_port import ClosingNotes
from bot.moderating.closing.closing_store import ClosingNote

MAX_NONCE_LENGTH = 25


class ClosingEffect:
    """Tells threads that their discussion was closed, once each, before they are archived."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        notes: ClosingNotes,
        follow_state: Callable[[AuditRow], Awaitable[str]],
    ) -> None:
        """``follow_state`` locks and archives the threads, as the discussion's status says."""
        self._clock = clock
        self._database = database
        self._notes = notes
        self._follow_state = follow_state

    async def close(self, row: AuditRow) -> str:
        """Tell the threads that are still to be told, then lock and archive all. A thread that cannot be told
        is closed all the same.

        Raises:
            BotLacks, PlatformFailed: some could not be told or closed.
        """
        failure: TertuliaError | None = None
        for note in await self._database.read(closing.owed, row.target_id):
            try:
                await self._tell(note, f"closed{row.id}p{note.post.id}"[-MAX_NONCE_LENGTH:])
            except TertuliaError as error:
                failure = failure or error
        detail = await self._follow_state(row)
        if failure is not None:
            raise failure
        return detail

    async def _tell(self, note: ClosingNote, nonce: str) -> None:
        """Tell a thread. That this is about to be done is stored first: what was cut off is looked for."""
        is_told = False
        with contextlib.suppress(NotFound):  # the thread was deleted
            if note.begun_at is not None:
                with contextlib.suppress(BotLacks):  # without Read Message History it is told all the same
                    is_told = await self._notes.is_told(note.post, note.days, note.begun_at)
            if not is_told:
                await self._database.write(closing.mark_begun, note.post.id, self._clock.utcnow())
                await self._notes.send(note.post, note.days, nonce)
        await self._database.write(closing.forget, [note.post.id])
