"""Asking a question in a discussion: on its cards, first on its page, and pinned in its threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.audit import audit_store as audit
from bot.audit.outbox import with_failure
from bot.database.engine import Connection, Database
from bot.discussion.featuring import question_store as questions
from bot.discussion.moderated import checked, moderated, read_again
from bot.discussion.stores import discussion_store as discussions
from bot.discussion.viewer_port import Viewer
from bot.domain.card import MAX_QUESTION_LENGTH, Question, one_line
from bot.domain.discussion import DiscussionStatus
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.permissions import FOR_PINS, named
from bot.jobs.clock import Clock

UNDO_FOR = timedelta(minutes=10)
REMOVED, PUT_BACK = "removed", "put back"
"""The reasons in audit rows of what was not asked."""


class Questions:
    """Asks questions for moderators of all rooms of a discussion that they see.

    Each method raises NotAllowed where the viewer does not moderate these, and NotFound where they see none.
    """

    def __init__(self, database: Database, clock: Clock, follow: Callable[[int], Awaitable[None]]) -> None:
        """``follow`` has the threads of a discussion show its question; it raises a TertuliaError where that
        is not possible now, and is tried again.
        """
        self._database = database
        self._clock = clock
        self._follow = follow

    async def asked(self, viewer: Viewer, discussion_id: int) -> Question | None:
        """Return the question of a discussion."""
        await moderated(self._database, viewer, discussion_id)
        return await self._database.read(questions.asked, discussion_id)

    async def ask(
        self, viewer: Viewer, discussion_id: int, english: str | None, spanish: str | None
    ) -> Message:
        """Ask a question, in place of the one that there may be. Returns the sentence to answer with.

        Raises:
            BadInput: it says nothing, or is too long.
            Refused: the discussion is closed.
        """
        texts = _checked(english), _checked(spanish)
        if not any(texts):
            raise BadInput(message("Write the question, in English, in Spanish, or in both."))
        _, rooms, seen = await checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> None:
            _require_not_closed(connection, discussion_id, rooms)
            questions.ask(connection, discussion_id, *texts, self._clock.utcnow())
            audit.done(connection, viewer.member, Action.QUESTION, TargetKind.DISCUSSION, discussion_id)

        await self._database.write(work)
        done = message("The question stands on the cards and in the threads of this discussion.")
        return await self._shown(discussion_id, seen, done)

    async def remove(self, viewer: Viewer, discussion_id: int) -> tuple[str, Message]:
        """Remove the question. Returns the discussion's public id, for :meth:`put_back`, and the sentence to
        answer with.

        Raises:
            Refused: there is none.
        """
        discussion, rooms, _ = await checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> None:
            read_again(connection, discussion_id, rooms)
            if not questions.remove(connection, discussion_id, self._clock.utcnow()):
                raise Refused(message("This discussion has no question."))
            kind = TargetKind.DISCUSSION
            audit.done(connection, viewer.member, Action.QUESTION, kind, discussion_id, REMOVED)

        await self._database.write(work)
        done = message("The question is removed.")
        return discussion.public_id, await with_failure(done, self._follow(discussion_id))

    async def put_back(self, viewer: Viewer, public_id: str) -> Message:
        """Ask the question again that was removed last from the discussion with this public id, within
        :data:`UNDO_FOR`. Returns the sentence to answer with.

        Raises:
            Refused: there is none, there is another one by now, or the discussion is closed.
        """
        discussion = await self._database.read(discussions.by_public_id, public_id)
        if discussion is None:
            raise NotFound(message("That discussion does not exist here."))
        _, rooms, seen = await checked(self._database, viewer, discussion.id)

        def work(connection: Connection) -> None:
            _require_not_closed(connection, discussion.id, rooms)
            if questions.asked(connection, discussion.id):
                raise Refused(message("This discussion has another question by now."))
            if not questions.put_back(connection, discussion.id, self._clock.utcnow() - UNDO_FOR):
                raise Refused(message("This can be undone for ten minutes only."))
            kind = TargetKind.DISCUSSION
            audit.done(connection, viewer.member, Action.QUESTION, kind, discussion.id, PUT_BACK)

        await self._database.write(work)
        return await self._shown(discussion.id, seen, message("The question is back."))

    async def _shown(self, discussion_id: int, seen: set[int], done: Message) -> Message:
        """Have the threads show the question. Returns ``done``, with what did not succeed."""
        done = await with_failure(done, self._follow(discussion_id))
        places = await self._database.read(questions.places, discussion_id)
        unpinned = [one.post for one in places if one.message_id is not None and not one.pinned]
        threads = " ".join(f"<#{one.thread_id}>" for one in unpinned if one.channel_id in seen)
        if not threads:
            return done
        return message(
            "{done} I could not pin it in {threads}: I need the permission {permission} there, "
            "and room for one more pin.",
            done=done,
            threads=threads,
            permission=named(FOR_PINS)[0],
        )


def _require_not_closed(connection: Connection, discussion_id: int, rooms: set[int]) -> None:
    if read_again(connection, discussion_id, rooms).status is DiscussionStatus.CLOSED:
        raise Refused(message("This discussion is closed: reopen it first."))


def _checked(text: str | None) -> str | None:
    """A question in one line.

    Raises:
        BadInput: it is too long.
    """
    line = one_line(text or "")
    if len(line) > MAX_QUESTION_LENGTH:
        raise BadInput(
            counted(
                "The limit is {count} character.", "The limit is {count} characters.", MAX_QUESTION_LENGTH
            )
        )
    return line or None
