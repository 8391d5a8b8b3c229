"""What moderators did about members, stored as commands store it, and how the members stand then."""

from __future__ import annotations

from datetime import datetime, timedelta

from simcord import MemberActor

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.moderation import Action, TargetKind
from bot.moderating.cases import case_store as cases
from tests.discord.simulated import Simulated

HOUR = timedelta(hours=1)


async def act_on(
    tertulia: Simulated,
    member: MemberActor,
    kind: CaseKind,
    *,
    ago: timedelta = timedelta(),
    lasting: timedelta | None = None,
    reason: str = "spam",
) -> Case:
    """Mateo does something about a member, some time ago; they are owed a letter."""
    at = tertulia.clock.utcnow() - ago

    def work(connection: Connection) -> Case:
        case = cases.open_case(
            connection,
            server_id=tertulia.seed.guild.id,
            kind=kind,
            member_id=member.id,
            moderator_id=tertulia.mateo.id,
            reason=reason,
            at=at,
            expires_at=None if lasting is None else at + lasting,
        )
        _record(connection, case, Action(kind.value), tertulia.mateo)
        cases.owe_letter(connection, case.id, LetterAbout.OPENED)
        return case

    return await tertulia.database.write(work)


async def undo(tertulia: Simulated, case: Case) -> None:
    """Marta undoes a case."""
    at = tertulia.clock.utcnow()

    def work(connection: Connection) -> None:
        assert cases.reverse(connection, case.id, tertulia.marta.id, "a mistake", at)
        _record(connection, case, Action.UNDO, tertulia.marta)
        cases.owe_letter(connection, case.id, LetterAbout.REVERSED)

    await tertulia.database.write(work)


def _record(connection: Connection, case: Case, action: Action, moderator: MemberActor) -> None:
    audit.record(
        connection,
        server_id=case.server_id,
        actor_id=moderator.id,
        action=action,
        target_kind=TargetKind.CASE,
        target_id=case.id,
    )


async def came_of(tertulia: Simulated, case: Case, action: Action | None = None) -> str:
    """What the audit says came of the last act on a case on Discord, once it says so."""

    async def last() -> str | None:
        rows = await tertulia.database.read(audit.about, TargetKind.CASE, case.id)
        if action is not None and rows[-1].action is not action:
            return None
        outcomes = await tertulia.database.read(audit.outcomes, rows[-1].id)
        return outcomes[-1].detail if outcomes else None

    return await tertulia.until(last)


def is_member(tertulia: Simulated, member: MemberActor) -> bool:
    return member.id in tertulia.env.backend.get_guild(tertulia.seed.guild.id).members


def is_banned(tertulia: Simulated, member: MemberActor) -> bool:
    return member.id in tertulia.env.backend.get_guild(tertulia.seed.guild.id).bans


def timed_out_until(tertulia: Simulated, member: MemberActor) -> datetime | None:
    until = tertulia.env.backend.get_member(tertulia.seed.guild.id, member.id).timed_out_until
    return None if until is None else datetime.fromisoformat(until)


def logged(tertulia: Simulated) -> list[str | None]:
    """The reasons in Discord's audit log, oldest first."""
    return [one.reason for one in tertulia.env.backend.get_guild(tertulia.seed.guild.id).audit_log_entries]
