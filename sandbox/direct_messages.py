"""Direct messages between the bot and one person.

https://discord.com/developers/docs/resources/user#create-dm
"""

from __future__ import annotations

from sandbox.errors import DiscordError
from sandbox.world import DIRECT, JSON, World


def of(world: World, user_id: str) -> JSON | None:
    """The channel of the person's direct messages with the bot, if there is one."""
    return next((one for one in world.direct.values() if one["recipients"][0]["id"] == user_id), None)


def open_with(world: World, user_id: str) -> JSON:
    """The channel of the person's direct messages with the bot, made on first asking.

    That they would not arrive shows only when one is sent.

    Raises:
        DiscordError: 50033 (there is nobody with that id), 50007 (a bot).
    """
    if user_id not in world.users:
        raise DiscordError(400, 50033, "Invalid Recipient(s)")
    person = world.users[user_id]
    if person.bot:
        raise DiscordError(400, 50007, "Cannot send messages to this user")
    if found := of(world, user_id):
        return found
    channel: JSON = {
        "id": world.clock.snowflake(),
        "type": DIRECT,
        "last_message_id": None,
        "flags": 0,
        "recipients": [person.payload()],
    }
    world.direct[channel["id"]] = channel
    world.messages[channel["id"]] = {}
    return channel


def mark_read(world: World, user_id: str) -> None:
    """A person has read their direct messages up to now."""
    channel = of(world, user_id)
    if channel and channel["last_message_id"]:
        world.read[user_id] = channel["last_message_id"]


def unread(world: World, user_id: str) -> int:
    """How many direct messages of the bot's a person has not read."""
    channel = of(world, user_id)
    after = int(world.read.get(user_id, "0"))
    found = world.messages[channel["id"]].values() if channel else ()
    return sum(one.author_id == world.bot.id and not one.owner and int(one.id) > after for one in found)


def set_open(world: World, user_id: str, *, to_messages: bool) -> None:
    """Let a person take direct messages from members of the server, or none."""
    user = world.user(user_id)
    if user.takes_messages == to_messages:
        return
    user.takes_messages = to_messages
    world.emit("PRIVACY", {"takes_messages": to_messages}, only=user_id, to="people")
