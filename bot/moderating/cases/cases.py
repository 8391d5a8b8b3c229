"""Acting on members: opening, undoing and annotating cases."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.database.reports.acts_report import acts_report
from bot.discussion import access
from bot.discussion.stores import report_store as reports
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.cases.case import Case, CaseKind, LetterAbout, Reason
from bot.domain.cases.case_policy import check_undo
from bot.domain.discussion import CommentStatus
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import Message, message
from bot.domain.moderation import WITH_EFFECT, Action, TargetKind
from bot.domain.rules import Rule
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.case_words import TOLD, done_about, threshold_line
from bot.moderating.cases.member_effects import Telling
from bot.moderating.cases.members_port import Members
from bot.moderating.cases.opening import Act, Done, Opening, check_input
from bot.moderating.cases.permitted import People, numbered, people
from bot.moderating.hide_comment import Hiding

WAITING = timedelta(seconds=2)
"""How long a moderator waits for the letter to the member at the most; it is sent whether they do or not."""
Granting = Callable[[Connection], None] | None
"""Stores that an appeal is granted, if one is."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, and what to tell whoever did; ``proposed`` is what a threshold proposes."""

    case: Case
    told: tuple[Message, ...]
    proposed: Act | None = None


class Cases:
    """Opens, undoes and annotates cases. Permissions are asked of the platform each time."""

    def __init__(
        self,
        database: Database,
        members: Members,
        outbox: Outbox,
        hiding: Hiding,
        opening: Opening,
        telling: Telling,
        clock: Clock,
    ) -> None:
        self._telling = telling
        self._database = database
        self._opening = opening
        self._members = members
        self._outbox = outbox
        self._hiding = hiding
        self._clock = clock

    async def open(self, viewer: Viewer, act: Act) -> Opened:
        """Do it: a numbered case, of which the member is told, unless it is a note.

        Raises:
            ActedAlready: there is a like case that the moderator may not know of.
            BadInput: the reason is missing, or the duration cannot be.
            BotLacks: the bot lacks the permission, or the member stands as high as it.
            NotAllowed: the viewer lacks the permission, or the member stands as high as they do.
            NotFound: the viewer can see no such comment of the member.
            Refused: it is themselves, or a bot.
        """
        check_input(act)
        comment_id, channel_id = await self._about(viewer, act)
        who = await people(self._members, viewer, act.member_id, channel_id)
        who.check(act.kind)
        done = await self._database.write(self._opening.open, viewer.member, act, comment_id, who)
        return await self._opened(done)

    async def hide_and_warn(
        self, viewer: Viewer, source_id: int, reason: Reason, rule: Rule | None = None, *, known: int = 0
    ) -> Opened:
        """Hide a comment and warn its author, both or neither; they are told once. See :class:`Act`.

        Raises:
            ActedAlready: there is a like case that the moderator may not know of.
            BadInput: the reason is missing.
            NotAllowed: the viewer does not moderate the comment's room, or the author stands as high as they.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is hidden or deleted already, another moderator looks at it, or it is their own.
        """
        comment, post = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        policy.check_hide(comment)
        act = Act(CaseKind.WARN, comment.author.id, reason, None, source_id, rule, known)
        check_input(act)
        who = await people(self._members, viewer, act.member_id, post.channel_id)
        who.check(act.kind)
        opened: list[Done] = []

        def warn(connection: Connection) -> None:
            opened.append(self._opening.open(connection, viewer.member, act, comment.id, who))

        why = reason.by_language[viewer.member.language]
        hidden = await self._hiding.hide(viewer, source_id, why, also=warn)
        warned = await self._opened(opened[-1])  # what was undone and done again is there twice
        return replace(warned, told=(hidden, *warned.told))

    async def permissions_of_use(self, server_id: int) -> Collection[str]:
        """The optional permissions that the bot needs for what a server does about members."""
        of_use = await self._database.read(acts_report, self._clock.utcnow())
        return of_use.get(server_id, ())

    async def undo(self, viewer: Viewer, number: int, reason: str, granting: Granting = None) -> Message:
        """Undo a case: what it did ends, and the member is told. Returns the sentence to answer with.

        ``granting`` stores, in the same transaction, that an appeal is granted, which is reason enough; it
        may raise why not.

        Raises:
            BadInput: the reason is missing.
            NotAllowed: the viewer lacks the permission that such a case takes.
            NotFound: the server has no case of this number.
            Refused: it was undone or has expired, or is about the viewer.
        """
        if not reason.strip() and granting is None:
            raise BadInput(message("Give a reason: the member is told it."))
        case, who = await self._case(viewer, number)
        who.check_undo(case, self._clock)
        why = reason.strip() or None
        audit_id = await self._database.write(self._undo, viewer, case.id, why, granting)
        done = await self._followed(message("Case {number} is undone.", number=number), audit_id, Action.UNDO)
        told = await self._told(case, LetterAbout.REVERSED)
        return message("{done} {told}", done=done, told=told) if told else done

    async def note(self, viewer: Viewer, number: int, text: str) -> Message:
        """Add a note to a case. Returns the sentence to answer with.

        Raises:
            BadInput: the text is empty.
            NotAllowed: the viewer moderates neither the server nor the room that the case is about.
            NotFound: the server has no case of this number.
        """
        if not text.strip():
            raise BadInput(message("Write the note."))
        case, who = await self._case(viewer, number)
        who.require(CaseKind.NOTE)

        def work(connection: Connection) -> None:
            cases.note(connection, case.id, viewer.member.id, text.strip(), self._clock.utcnow())
            audit.done(connection, viewer.member, Action.NOTE, TargetKind.CASE, case.id)

        await self._database.write(work)
        return message("Noted on case {number}.", number=number)

    async def _about(self, viewer: Viewer, act: Act) -> tuple[int | None, int | None]:
        """The comment that an act is about, and its room."""
        if act.source_id is None:
            return None, None
        found = await self._database.read(access.by_source, act.source_id)
        comment, post = access.require_seen(viewer, found)
        told = await self._database.read(reports.of_comment, comment.id)
        theirs = comment.author.id == act.member_id or comment.status is CommentStatus.DELETED
        if not theirs and act.member_id not in {one.reporter_id for one in told}:
            raise NotFound(message("They neither wrote this comment nor reported it."))
        return comment.id, post.channel_id

    async def _case(self, viewer: Viewer, number: int) -> tuple[Case, People]:
        """A case, and who acts about whom."""
        case, channel_id = await self._database.read(numbered, viewer.member, number)
        return case, await people(self._members, viewer, case.member_id, channel_id)

    def _undo(
        self, connection: Connection, viewer: Viewer, case_id: int, reason: str | None, granting: Granting
    ) -> int:
        now = self._clock.utcnow()
        case = cases.get(connection, case_id)
        assert case is not None
        check_undo(case, now)
        if granting is not None:
            granting(connection)
        cases.reverse(connection, case_id, viewer.member.id, reason, now)
        if case.kind is not CaseKind.NOTE:
            cases.owe_letter(connection, case_id, LetterAbout.REVERSED)
        return audit.done(connection, viewer.member, Action.UNDO, TargetKind.CASE, case_id, reason)

    async def _opened(self, done: Done) -> Opened:
        """What to tell of a case, and of what a threshold added, once the platform follows."""
        told = [await self._followed(done_about(done.case), done.audit_id, Action(done.case.kind.value))]
        if done.reached is not None:
            told.append(threshold_line(done.reached, done.hindrance))
        if (more := done.automatic) is not None:
            action = Action(more.case.kind.value)
            told.append(await self._followed(done_about(more.case), more.audit_id, action))
        if how := await self._told(done.case, LetterAbout.OPENED):
            told.append(how)
        return Opened(done.case, tuple(told), done.proposed)

    async def _told(self, case: Case, about: LetterAbout) -> Message | None:
        """Whether the member was told, once that was tried; None where there is nothing to tell."""
        await self._telling.send_now(case.id, about, WAITING)
        state = await self._database.read(cases.letter_state, case.id, about)
        return TOLD[state] if state else None

    async def _followed(self, done: Message, audit_id: int, action: Action) -> Message:
        """``done``, once the platform follows, or with why it does not yet."""
        if action not in WITH_EFFECT:
            return done
        return await with_failure(done, self._outbox.run(audit_id))
