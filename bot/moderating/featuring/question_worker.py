"""Has the threads of discussions show their questions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.featuring import question_store as questions
from bot.discussion.featuring.question_store import Place
from bot.discussion.stores import discussion_store as discussions
from bot.domain.card import Question
from bot.domain.discussion import DiscussionStatus
from bot.domain.errors import BotLacks, NotFound, Refused, TertuliaError
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.featuring.questions_port import QuestionBoard


class QuestionWorker(StoredReconciler[int]):
    """Its keys are discussions. Each thread has one message with the question, which follows it.

    That a message is about to be sent is stored first: what was cut off is looked for in the thread, so that
    none is sent twice. One that cannot be pinned stays, and is pinned once the bot may do so.
    """

    job = Job.QUESTION

    def __init__(self, clock: Clock, database: Database, board: QuestionBoard) -> None:
        super().__init__(clock, database)
        self._board = board

    async def pending(self) -> Iterable[int]:
        """Return the discussions whose threads do not show what they should."""
        return await self._database.read(questions.pending)

    async def work(self, key: int) -> None:
        """Bring the threads of one discussion up to date; one that fails does not stop the others.

        Raises:
            BotLacks, PlatformFailed: some could not be.
        """
        question, is_closed, places = await self._database.read(_state, key)
        failures = []
        for place in places:
            try:
                if question is None:
                    await self._take_away(place)
                elif not is_closed:
                    await self._show(place, question)
            except NotFound:
                continue  # its thread was deleted
            except TertuliaError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    async def _show(self, place: Place, question: Question) -> None:
        if place.shown == question.id and place.message_id is None:
            return  # somebody deleted it
        message_id = place.message_id
        if place.shown != question.id:
            message_id = await self._edited(place, question) or await self._sent(place, question)
            await self._database.write(questions.mark_shown, place.post.id, message_id, question.id)
        if message_id is not None and not (place.pinned and message_id == place.message_id):
            await self._pin(place, message_id)

    async def _edited(self, place: Place, question: Question) -> int | None:
        """Have the message that stands show another question. Returns None if there is none."""
        message_id = place.message_id
        if message_id is None and place.begun_at is not None and place.shown is None:
            with contextlib.suppress(BotLacks):  # without Read Message History it is sent all the same
                message_id = await self._board.find(place.post, place.begun_at)
        if message_id is None:
            return None
        try:
            await self._board.edit(place.post, message_id, question)
        except NotFound:
            return None
        return message_id

    async def _sent(self, place: Place, question: Question) -> int:
        await self._database.write(questions.mark_begun, place.post.id, self._clock.utcnow())
        return await self._board.send(place.post, question)

    async def _pin(self, place: Place, message_id: int) -> None:
        try:
            await self._board.pin(place.post, message_id)
        except NotFound:
            await self._database.write(questions.mark_deleted, place.post.id)
        except (BotLacks, Refused):
            return  # whoever asked is told
        else:
            await self._database.write(questions.mark_pinned, place.post.id)

    async def _take_away(self, place: Place) -> None:
        if place.begun_at is None:
            return
        message_id = place.message_id
        if place.shown is None:
            message_id = await self._board.find(place.post, place.begun_at)
        if message_id is not None:
            with contextlib.suppress(NotFound):
                await self._board.delete(place.post, message_id)
        await self._database.write(questions.forget, place.post.id)


def _state(connection: Connection, discussion_id: int) -> tuple[Question | None, bool, list[Place]]:
    discussion = discussions.get(connection, discussion_id)
    is_closed = discussion is not None and discussion.status is DiscussionStatus.CLOSED
    return (
        questions.asked(connection, discussion_id),
        is_closed,
        questions.places(connection, discussion_id),
    )
