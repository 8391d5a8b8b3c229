"""Appeals that wait, one after another, and what moderators answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database, schedule
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.cases.case import Appeal, AppealStatus, Case, CaseKind, Evidence, LetterAbout
from bot.domain.cases.case_policy import NEEDED, Person, Power, may_answer, require_power
from bot.domain.discussion import Comment
from bot.domain.errors import BadInput, NotAllowed, NotFound, Refused
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.appeals.appeal_store import OpenAppeal
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.cases import Cases
from bot.moderating.cases.members_port import Members
from bot.posting import article_store as articles

ACTIVE = timedelta(days=30)
"""Who has moderated within this time counts as another moderator."""
MOST_ASKED = 10
"""Of how many of those it is asked whether they still can: each is a request."""
DECISIONS = frozenset(
    {
        *(Action.LOCK, Action.UNLOCK, Action.CLOSE, Action.REOPEN, Action.SLOWMODE),
        *(Action.HIDE, Action.RESTORE, Action.DISMISS, Action.APPROVE, Action.UNDO),
        *(Action(kind.value) for kind in CaseKind),
    }
)
"""What only moderators do."""


@dataclass(frozen=True, slots=True)
class AppealItem:
    """An appeal that waits, with all that its card shows. ``comment`` is what the case is about, as it is
    now; ``withheld``: that was said in a room that the viewer cannot read, and nothing of it is given.
    ``left`` counts what waits beside it. ``at`` is now.
    """

    case: Case
    appeal: Appeal
    evidence: Evidence | None
    comment: Comment | None
    headline: str
    withheld: bool
    left: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NextAppeal:
    """The next appeal that a moderator can answer, if there is one; how many wait against what they decided
    themselves, which others answer; and at how many others look.
    """

    item: AppealItem | None
    own: int
    taken: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    appeal: OpenAppeal
    case: Case
    channel_id: int | None


class AppealQueue:
    """Shows moderators the appeals that they can answer, each to one of them at a time.

    Who decided first does not answer where there is another moderator: somebody who has moderated in the
    server within :data:`ACTIVE`, by the audit, and who still holds the permission that it takes, as the
    platform says when that is asked.
    """

    def __init__(self, database: Database, acting: Cases, members: Members, clock: Clock) -> None:
        self._database = database
        self._acting = acting
        self._members = members
        self._clock = clock

    async def next(self, viewer: Viewer, after: Sequence[int] = ()) -> NextAppeal:
        """The next appeal that nobody else looks at; the viewer looks at it now. ``after``: ids of cases
        that were passed over.

        Raises:
            NotAllowed: the viewer is no moderator.
            PlatformFailed: the platform does not tell now who may do what.
        """
        member = viewer.member
        person = await self._person(member.server_id, member.id)
        waiting = await self._database.read(_waiting, member.server_id, self._clock.utcnow())
        theirs = [one for one in waiting if _is_for(one, person, viewer)]
        if not theirs and not person.holds(Power.MODERATE):
            policy.require_moderator(member.moderator)
        decided = {
            (one.case.kind, one.case.member_id) for one in theirs if one.case.moderator_id == member.id
        }
        others = {one: await self._others(member.server_id, {member.id, one[1]}, one[0]) for one in decided}
        can = [
            one
            for one in theirs
            if may_answer(one.case, member.id, others.get((one.case.kind, one.case.member_id), False))
        ]
        seen = {one.case.id for one in can if one.channel_id is None or viewer.sees(one.channel_id)}
        item = await self._database.write(self._take, can, seen, member.id, tuple(after), member.language)
        taken = sum(not _is_free(one, member.id) for one in can)
        return NextAppeal(item, len(theirs) - len(can), taken)

    async def undo(self, viewer: Viewer, case_id: int, text: str) -> Message:
        """Grant an appeal: the case is undone, and the member is told, with what the moderator says. Gives
        the sentence to answer with.

        Raises:
            BadInput: the moderator says nothing.
            NotAllowed: they lack the permission that such a case takes, or decided it themselves.
            NotFound: there is no such appeal.
            Refused: another moderator looks at it, it was answered, or the case cannot be undone.
        """
        case = await self._check(viewer, case_id, text)
        granted = partial(self._answer, viewer=viewer, case=case, text=text, status=AppealStatus.GRANTED)
        return await self._acting.undo(viewer, case.number, "", granted)

    async def keep(self, viewer: Viewer, case_id: int, text: str) -> Message:
        """Refuse an appeal: the member is told, with what the moderator says. Gives the sentence to answer
        with.

        Raises:
            BadInput, NotAllowed, NotFound, Refused: as :meth:`undo`.
        """
        case = await self._check(viewer, case_id, text)
        await self._database.write(self._answer, viewer, case, text, AppealStatus.REFUSED)
        return message("Case {number} stays. The member is told your answer.", number=str(case.number))

    async def release(self, viewer: Viewer, case_id: int) -> None:
        """The viewer passes an appeal over: others may look at it."""
        await self._database.write(appeals.release, case_id, viewer.member.id)

    async def _check(self, viewer: Viewer, case_id: int, text: str) -> Case:
        if not text.strip():
            raise BadInput(message("Write an answer: the member reads it."))
        member = viewer.member
        case, channel_id = await self._database.read(_case, case_id)
        if case is None or case.server_id != member.server_id:
            raise NotFound(message("That appeal is no longer there."))
        if case.member_id == member.id:
            raise NotAllowed(message("This appeal is your own: another moderator has to answer it."))
        person = await self._person(member.server_id, member.id)
        moderates = channel_id is not None and viewer.moderates(channel_id)
        require_power(case.kind, person, moderates_room=moderates)
        mine = case.moderator_id == member.id
        others = mine and await self._others(member.server_id, {member.id, case.member_id}, case.kind)
        if not may_answer(case, member.id, others):
            raise NotAllowed(
                message("You decided this yourself: another moderator has to answer the appeal.")
            )
        return case

    def _answer(
        self, connection: Connection, viewer: Viewer, case: Case, text: str, status: AppealStatus
    ) -> None:
        now, moderator_id = self._clock.utcnow(), viewer.member.id
        claim = appeals.claimed(connection, case.id, now)
        if claim is not None and claim.moderator_id != moderator_id:
            raise Refused(
                message(
                    "<@{moderator}> is looking at this appeal. Please leave it to them, or try again {time}.",
                    moderator=str(claim.moderator_id),
                    time=in_figures(claim.until),
                )
            )
        if not appeals.answer(connection, case.id, status, moderator_id, text.strip(), now):
            raise Refused(message("This appeal was answered already, or is no longer there."))
        target = (Action.APPEAL, TargetKind.CASE, case.id)
        audit.done(connection, viewer.member, *target, detail=status.value)
        cases.owe_letter(connection, case.id, LetterAbout.ANSWERED)
        schedule(connection, Job.QUEUE_PANEL, case.server_id)

    async def _person(self, server_id: int, member_id: int) -> Person:
        return await self._members.person(server_id, member_id) or Person(member_id)

    async def _others(self, server_id: int, but: Collection[int], kind: CaseKind) -> bool:
        """Whether other moderators than these can answer appeals against cases of a kind."""
        since = self._clock.utcnow() - ACTIVE
        active = await self._database.read(audit.actors, server_id, DECISIONS, since)
        for one in [one for one in active if one not in (0, *but)][:MOST_ASKED]:
            person = await self._members.person(server_id, one)
            if person is not None and not person.bot and person.holds(NEEDED[kind]):
                return True
        return False

    def _take(
        self,
        connection: Connection,
        can: Sequence[_Waiting],
        seen: Collection[int],
        moderator_id: int,
        after: tuple[int, ...],
        language: Language,
    ) -> AppealItem | None:
        now = self._clock.utcnow()
        free = [one for one in can if _is_free(one, moderator_id)]
        for one in free:
            if one.case.id in after or not appeals.take(connection, one.case.id, moderator_id, now):
                continue
            item = _item(connection, one.case, now, withheld=one.case.id not in seen, language=language)
            if item is not None:
                return replace(item, left=len(free) - 1)
        return None


def _is_free(waiting: _Waiting, moderator_id: int) -> bool:
    """Whether no other moderator looks at an appeal."""
    claim = waiting.appeal.claim
    return claim is None or claim.moderator_id == moderator_id


def _is_for(waiting: _Waiting, person: Person, viewer: Viewer) -> bool:
    """Whether a moderator has the permission to answer an appeal, and it is not their own."""
    case, channel_id = waiting.case, waiting.channel_id
    if case.member_id == person.id:
        return False
    try:
        moderates = channel_id is not None and viewer.moderates(channel_id)
        require_power(case.kind, person, moderates_room=moderates)
    except NotAllowed:
        return False
    return True


def _waiting(connection: Connection, server_id: int, now: datetime) -> list[_Waiting]:
    found = []
    for one in appeals.waiting(connection, server_id, now):
        case, channel_id = _case(connection, one.case_id)
        assert case is not None
        found.append(_Waiting(one, case, channel_id))
    return found


def _case(connection: Connection, case_id: int) -> tuple[Case | None, int | None]:
    """A case, and the room of the comment that it is about."""
    return cases.get(connection, case_id), cases.rooms_of(connection, [case_id]).get(case_id)


def _item(
    connection: Connection, case: Case, now: datetime, *, withheld: bool, language: Language
) -> AppealItem | None:
    """What the card of an appeal shows; None where it was erased."""
    appeal = cases.appeal_of(connection, case.id)
    if appeal is None:
        return None
    if withheld or case.comment_id is None:
        return AppealItem(case, appeal, None, None, "", withheld, 0, now)
    comment = comments.get(connection, case.comment_id)
    home = posts.get(connection, comment.post_id) if comment else None
    titles = articles.titles(connection, [home.article_id], language) if home else {}
    headline = titles.get(home.article_id, "") if home else ""
    evidence = cases.evidence_of(connection, case.id)
    return AppealItem(case, appeal, evidence, comment, headline, withheld, 0, now)
