"""Moderators acting about members on the simulated Discord."""

from __future__ import annotations

from datetime import timedelta

import discord
from simcord import ChannelHandle, MemberActor
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.audit import audit_store as audit
from bot.domain.cases.case import Case, CaseKind, Reason
from bot.domain.moderation import Action, TargetKind
from bot.moderating.cases import case_store
from bot.moderating.cases.cases import Cases
from bot.moderating.cases.opening import Act
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def open_case(
    tertulia: Simulated,
    moderator: MemberActor,
    member: MemberActor,
    kind: CaseKind = CaseKind.WARN,
    reason: str = "Insults somebody",
    **values: object,
) -> Case:
    """Let a moderator act about a member, as the buttons do."""
    if kind in (CaseKind.MUTE, CaseKind.TIMEOUT):
        values.setdefault("duration", timedelta(days=1))
    act = Act(kind, member.id, Reason(reason), **values)  # type: ignore[arg-type]
    return (await tertulia.services[Cases].open(AsMember(tertulia, moderator), act)).case


async def stored_case(tertulia: Simulated, member: MemberActor, **values: object) -> Case:
    """A case that is only stored: nobody did anything."""
    given = {"server_id": tertulia.seed.guild.id, "kind": CaseKind.WARN, "moderator_id": 0, "reason": "spam"}
    made = {**given, "member_id": member.id, "at": tertulia.clock.utcnow(), **values}
    return await tertulia.database.write(lambda connection: case_store.open_case(connection, **made))


def demote(tertulia: Simulated, member: MemberActor) -> None:
    """Take all roles from a member."""
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    for role_id in list(backend.get_guild(guild_id).members[member.id].role_ids):
        backend.remove_member_role(guild_id, member.id, role_id)


def forbid_in(tertulia: Simulated, member: MemberActor, room: ChannelHandle, **permissions: bool) -> None:
    """Take permissions from a member in a channel, such as ``view_channel=True``."""
    deny = discord.Permissions(**permissions).value
    overwrite = Overwrite(member.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(room.id, overwrite)


async def cases_of(tertulia: Simulated, member: MemberActor) -> list[Case]:
    """All cases about a member, newest first."""
    return await tertulia.database.read(case_store.of_member, tertulia.seed.guild.id, member.id)


async def audited(tertulia: Simulated, case: Case) -> list[tuple[Action, int, bool]]:
    """What was done in a case, by whom, and whether it succeeded."""
    rows = await tertulia.database.read(audit.about, TargetKind.CASE, case.id)
    return [
        (row.action, row.actor_id, (await tertulia.database.read(audit.outcomes, row.id))[-1].succeeded)
        for row in rows
    ]
