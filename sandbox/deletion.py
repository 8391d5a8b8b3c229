"""Deleting messages, and what that leaves in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sandbox import audit
from sandbox.clock import created_at
from sandbox.errors import DiscordError
from sandbox.permissions import Permission, require
from sandbox.world import JSON, Message, World


def delete(world: World, message: Message, *, by: str | None) -> None:
    """Delete a message as the user ``by``, whose permissions are checked, or (None) as its author.

    Somebody else's message leaves an entry in the audit log, unless it was a bot that deleted it:
    https://github.com/discord/discord-api-docs/issues/7856

    Raises:
        DiscordError: 50001, 50013, 50003.
    """
    channel = world.channel(message.channel_id)
    stranger = by is not None and by != message.author_id and message.owner is None
    if stranger:
        require(world, str(by), channel, Permission.MANAGE_MESSAGES)
    if message.owner is not None:
        world.emit("EPHEMERAL_DELETE", {"id": message.id}, only=message.owner, to="people", by=by)
    else:
        data = {"id": message.id, **world.place(channel["id"])}
        world.emit("MESSAGE_DELETE", data, channel=channel["id"], by=by or message.author_id)
    del world.messages[channel["id"]][message.id]
    if world.is_thread(channel) and message.owner is None and message.id != channel["id"]:
        channel["message_count"] = max(0, channel["message_count"] - 1)
    if stranger and not world.users[str(by)].bot:
        audit.message_deleted(world, str(by), message.author_id, channel["id"])


def delete_many(world: World, channel: JSON, ids: Iterable[str], *, by: str) -> None:
    """Delete messages of the last two weeks at once.

    Raises:
        DiscordError: 50013, 50034 (one is older).
    """
    require(world, by, channel, Permission.MANAGE_MESSAGES)
    found = [one for one in ids if one in world.messages[channel["id"]]]
    if any(world.clock.now() - created_at(one) > timedelta(days=14) for one in found):
        raise DiscordError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    _remove(world, channel, found, by)
    audit.add(world, by, audit.MESSAGE_BULK_DELETE, channel["id"], options={"count": str(len(found))})


def purge(world: World, author_id: str, since: datetime, *, by: str) -> None:
    """Delete what somebody wrote in the server since then, as a ban does; it leaves no entry of its own."""
    for channel in list(world.channels.values()):
        here = world.messages.get(channel["id"], {}).values()
        theirs = [one.id for one in here if one.author_id == author_id and created_at(one.id) >= since]
        if theirs:
            _remove(world, channel, theirs, by)


def _remove(world: World, channel: JSON, ids: list[str], by: str) -> None:
    for one in ids:
        del world.messages[channel["id"]][one]
    data = {"ids": ids, **world.place(channel["id"])}
    world.emit("MESSAGE_DELETE_BULK", data, channel=channel["id"], by=by)
