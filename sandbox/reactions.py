"""Reactions to messages."""

from __future__ import annotations

from sandbox.errors import DiscordError
from sandbox.permissions import Permission, refuse_archived, require
from sandbox.world import JSON, Message, World

_MOST_KINDS = 20


def add(world: World, message: Message, emoji: str, *, by: str) -> None:
    """React with a Unicode emoji.

    Raises:
        DiscordError: 50001, 50013, 50083, 10014 (no emoji of the server), 30010 (20 kinds).
    """
    channel = world.channel(message.channel_id)
    needed = Permission.READ_MESSAGE_HISTORY
    if emoji not in message.reactors:
        needed |= Permission.ADD_REACTIONS
    require(world, by, channel, needed)
    refuse_archived(world, channel["id"])
    if not emoji or emoji.isascii():
        raise DiscordError(400, 10014, "Unknown Emoji")
    if emoji not in message.reactors and len(message.reactors) >= _MOST_KINDS:
        raise DiscordError(400, 30010, "Maximum number of reactions reached (20)")
    users = message.reactors.setdefault(emoji, [])
    if by in users:
        return
    users.append(by)
    data = _event(world, message, emoji, by) | {
        "message_author_id": message.author_id,
        "burst": False,
        "type": 0,
    }
    if "guild_id" in data:
        data["member"] = world.member(by).payload()
    world.emit("MESSAGE_REACTION_ADD", data, channel=channel["id"], by=by)


def remove(world: World, message: Message, emoji: str, *, whose: str, by: str) -> None:
    """Take a reaction back; somebody else's needs Manage Messages.

    Raises:
        DiscordError: 50001, 50013, 50083.
    """
    channel = world.channel(message.channel_id)
    require(world, by, channel, Permission(0) if whose == by else Permission.MANAGE_MESSAGES)
    refuse_archived(world, channel["id"])
    users = message.reactors.get(emoji, [])
    if whose not in users:
        return
    users.remove(whose)
    if not users:
        del message.reactors[emoji]
    data = _event(world, message, emoji, whose) | {"burst": False, "type": 0}
    world.emit("MESSAGE_REACTION_REMOVE", data, channel=channel["id"], by=by)


def clear(world: World, message: Message, *, by: str) -> None:
    """Take all reactions away.

    Raises:
        DiscordError: 50001, 50013, 50083.
    """
    channel = world.channel(message.channel_id)
    require(world, by, channel, Permission.MANAGE_MESSAGES)
    refuse_archived(world, channel["id"])
    message.reactors.clear()
    data = {**world.place(channel["id"]), "message_id": message.id}
    world.emit("MESSAGE_REACTION_REMOVE_ALL", data, channel=channel["id"], by=by)


def _event(world: World, message: Message, emoji: str, user_id: str) -> JSON:
    return {
        "user_id": user_id,
        "message_id": message.id,
        **world.place(message.channel_id),
        "emoji": {"id": None, "name": emoji},
    }
