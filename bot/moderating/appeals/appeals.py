"""What members say against what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discordkit.custom_ids import milliseconds
from bot.domain.cases.case import Appeal, Case, CaseKind, LetterAbout
from bot.domain.cases.case_policy import check_appeal
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.cases import case_store as cases
from bot.moderating.letters.case_letter_store import ClosedLetter
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letters_port import Letter
from bot.moderating.letters.write_letter import LetterWriter

NOT_THERE = message("That case is no longer there.")


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as a button names it: by its id, and when it was opened, in milliseconds since 1970."""

    id: int
    opened: int


class Appeals:
    """Takes appeals: one for each case, from the member whom it is about, wherever they are."""

    def __init__(self, database: Database, writer: LetterWriter, late: LateLetters, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._late = late
        self._clock = clock

    async def is_answered(self, member_id: int, ref: CaseRef) -> bool:
        """Whether the member's appeal against a case was answered; else they can appeal.

        Raises:
            NotFound: there is no such case about this member.
            Refused: they can appeal no more, as :func:`check_appeal` says.
        """
        case, appeal = await self._database.read(_found, member_id, ref)
        if _is_answered(case, appeal):
            return True
        check_appeal(case, appeal, self._clock.utcnow())
        return False

    async def make(self, member_id: int, ref: CaseRef, text: str) -> Message:
        """Store what a member says against a case; gives the sentence to answer with.

        Raises:
            BadInput: they say nothing.
            NotFound, Refused: as :meth:`is_answered`.
        """
        said = text.strip()
        if not said:
            raise BadInput(message("Say why you think that it is wrong."))

        def work(connection: Connection) -> None:
            case, appeal = _found(connection, member_id, ref)
            now = self._clock.utcnow()
            check_appeal(case, appeal, now)
            appeals.make(connection, case.id, case.server_id, said, now)
            row_id = audit.record(
                connection,
                server_id=case.server_id,
                actor_id=member_id,
                action=Action.APPEAL,
                target_kind=TargetKind.CASE,
                target_id=case.id,
            )
            audit.outcome(connection, row_id, succeeded=True, detail="made")

        await self._database.write(work)
        return message(
            "Your appeal is with the moderators. You are told what they answer; you can also press *Appeal* "
            "again then to read it."
        )

    async def answer(self, member_id: int, ref: CaseRef, language: Language) -> Letter:
        """What was answered to a member, who reads it now.

        Raises:
            NotFound: there is no such case about this member, or no answer any more.
        """
        case, _ = await self._database.read(_found, member_id, ref)
        return await self._letter(case, LetterAbout.ANSWERED, language)

    async def case_letter(
        self, server_id: int, member_id: int, number: int | None, language: Language
    ) -> tuple[Letter, list[int]]:
        """What a member was told about a case of theirs, the one with a number or else the newest that they
        can appeal against; with the numbers of the others that they can. Where an appeal was answered it is
        the answer.

        Raises:
            NotFound: there is none.
            Refused: they cannot appeal against the one with that number.
        """
        mine = await self._database.read(_of_member, server_id, member_id)
        now = self._clock.utcnow()
        wanted = [one for one in mine if number in (None, one[0].number)]
        can = [case for case, appeal in mine if _can_appeal(case, appeal, now)]
        answered = [case for case, appeal in wanted if _is_answered(case, appeal)]
        chosen = next((case for case in can if number in (None, case.number)), None)
        others = [case.number for case in can if case is not chosen]
        if chosen is not None:
            return await self._letter(chosen, LetterAbout.OPENED, language), others
        if answered:
            return await self._letter(answered[0], LetterAbout.ANSWERED, language), others
        if number is not None and wanted:
            check_appeal(*wanted[0], now)
        raise NotFound(message("There is no decision about you here that you could appeal against."))

    async def _letter(self, case: Case, about: LetterAbout, language: Language) -> Letter:
        key = (case.id, about)
        matter = await self._writer.matter(key)
        if matter is None:
            raise NotFound(NOT_THERE)
        await self._late.mark_told(ClosedLetter(key, case.server_id, case.member_id))
        return await self._writer.write(matter, about, language)


def _found(connection: Connection, member_id: int, ref: CaseRef) -> tuple[Case, Appeal | None]:
    """A case about a member, and the appeal against it.

    Raises:
        NotFound: there is none.
    """
    case = cases.get(connection, ref.id)
    is_it = case is not None and milliseconds(case.opened_at) == ref.opened
    if case is None or not is_it or case.member_id != member_id or case.kind is CaseKind.NOTE:
        raise NotFound(NOT_THERE)
    return case, cases.appeal_of(connection, case.id)


def _of_member(connection: Connection, server_id: int, member_id: int) -> list[tuple[Case, Appeal | None]]:
    """What was decided about a member in a server, the newest first, with their appeals."""
    mine = cases.of_member(connection, server_id, member_id)
    told = [one for one in mine if one.kind is not CaseKind.NOTE]
    return [(one, cases.appeal_of(connection, one.id)) for one in told]


def _can_appeal(case: Case, appeal: Appeal | None, now: datetime) -> bool:
    try:
        check_appeal(case, appeal, now)
    except Refused:
        return False
    return True


def _is_answered(case: Case, appeal: Appeal | None) -> bool:
    return appeal is not None and bool(appeal.answer) and not case.emptied
