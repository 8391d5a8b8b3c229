"""Opening a case within one transaction: the case, its audit row, the letter, and what a threshold adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.domain.cases.case import Case, CaseKind, LetterAbout, Reason
from bot.domain.cases.threshold import Reached, Threshold, reached
from bot.domain.errors import BadInput, Refused, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import WITH_EFFECT, Action, TargetKind
from bot.domain.people import Member
from bot.domain.rules import Rule
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases, threshold_store
from bot.moderating.cases.case_words import already_done, warnings_counted
from bot.moderating.cases.permitted import People

TIMED = frozenset({CaseKind.MUTE, CaseKind.TIMEOUT})
"""What is for a time."""
LONGEST = timedelta(days=28)
"""For how long Discord times members out, at the most."""
RECENT = timedelta(minutes=10)
"""For how long a like act of another moderator may be unknown to one who acts too."""


class ActedAlready(Refused):
    """There is a like case that the moderator may not know of. ``number`` is its."""

    def __init__(self, case: Case, viewer_id: int) -> None:
        super().__init__(already_done(case, viewer_id))
        self.number = case.number


@dataclass(frozen=True, slots=True)
class Act:
    """What a moderator wants done about a member. ``source_id`` names the comment that it is about: one that
    they wrote, or reported without need.

    ``known`` is the number of the last case that they know of: of a later one like it they are told first.
    ``threshold``: it was proposed for that many warnings.
    """

    kind: CaseKind
    member_id: int
    reason: Reason
    duration: timedelta | None = None
    source_id: int | None = None
    rule: Rule | None = None
    known: int = 0
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A case as it was opened, and its audit row. ``proposed`` is an act that a threshold proposes now, and
    ``reached`` that threshold; ``automatic`` is what it did at once, or ``hindrance`` why it did not.
    """

    case: Case
    audit_id: int
    reached: Reached | None = None
    proposed: Act | None = None
    automatic: Done | None = None
    hindrance: Message | None = None


class Opening:
    """Opens cases."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock

    def open(
        self, connection: Connection, member: Member, act: Act, comment_id: int | None, who: People
    ) -> Done:
        """Store a case, and what follows of it. ``member`` is the moderator.

        Raises:
            ActedAlready: there is a like case that the moderator may not know of.
        """
        now = self._clock.utcnow()
        before = cases.like(
            *(connection, member.server_id, act.member_id, act.kind),
            comment_id=comment_id,
            after=act.known,
            now=now,
            since=now - RECENT,
        )
        if before is not None and act.kind is not CaseKind.NOTE:
            raise ActedAlready(before, member.id)
        done = self._store(connection, member, act, comment_id, member.id)
        if act.kind is not CaseKind.WARN:
            return done
        known = cases.of_member(connection, member.server_id, act.member_id)
        found = reached(threshold_store.of_server(connection, member.server_id), known, now)
        if found is None or _stands(known, found.threshold, now):
            return done
        return self._go_on(connection, member, act, done, found, who)

    def _go_on(
        self,
        connection: Connection,
        member: Member,
        warning: Act,
        done: Done,
        found: Reached,
        who: People,
    ) -> Done:
        """Propose or do what a threshold has."""
        wanted, case = found.threshold, done.case
        told = warnings_counted(found)
        reason = Reason(*(self._catalog.say(told, one) for one in (Language.EN, Language.ES)))
        act = replace(
            warning,
            kind=wanted.kind,
            reason=reason,
            duration=wanted.duration,
            known=case.number,
            threshold=wanted.warnings,
        )
        done = replace(done, reached=found)
        try:
            (who.check_bot if wanted.automatic else who.check)(act.kind)
        except TertuliaError as error:
            return replace(done, hindrance=error.message)
        if not wanted.automatic:
            return replace(done, proposed=act)
        return replace(done, automatic=self._store(connection, member, act, case.comment_id, actor_id=0))

    def _store(
        self, connection: Connection, member: Member, act: Act, comment_id: int | None, actor_id: int
    ) -> Done:
        now, action = self._clock.utcnow(), Action(act.kind.value)
        case = cases.open_case(
            connection,
            server_id=member.server_id,
            kind=act.kind,
            member_id=act.member_id,
            moderator_id=actor_id,
            reason=act.reason,
            at=now,
            expires_at=None if act.duration is None else now + act.duration,
            rule=act.rule,
            comment_id=comment_id,
            threshold=act.threshold,
        )
        row = audit.record(
            connection,
            server_id=member.server_id,
            actor_id=actor_id,
            action=action,
            target_kind=TargetKind.CASE,
            target_id=case.id,
            reason=case.why[member.language],
        )
        if action not in WITH_EFFECT:
            audit.outcome(connection, row, succeeded=True)
        if act.kind is not CaseKind.NOTE:
            cases.owe_letter(connection, case.id, LetterAbout.OPENED)
        return Done(case, row)


def _stands(known: list[Case], wanted: Threshold, now: datetime) -> bool:
    """Whether what a threshold has is in force already, for as long."""
    if wanted.kind is CaseKind.KICK:
        return False
    alike = (one for one in known if one.kind is wanted.kind and one.is_in_force(now))
    until = None if wanted.duration is None else now + wanted.duration
    return any(one.expires_at is None or (until and one.expires_at >= until) for one in alike)


def check_input(act: Act) -> None:
    """Check that an act has a reason, and a duration where it takes one.

    Raises:
        BadInput: it lacks one, or cannot be for so long.
    """
    if not act.reason:
        if act.kind is CaseKind.NOTE:
            raise BadInput(message("Write the note."))
        raise BadInput(message("Give a reason: the member is told it."))
    check_duration(act.kind, act.duration)


def check_duration(kind: CaseKind, duration: timedelta | None) -> None:
    """Check for how long something is to be.

    Raises:
        BadInput: that is missing, too long, or it is not for a time.
    """
    if kind in TIMED and duration is None:
        raise BadInput(message("Say for how long."))
    if kind not in TIMED and duration is not None:
        raise BadInput(message("This is not for a time: leave that empty."))
    if duration is not None and not timedelta() < duration <= LONGEST:
        raise BadInput(message("It can be for 28 days at most."))
