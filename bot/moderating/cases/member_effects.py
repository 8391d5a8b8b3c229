"""What cases do to members on the chat platform: timeouts, kicks and bans, and what ends them.

An effect makes the platform be as the cases say now, whichever case it was for: carried out twice, late or
after another it does no harm. A kick alone happens once, so it looks at whom it would remove.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from bot.database.engine import Database
from bot.domain.card import one_line, trimmed
from bot.domain.cases.case import ON_DISCORD, Case, CaseKind, LetterAbout
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases, standing_store as standing
from bot.moderating.cases.members_port import Members
from bot.servers.language_settings import Languages

TELLING = timedelta(seconds=3)
"""How long a kick or a ban waits for the letter about it: afterwards the bot may not reach the member."""
SKEW = timedelta(minutes=1)
"""How far our clock, by which cases are dated, may be behind the platform's, by which people join."""
LONGEST_REASON = 512
"""Characters of a reason in Discord's audit log."""
ON_MEMBERS = frozenset({Action.TIMEOUT, Action.KICK, Action.BAN, Action.UNDO, Action.EXPIRE})
"""The actions that are carried out here."""
SUPERSEDED = "superseded"


class Telling(Protocol):
    """Letters to members about their cases."""

    async def send_now(self, case_id: int, about: LetterAbout, within: timedelta) -> None:
        """Tell the member of a case now, if that is possible within a time; it raises nothing."""


class MemberEffects:
    """The effects of cases. Each method returns a detail for the audit, and raises as :class:`Members`."""

    def __init__(
        self,
        database: Database,
        members: Members,
        telling: Telling,
        languages: Languages,
        catalog: Catalog,
        clock: Clock,
    ) -> None:
        self._database = database
        self._members = members
        self._telling = telling
        self._languages = languages
        self._catalog = catalog
        self._clock = clock
        # Two cases about one member must not be carried out side by side: what stands at last has to win.
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def carry_out(self, row: AuditRow) -> str:
        """Do what a case says, or end what one said that was undone or has expired."""
        case = await self._database.read(cases.get, row.target_id)
        assert case is not None
        if case.kind not in ON_DISCORD:
            return "nothing to do on Discord"
        follow = {
            CaseKind.TIMEOUT: self._time_out,
            CaseKind.KICK: self._kick,
            CaseKind.BAN: self._ban,
        }[case.kind]
        async with self._locks.setdefault((case.server_id, case.member_id), asyncio.Lock()):
            return await follow(case, row)

    async def _time_out(self, case: Case, row: AuditRow) -> str:
        standing = await self._standing(case)
        opens = row.action is Action.TIMEOUT
        if opens and standing is None:
            return SUPERSEDED
        until = standing.expires_at if standing else None
        await self._members.time_out(case.server_id, case.member_id, until, await self._why(case, row))
        return "timed out" if until else "timeout lifted"

    async def _kick(self, case: Case, row: AuditRow) -> str:
        if row.action is not Action.KICK:
            return "nothing to do on Discord"
        person = await self._members.person(case.server_id, case.member_id)
        if person is None:
            return "had left"
        if person.since is not None and person.since > case.opened_at + SKEW:
            return "has left and joined again since"
        await self._tell(case)
        # It may have been undone while they were told.
        now = await self._database.read(cases.get, case.id)
        if now is None or now.reversed_at is not None:
            return SUPERSEDED
        await self._members.kick(case.server_id, case.member_id, await self._why(case, row))
        return "removed"

    async def _ban(self, case: Case, row: AuditRow) -> str:
        opens = row.action is Action.BAN
        if opens:
            if await self._standing(case) is None:
                return SUPERSEDED
            await self._tell(case)
        why = await self._why(case, row)
        if await self._standing(case) is not None:
            if not opens:
                return "another ban stands"
            await self._members.ban(case.server_id, case.member_id, why)
            return "banned"
        if not opens:
            await self._members.unban(case.server_id, case.member_id, why)
            return "ban lifted"
        return SUPERSEDED

    async def _standing(self, case: Case) -> Case | None:
        """The latest case of the same kind about the member that is in force."""
        its = (case.server_id, case.member_id, case.kind, self._clock.utcnow())
        found = await self._database.read(standing.in_force, *its)
        return found[0] if found else None

    async def _tell(self, case: Case) -> None:
        await self._telling.send_now(case.id, LetterAbout.OPENED, TELLING)

    async def _why(self, case: Case, row: AuditRow) -> str:
        """One line for the platform's own audit log, in the server's language."""
        language = await self._languages.shown_in(case.server_id, 0)
        return trimmed(self._catalog.say(audit_line(case, row, language), language), LONGEST_REASON)


def audit_line(case: Case, row: AuditRow, language: Language) -> Message:
    """What the platform's audit log says of an effect: which case, whose, and why. It is plain text there."""
    number, who = str(case.number), str(row.actor_id)
    if row.action is Action.EXPIRE:
        return message("Case {number} has expired", number=number)
    if row.action is Action.UNDO:
        return message("Case {number}, undone by {moderator}", number=number, moderator=who)
    by_whom = (
        message("Case {number}, by {moderator}", number=number, moderator=who)
        if row.actor_id
        else message("Case {number}, by a threshold", number=number)
    )
    reason = one_line(case.why[language])
    return message("{what}: {reason}", what=by_whom, reason=reason) if reason else by_whom
