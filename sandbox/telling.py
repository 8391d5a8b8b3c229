"""How a message is shown, to whom, and telling of it."""

from __future__ import annotations

import copy

from sandbox.drafts import HAS_THREAD
from sandbox.world import JSON, Message, World

DEFAULT, THREAD_CREATED, REPLY, COMMAND_ANSWER, THREAD_STARTER, MENU_ANSWER = 0, 18, 19, 20, 21, 23
NAME_CHANGED, PINNED = 4, 6
"""Message types: https://discord.com/developers/docs/resources/message#message-object-message-types"""
FORWARD = 1
"""The type of a message reference that forwards."""


def announce(world: World, message: Message, name: str, *, by: str | None = None) -> None:
    """Tell who may know that a message is new or has changed."""
    data = payload(world, message)
    if message.owner is not None:
        shown = {"channel": message.channel_id, "message": data, "nonce": message.nonce}
        world.emit("EPHEMERAL", shown, only=message.owner, to="people", by=by)
        world.emit(name, data, only=world.bot.id, to="bot", by=by)
        return
    data |= world.place(message.channel_id)
    member = world.members.get(message.author_id)
    if member and "guild_id" in data:
        data["member"] = member.payload(with_user=False)
    world.emit(name, data, channel=message.channel_id, by=by)


def payload(world: World, message: Message, viewer: str | None = None) -> JSON:
    """The message as ``viewer`` sees it: with what it answers, its thread and its reactions."""
    data = copy.deepcopy(message.data)
    data["reactions"] = [
        {
            "emoji": {"id": None, "name": emoji},
            "count": len(users),
            "count_details": {"normal": len(users), "burst": 0},
            "me": viewer in users,
            "me_burst": False,
            "burst_colors": [],
        }
        for emoji, users in message.reactors.items()
    ]
    if data["flags"] & HAS_THREAD and (thread := world.channels.get(message.id)):
        data["thread"] = copy.deepcopy(thread)
    if "message_reference" in data and data["type"] in (REPLY, THREAD_STARTER):
        source = answered(world, message)
        data["referenced_message"] = copy.deepcopy(source.data) if source else None
    return data


def answered(world: World, message: Message) -> Message | None:
    """What the message answers or starts a thread from, if that is still there."""
    reference = message.data.get("message_reference")
    if not reference or reference["type"] == FORWARD:
        return None
    return world.messages.get(reference["channel_id"], {}).get(str(reference.get("message_id")))


def without_content(data: JSON, application_user: str) -> JSON:
    """The message as an application without the message content intent sees it.

    Nothing is hidden from the one who wrote it, who is pinged in it, or with whom it is a direct message.
    """
    data = copy.deepcopy(data)
    pinged = any(one["id"] == application_user for one in data.get("mentions", []))
    if data["author"]["id"] == application_user or pinged:
        return data
    data |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if data.get("referenced_message"):
        data["referenced_message"] = without_content(data["referenced_message"], application_user)
    for snapshot in data.get("message_snapshots", []):
        snapshot["message"] |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return data
