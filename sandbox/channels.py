"""Channels and roles: making and changing them, and who may."""

from __future__ import annotations

from sandbox import telling
from sandbox.errors import check_length, invalid
from sandbox.permissions import Permission, refuse_archived, require, require_in_server, sees
from sandbox.world import FORUM, JSON, World

TEXT, ANNOUNCEMENT = 0, 5
_CHANGEABLE = (
    "name",
    "topic",
    "nsfw",
    "rate_limit_per_user",
    "position",
    "parent_id",
    "permission_overwrites",
    "flags",
)
_LONGEST_PAUSE = 21600


def make(
    world: World, name: str, kind: int = TEXT, *, topic: str | None = None, tags: tuple[str, ...] = ()
) -> JSON:
    """A new channel, open to all that its roles let in."""
    channel: JSON = {
        "id": world.clock.snowflake(),
        "type": kind,
        "guild_id": world.guild_id,
        "name": name,
        "topic": topic,
        "position": sum(not world.is_thread(one) for one in world.channels.values()),
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }
    if kind == FORUM:
        channel |= {
            "available_tags": [tag(world, one) for one in tags],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    world.channels[channel["id"]] = channel
    world.messages[channel["id"]] = {}
    world.emit("CHANNEL_CREATE", channel, channel=channel["id"])
    return channel


def tag(world: World, name: str) -> JSON:
    """A tag of a forum."""
    return {
        "id": world.clock.snowflake(),
        "name": name,
        "moderated": False,
        "emoji_id": None,
        "emoji_name": None,
    }


def change(world: World, channel: JSON, body: JSON, *, by: str) -> JSON:
    """Change a channel's settings.

    Raises:
        DiscordError: 50001, 50013, 50035.
    """
    require(world, by, channel, Permission.MANAGE_CHANNELS)
    if "name" in body:
        check_length("name", str(body["name"]), 1, 100)
    if not 0 <= (body.get("rate_limit_per_user") or 0) <= _LONGEST_PAUSE:
        raise invalid(
            "rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be less than or equal to 21600."
        )
    before = _audience(world, channel)
    channel |= {name: body[name] for name in _CHANGEABLE if name in body}
    if "available_tags" in body:
        known = {"moderated": False, "emoji_id": None, "emoji_name": None}
        tags = [
            {**known, **one, "id": one.get("id") or world.clock.snowflake()} for one in body["available_tags"]
        ]
        if len(tags) > 20:
            raise invalid("available_tags", "BASE_TYPE_MAX_LENGTH", "Must be 20 or fewer in length.")
        channel["available_tags"] = tags
    tell_change(world, channel, before)
    return channel


def delete(world: World, channel: JSON, *, by: str) -> None:
    """Delete a channel with its threads.

    Raises:
        DiscordError: 50001, 50013.
    """
    require(world, by, channel, Permission.MANAGE_CHANNELS)
    world.emit("CHANNEL_DELETE", channel, channel=channel["id"], by=by)
    for one in [
        channel["id"],
        *(one["id"] for one in world.channels.values() if one["parent_id"] == channel["id"]),
    ]:
        del world.channels[one]
        world.messages.pop(one, None)
    for hook in [one.id for one in world.webhooks.values() if one.channel_id == channel["id"]]:
        del world.webhooks[hook]


def set_overwrite(world: World, channel: JSON, target: str, *, allow: int = 0, deny: int = 0) -> None:
    """Allow and deny a role or member permissions in ``channel``; with neither the overwrite goes away."""
    before = _audience(world, channel)
    kept = [one for one in channel["permission_overwrites"] if one["id"] != target]
    if allow or deny:
        kind = 0 if target in world.roles else 1
        kept.append({"id": target, "type": kind, "allow": str(int(allow)), "deny": str(int(deny))})
    channel["permission_overwrites"] = kept
    tell_change(world, channel, before)


def _audience(world: World, channel: JSON) -> set[str]:
    return {one for one in world.members if sees(world, one, channel)}


def tell_change(world: World, channel: JSON, before: set[str]) -> None:
    """Tell of a changed channel; for people it appears or vanishes when they come to see it or no longer do.

    A bot hears of every channel, whether it sees into it or not.
    """
    after = _audience(world, channel)
    world.emit("CHANNEL_UPDATE", channel, to="bot")
    for person in after | before:
        name = (
            "CHANNEL_UPDATE"
            if person in after & before
            else "CHANNEL_CREATE"
            if person in after
            else "CHANNEL_DELETE"
        )
        world.emit(name, channel, only=person, to="people")
    if world.bot.id in after - before:
        inside = [one for one in world.channels.values() if one["parent_id"] == channel["id"]]
        data = {"guild_id": world.guild_id, "channel_ids": [channel["id"]], "threads": inside, "members": []}
        world.emit("THREAD_LIST_SYNC", data, to="bot")


def set_role(world: World, role: JSON, permissions: int) -> None:
    """Give a role other permissions."""
    role["permissions"] = str(int(permissions))
    world.emit("GUILD_ROLE_UPDATE", {"guild_id": world.guild_id, "role": role})


def pin(world: World, channel: JSON, message_id: str, *, pinned: bool, by: str) -> None:
    """Pin a message or take the pin away.

    Raises:
        DiscordError: 50001, 50013, 10008, 50083.
    """
    require(world, by, channel, Permission.PIN_MESSAGES)
    refuse_archived(world, channel["id"])
    message = world.message(channel["id"], message_id)
    message.data["pinned"] = pinned
    telling.announce(world, message, "MESSAGE_UPDATE", by=by)
    data = {
        "guild_id": world.guild_id,
        "channel_id": channel["id"],
        "last_pin_timestamp": world.clock.stamp(),
    }
    world.emit("CHANNEL_PINS_UPDATE", data, channel=channel["id"])


def change_guild(world: World, body: JSON, *, by: str) -> JSON:
    """Change the server's name or preferred language.

    Raises:
        DiscordError: 50013.
    """
    require_in_server(world, by, Permission.MANAGE_GUILD)
    world.guild |= {name: body[name] for name in ("name", "preferred_locale") if name in body}
    world.emit("GUILD_UPDATE", world.guild_object())
    return world.guild
