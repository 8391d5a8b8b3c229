"""Who is in the server: joining and leaving, timeouts, kicks and bans.

https://discord.com/developers/docs/resources/guild
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox import audit, deletion
from sandbox.errors import DiscordError, invalid, missing_permissions, unknown
from sandbox.permissions import Permission, in_server, is_above, require_above, require_in_server
from sandbox.world import JSON, Departure, Member, User, World

_LONGEST_TIMEOUT = timedelta(days=28)
_MOST_DELETED = 604_800
"""Seconds of a person's messages that a ban may delete."""


def join(world: World, user: User) -> Member:
    """Join the server, as who accepts an invitation.

    Raises:
        DiscordError: 40007 (banned).
    """
    if user.id in world.bans:
        raise DiscordError(403, 40007, "The user is banned from this guild.")
    if user.id not in world.members:
        departure = world.departed.pop(user.id, None)
        until = departure.timed_out_until if departure else None
        member = world.members[user.id] = Member(user, world.clock.stamp(), timed_out_until=until)
        world.emit("GUILD_MEMBER_ADD", {**member.payload(), "guild_id": world.guild_id})
        _tell_standing(world, user.id)
    return world.members[user.id]


def leave(world: World, user_id: str, *, kicked: bool = False) -> None:
    """Leave the server, and every thread in it.

    Raises:
        DiscordError: 10007.
    """
    member = world.member(user_id)
    world.emit("GUILD_MEMBER_REMOVE", {"guild_id": world.guild_id, "user": member.user.payload()})
    del world.members[user_id]
    world.departed[user_id] = Departure(kicked, member.timed_out_until)
    for thread_id, inside in world.thread_members.items():
        if inside.pop(user_id, None):
            world.channels[thread_id]["member_count"] = len(inside)
    _tell_standing(world, user_id)


def kick(world: World, user_id: str, *, by: str, reason: str | None = None) -> None:
    """Take a member out of the server.

    Raises:
        DiscordError: 50013, 10007.
    """
    require_in_server(world, by, Permission.KICK_MEMBERS)
    require_above(world, by, world.member(user_id))
    leave(world, user_id, kicked=True)
    audit.add(world, by, audit.MEMBER_KICK, user_id, reason=reason)


def ban(
    world: World, user_id: str, *, by: str, reason: str | None = None, delete_message_seconds: int = 0
) -> None:
    """Keep a person out of the server, in it or not, and delete what they wrote in the last seconds.

    Who is banned already stays so, for the first reason.

    Raises:
        DiscordError: 50013, 10013, 50035.
    """
    require_in_server(world, by, Permission.BAN_MEMBERS)
    user = world.user(user_id)
    if not 0 <= delete_message_seconds <= _MOST_DELETED:
        sentence = "int value should be less than or equal to 604800."
        raise invalid("delete_message_seconds", "NUMBER_TYPE_MAX", sentence)
    if member := world.members.get(user_id):
        require_above(world, by, member)
    if user_id in world.bans:
        return
    world.bans[user_id] = reason
    world.emit("GUILD_BAN_ADD", {"guild_id": world.guild_id, "user": user.payload()}, by=by)
    if member:
        leave(world, user_id)
    else:
        _tell_standing(world, user_id)
    if delete_message_seconds:
        since = world.clock.now() - timedelta(seconds=delete_message_seconds)
        deletion.purge(world, user_id, since, by=by)
    audit.add(world, by, audit.MEMBER_BAN_ADD, user_id, reason=reason)


def unban(world: World, user_id: str, *, by: str, reason: str | None = None) -> None:
    """Let a person join again.

    Raises:
        DiscordError: 50013, 10026.
    """
    require_in_server(world, by, Permission.BAN_MEMBERS)
    if user_id not in world.bans:
        raise unknown("Ban")
    del world.bans[user_id]
    user = world.user(user_id).payload()
    world.emit("GUILD_BAN_REMOVE", {"guild_id": world.guild_id, "user": user}, by=by)
    _tell_standing(world, user_id)
    audit.add(world, by, audit.MEMBER_BAN_REMOVE, user_id, reason=reason)


def banned(world: World, user_id: str, *, by: str) -> JSON:
    """Discord's ban object.

    Raises:
        DiscordError: 50013, 10026.
    """
    require_in_server(world, by, Permission.BAN_MEMBERS)
    if user_id not in world.bans:
        raise unknown("Ban")
    return {"user": world.user(user_id).payload(), "reason": world.bans[user_id]}


def time_out(
    world: World, user_id: str, until: datetime | None, *, by: str, reason: str | None = None
) -> Member:
    """Let a member only read until then, or (None) write again.

    Raises:
        DiscordError: 50013, 10007, 50035 (more than 28 days).
    """
    require_in_server(world, by, Permission.MODERATE_MEMBERS)
    member = world.member(user_id)
    require_above(world, by, member)
    if in_server(world, member) & Permission.ADMINISTRATOR:
        raise missing_permissions()
    if until and until - world.clock.now() > _LONGEST_TIMEOUT:
        path, sentence = "communication_disabled_until", "Invalid communication disabled timestamp"
        raise invalid(path, "INVALID_COMMUNICATION_DISABLED_TIMESTAMP", sentence)
    before, member.timed_out_until = _written(member.timed_out_until), until
    _note_update(world, member, "communication_disabled_until", (before, _written(until)), by, reason)
    return member


def rename(world: World, user_id: str, nick: str | None, *, by: str, reason: str | None = None) -> Member:
    """Give a member another nickname; only one's own needs no permission here.

    Raises:
        DiscordError: 50013, 10007.
    """
    member = world.member(user_id)
    if by != user_id:
        require_in_server(world, by, Permission.MANAGE_NICKNAMES)
        require_above(world, by, member)
    before, member.nick = member.nick, nick or None
    _note_update(world, member, "nick", (before, member.nick), by, reason)
    return member


def standing(world: World, user_id: str) -> JSON:
    """How a person stands with the server, for the page: {member, kicked, banned, timed_out_until}."""
    member, departure = world.members.get(user_id), world.departed.get(user_id)
    until = member.timed_out_until if member else None
    return {
        "member": member is not None,
        "kicked": departure is not None and departure.kicked,
        "banned": user_id in world.bans,
        "timed_out_until": _written(until) if until and until > world.clock.now() else None,
    }


def powers(world: World, by: str, user_id: str) -> JSON:
    """What one person may do to another outside the bot, for the page: {time_out, kick, ban, unban}."""
    mine, target = world.members.get(by), world.members.get(user_id)
    held = in_server(world, mine) if mine else Permission(0)
    banned = user_id in world.bans
    below = mine is not None and (target is None or is_above(world, mine, target))
    protected = target is None or in_server(world, target) & Permission.ADMINISTRATOR
    return {
        "time_out": below and not protected and bool(held & Permission.MODERATE_MEMBERS),
        "kick": below and target is not None and bool(held & Permission.KICK_MEMBERS),
        "ban": below and not banned and bool(held & Permission.BAN_MEMBERS),
        "unban": banned and bool(held & Permission.BAN_MEMBERS),
    }


def _tell_standing(world: World, user_id: str) -> None:
    world.emit("STANDING", {"user": user_id, **standing(world, user_id)}, to="people")


def _note_update(
    world: World,
    member: Member,
    key: str,
    values: tuple[str | None, str | None],
    by: str,
    reason: str | None,
) -> None:
    """Tell of a member's value as it was before and is now. In the audit log an empty side is left out."""
    if values[0] == values[1]:
        return
    world.emit("GUILD_MEMBER_UPDATE", {**member.payload(), "guild_id": world.guild_id}, by=by)
    _tell_standing(world, member.user.id)
    named = zip(("old_value", "new_value"), values, strict=True)
    change = {"key": key, **{name: value for name, value in named if value is not None}}
    audit.add(world, by, audit.MEMBER_UPDATE, member.user.id, changes=[change], reason=reason)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
