"""Who may do what where, by Discord's rules.

https://discord.com/developers/docs/topics/permissions#permission-hierarchy
"""

from __future__ import annotations

from enum import IntFlag

from sandbox.errors import (
    archived,
    closed_to_messages,
    locked,
    missing_access,
    missing_permissions,
    not_in_direct_messages,
)
from sandbox.world import DIRECT, JSON, Event, Member, World


class Permission(IntFlag):
    """Discord's permission bits, those that mean something here."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


NONE = Permission(0)
EVERYTHING = Permission((1 << 53) - 1)
P = Permission
IN_DIRECT_MESSAGES = (
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.READ_MESSAGE_HISTORY
    | P.ADD_REACTIONS
    | P.ATTACH_FILES
    | P.EMBED_LINKS
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
)


def in_server(world: World, member: Member) -> Permission:
    """What ``member`` may do in the server at large."""
    if member.user.id == world.guild["owner_id"]:
        return EVERYTHING
    total = int(world.roles[world.guild_id]["permissions"])
    for role in member.roles:
        total |= int(world.roles[role]["permissions"])
    return EVERYTHING if total & P.ADMINISTRATOR else Permission(total)


def in_channel(world: World, user_id: str, channel: JSON) -> Permission:
    """What the user may do in ``channel``; a thread has its parent's rules. A stranger may do nothing.

    In direct messages both sides may do the same, whether they share a server or not.
    """
    if channel["type"] == DIRECT:
        ours = user_id in (world.bot.id, channel["recipients"][0]["id"])
        return IN_DIRECT_MESSAGES if ours else NONE
    member = world.members.get(user_id)
    if member is None:
        return NONE
    held = in_server(world, member)
    if held == EVERYTHING:
        return held
    held = _with_overwrites(world, member, held, world.parent(channel))
    if not held & P.VIEW_CHANNEL:
        return NONE
    if member.timed_out_until and member.timed_out_until > world.clock.now():
        return held & (P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY)
    speak = P.SEND_MESSAGES_IN_THREADS if world.is_thread(channel) else P.SEND_MESSAGES
    if not held & speak:
        held &= ~(P.MENTION_EVERYONE | P.ATTACH_FILES | P.EMBED_LINKS)
    return held


def _with_overwrites(world: World, member: Member, held: Permission, channel: JSON) -> Permission:
    overwrites = {
        one["id"]: (int(one["allow"]), int(one["deny"])) for one in channel["permission_overwrites"]
    }
    allow, deny = overwrites.get(world.guild_id, (0, 0))
    total = int(held) & ~deny | allow
    ours = [overwrites[role] for role in member.roles if role in overwrites]
    allow, deny = 0, 0
    for one in ours:
        allow, deny = allow | one[0], deny | one[1]
    total = total & ~deny | allow
    allow, deny = overwrites.get(member.user.id, (0, 0))
    return Permission(total & ~deny | allow)


def sees(world: World, user_id: str, channel: JSON) -> bool:
    """Whether the user sees the channel; a private thread only its members and who manages threads."""
    held = in_channel(world, user_id, channel)
    if not held & P.VIEW_CHANNEL:
        return False
    if channel["type"] != 12:
        return True
    return bool(held & P.MANAGE_THREADS) or user_id in world.thread_members.get(channel["id"], {})


def hears(world: World, user_id: str, event: Event) -> bool:
    """Whether an event is for this user's ears, by its channel and addressee."""
    if event.only is not None and event.only != user_id:
        return False
    if event.channel is None:
        return True
    channel = world.channels.get(event.channel) or world.direct.get(event.channel)
    return channel is not None and sees(world, user_id, channel)


def require(world: World, user_id: str, channel: JSON, needed: Permission = P.VIEW_CHANNEL) -> None:
    """Refuse unless the user sees ``channel`` and holds all of ``needed`` there.

    Raises:
        DiscordError: 50001, 50013, or 50003 for what direct messages don't have.
    """
    if not sees(world, user_id, channel):
        raise missing_access()
    if needed & ~in_channel(world, user_id, channel):
        raise not_in_direct_messages() if channel["type"] == DIRECT else missing_permissions()


def require_in_server(world: World, user_id: str, needed: Permission) -> None:
    """Refuse unless the user holds all of ``needed`` in the server.

    Raises:
        DiscordError: 50013.
    """
    if needed & ~in_server(world, world.member(user_id)):
        raise missing_permissions()


def require_writing(world: World, user_id: str, channel: JSON) -> None:
    """Refuse unless the user may write a message into ``channel``.

    Raises:
        DiscordError: 50001, 50013; 160005 in a locked thread; 50007 in direct messages that don't arrive.
    """
    if channel["type"] == DIRECT:
        require(world, user_id, channel)
        _require_open(world, user_id, channel)
        return
    thread = world.is_thread(channel)
    require(world, user_id, channel, P.SEND_MESSAGES_IN_THREADS if thread else P.SEND_MESSAGES)
    if not thread or in_channel(world, user_id, channel) & P.MANAGE_THREADS:
        return
    if channel["thread_metadata"]["locked"]:
        raise archived() if channel["thread_metadata"]["archived"] else locked()


def _require_open(world: World, user_id: str, channel: JSON) -> None:
    """The other side must share the server; the bot can also be kept away by the person's own setting."""
    person = channel["recipients"][0]["id"]
    kept_away = user_id == world.bot.id and not world.users[person].takes_messages
    if kept_away or not _together(world, channel):
        raise closed_to_messages()


def _together(world: World, channel: JSON) -> bool:
    """Whether the two sides of direct messages share the server."""
    return {channel["recipients"][0]["id"], world.bot.id} <= world.members.keys()


def top_role(world: World, member: Member) -> tuple[int, int]:
    """The place of a member's highest role; of two with the same position the older one is higher."""
    held = [world.roles[one] for one in member.roles]
    return max(((one["position"], -int(one["id"])) for one in held), default=(0, 0))


def is_above(world: World, member: Member, other: Member) -> bool:
    """Whether a member stands above another: by a higher role, or as the server's owner."""
    owner = world.guild["owner_id"]
    if other.user.id == owner:
        return False
    return member.user.id == owner or top_role(world, member) > top_role(world, other)


def require_above(world: World, by: str, target: Member) -> None:
    """Refuse unless the member ``by`` stands above ``target``.

    Raises:
        DiscordError: 50013.
    """
    if not is_above(world, world.member(by), target):
        raise missing_permissions()


def refuse_archived(world: World, channel_id: str) -> None:
    """Refuse if the place is an archived thread.

    Raises:
        DiscordError: 50083.
    """
    channel = world.channel(channel_id)
    if world.is_thread(channel) and channel["thread_metadata"]["archived"]:
        raise archived()


def abilities(world: World, user_id: str, channel: JSON) -> dict[str, bool]:
    """What the page offers the user in ``channel``."""
    held = in_channel(world, user_id, channel)
    thread = world.is_thread(channel)
    closed = thread and channel["thread_metadata"]["locked"] and not held & P.MANAGE_THREADS
    if channel["type"] == DIRECT:
        closed = not _together(world, channel)
    return {
        "send": bool(held & (P.SEND_MESSAGES_IN_THREADS if thread else P.SEND_MESSAGES)) and not closed,
        "manage_messages": bool(held & P.MANAGE_MESSAGES),
        "manage_threads": bool(held & P.MANAGE_THREADS),
        "attach": bool(held & P.ATTACH_FILES) and not closed,
        "react": bool(held & P.ADD_REACTIONS) and not closed,
        "create_threads": bool(held & P.CREATE_PUBLIC_THREADS) and not thread,
    }
