"""What people do on the simulated Discord beside what :class:`Simulated` does for them.

They read what the bot wrote to them, close their direct messages, come and go, and moderate outside the bot.

Who got a direct message presses its buttons as an account, in the server or not: ``tertulia.click(emma.user,
letters(tertulia, emma)[-1], "Appeal")``, and ``tertulia.fill(emma.user, …)`` for the dialog that opens.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import AuditLogAction
from simcord import MemberActor
from simcord.backend.errors import BackendError

from tests.discord.members_overlay import FORBIDDEN, UNTIL, closed_to_messages, purge
from tests.discord.simulated import Simulated


def letters(tertulia: Simulated, member: MemberActor) -> list[discord.Message]:
    """The direct messages between a member and the bot, oldest first."""
    if member.id not in tertulia.env.backend.dm_channels:
        return []
    return member.user.dm_channel.history()


def close_messages(tertulia: Simulated, member: MemberActor) -> None:
    """Let a member take no direct messages (50007)."""
    closed_to_messages(tertulia.env.backend).add(member.id)


def open_messages(tertulia: Simulated, member: MemberActor) -> None:
    """Let a member take direct messages again."""
    closed_to_messages(tertulia.env.backend).discard(member.id)


async def leave(tertulia: Simulated, member: MemberActor) -> None:
    """A member leaves the server."""
    tertulia.env.backend.remove_member(member.guild.id, member.id)
    await tertulia.settle()


async def join(tertulia: Simulated, member: MemberActor) -> None:
    """Somebody who left, or was kicked, joins again.

    Raises:
        BackendError: 40007: they are banned.
    """
    backend = tertulia.env.backend
    if member.id in backend.get_guild(member.guild.id).bans:
        raise BackendError(403, 40007, "The user is banned from this guild.")
    backend.add_member(member.guild.id, member.id, announce=True)
    await tertulia.settle()


def grant(tertulia: Simulated, member: MemberActor, **permissions: bool) -> None:
    """Give a member permissions in the whole server, by a role that stands below all others.

    The bot holds every permission but Administrator, and stands above all: see ``Simulated.permit`` and
    :func:`raise_above`.
    """
    role = member.guild.create_role("Granted", permissions=discord.Permissions(**permissions))
    tertulia.env.backend.add_member_role(member.guild.id, member.id, role.id)


def raise_above(tertulia: Simulated, member: MemberActor, other_id: int) -> None:
    """Give a member a role that stands above all roles of another member, such as the bot."""
    backend = tertulia.env.backend
    guild = backend.get_guild(member.guild.id)
    position = guild.top_role_position(other_id) + 1
    higher = [role for role in guild.roles.values() if role.position >= position]
    for role in higher:
        role.position += 1
    raised = member.guild.create_role("Raised", position=position)
    backend.announce_role_updates(guild.id, higher)
    backend.add_member_role(guild.id, member.id, raised.id)


async def time_out(
    tertulia: Simulated,
    by: MemberActor,
    member: MemberActor,
    until: timedelta | None,
    reason: str | None = None,
) -> None:
    """A moderator times a member out for so long, or (None) ends that, in their Discord client."""
    _require(tertulia, by, member, "moderate_members")
    backend, guild_id = tertulia.env.backend, by.guild.id
    before = backend.get_member(guild_id, member.id).timed_out_until
    after = (discord.utils.utcnow() + until).isoformat() if until else None
    backend.edit_member(guild_id, member.id, {"timed_out_until": after})
    named = {"old_value": before, "new_value": after}
    change = {"key": UNTIL, **{name: value for name, value in named.items() if value is not None}}
    await _log(tertulia, by, AuditLogAction.member_update, member, reason, [change])


async def kick(tertulia: Simulated, by: MemberActor, member: MemberActor, reason: str | None = None) -> None:
    """A moderator kicks a member in their Discord client."""
    _require(tertulia, by, member, "kick_members")
    tertulia.env.backend.remove_member(by.guild.id, member.id)
    await _log(tertulia, by, AuditLogAction.kick, member, reason)


async def ban(
    tertulia: Simulated,
    by: MemberActor,
    member: MemberActor,
    reason: str | None = None,
    *,
    deleting: timedelta = timedelta(),
) -> None:
    """A moderator bans somebody in their Discord client, and deletes what they wrote lately."""
    _require(tertulia, by, member, "ban_members")
    tertulia.env.backend.apply_ban(by.guild.id, member.id, reason)
    purge(tertulia.env.backend, by.guild.id, member.id, int(deleting.total_seconds()))
    await _log(tertulia, by, AuditLogAction.ban, member, reason)


async def unban(tertulia: Simulated, by: MemberActor, member: MemberActor, reason: str | None = None) -> None:
    """A moderator lifts a ban in their Discord client."""
    _require(tertulia, by, member, "ban_members")
    tertulia.env.backend.remove_ban(by.guild.id, member.id)
    await _log(tertulia, by, AuditLogAction.unban, member, reason)


def _require(tertulia: Simulated, by: MemberActor, member: MemberActor, permission: str) -> None:
    backend = tertulia.env.backend
    held = discord.Permissions(backend.compute_permissions(by.guild.id, by.id, None))
    if not getattr(held, permission):
        raise FORBIDDEN
    backend.require_hierarchy(by.guild.id, by.id, member.id)


async def _log(
    tertulia: Simulated,
    by: MemberActor,
    action: AuditLogAction,
    member: MemberActor,
    reason: str | None,
    changes: list[dict[str, Any]] | None = None,
) -> None:
    tertulia.env.backend.record_audit_log(
        by.guild.id, action.value, target_id=member.id, changes=changes, reason=reason, user_id=by.id
    )
    await tertulia.settle()
