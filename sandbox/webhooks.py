"""Webhooks: making them, and writing through them under any name.

https://discord.com/developers/docs/resources/webhook
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from sandbox import audit, messages, threads
from sandbox.drafts import Draft
from sandbox.errors import DiscordError, check_length, invalid, unknown
from sandbox.files import new_hash
from sandbox.messages import Author
from sandbox.permissions import Permission, require
from sandbox.world import FORUM, JSON, Message, Webhook, World

_MOST = 15
_FORBIDDEN = re.compile(r"discord|clyde", re.IGNORECASE)
_OUR_PICTURE = re.compile(r"/avatars/\d+/([0-9a-f]{32})\.")


def payload(world: World, hook: Webhook, *, by: str | None) -> JSON:
    """Discord's webhook object; without the token where another application owns it."""
    shown: JSON = {
        "id": hook.id,
        "type": 1,
        "guild_id": world.guild_id,
        "channel_id": hook.channel_id,
        "name": hook.name,
        "avatar": hook.avatar,
        "application_id": hook.application_id,
    }
    if by is not None:
        shown["user"] = world.users[hook.user_id].payload()
    if hook.application_id in (None, world.application_id):
        shown["token"] = hook.token
    return shown


def make(world: World, channel: JSON, name: str, *, by: str, application_id: str | None = None) -> Webhook:
    """A new webhook in ``channel``.

    Raises:
        DiscordError: 50001, 50013, 30007 (there are 15), 50035 (the name).
    """
    require(world, by, channel, Permission.MANAGE_WEBHOOKS)
    if world.is_thread(channel):
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    _check_name(name, "name")
    if sum(one.channel_id == channel["id"] for one in world.webhooks.values()) >= _MOST:
        raise DiscordError(400, 30007, "Maximum number of webhooks reached (15)")
    owner = application_id or (world.application_id if by == world.bot.id else None)
    hook = Webhook(world.clock.snowflake(), secrets.token_urlsafe(51), channel["id"], name, by, owner)
    world.webhooks[hook.id] = hook
    _tell(world, channel["id"])
    audit.add(world, by, audit.WEBHOOK_CREATE, hook.id)
    return hook


def _tell(world: World, channel_id: str) -> None:
    world.emit(
        "WEBHOOKS_UPDATE",
        {"guild_id": world.guild_id, "channel_id": channel_id},
        channel=channel_id,
        to="bot",
    )


def _check_name(name: str, path: str) -> None:
    check_length(path, name.strip(), 1, 80)
    if found := _FORBIDDEN.search(name):
        raise invalid(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{found.group().lower()}"')


def get(world: World, hook_id: str, token: str | None = None) -> Webhook:
    """The webhook with this id (and token).

    Raises:
        DiscordError: 10015, or 50027: the token is another.
    """
    hook = world.webhooks.get(hook_id)
    if hook_id == world.application_id:
        raise _wrong_token()  # an interaction's token that is no longer known
    if hook is None:
        raise unknown("Webhook")
    if token is not None and not secrets.compare_digest(token.encode(), hook.token.encode()):
        raise _wrong_token()
    return hook


def _wrong_token() -> DiscordError:
    return DiscordError(401, 50027, "Invalid Webhook Token")


def change(world: World, hook: Webhook, body: JSON, *, by: str | None) -> Webhook:
    """Rename a webhook or move it to another channel.

    Raises:
        DiscordError: 50001, 50013, 50035.
    """
    if by is not None:
        require(world, by, world.channel(hook.channel_id), Permission.MANAGE_WEBHOOKS)
    if "name" in body:
        _check_name(str(body["name"]), "name")
        hook.name = str(body["name"])
    if "avatar" in body:
        hook.avatar = new_hash(str(body["avatar"])) if body["avatar"] else None
    if body.get("channel_id") and by is not None:
        hook.channel_id = world.channel(str(body["channel_id"]))["id"]
    _tell(world, hook.channel_id)
    return hook


def delete(world: World, hook: Webhook, *, by: str | None) -> None:
    """Delete a webhook, as a user whose permissions are checked or (None) by its token.

    Raises:
        DiscordError: 50001, 50013.
    """
    if by is not None:
        require(world, by, world.channel(hook.channel_id), Permission.MANAGE_WEBHOOKS)
        audit.add(world, by, audit.WEBHOOK_DELETE, hook.id)
    del world.webhooks[hook.id]
    _tell(world, hook.channel_id)


def place(world: World, hook: Webhook, query: Mapping[str, str]) -> JSON:
    """Where the webhook is asked to act: its channel, or the thread of it that ``thread_id`` names.

    Raises:
        DiscordError: 10003: the thread is not of its channel.
    """
    thread_id = query.get("thread_id")
    if not thread_id:
        return world.channel(hook.channel_id)
    thread = world.channel(thread_id)
    if thread["parent_id"] != hook.channel_id or not world.is_thread(thread):
        raise unknown("Channel")
    return thread


def execute(world: World, hook: Webhook, body: JSON, draft: Draft, query: Mapping[str, str]) -> Message:
    """Write through the webhook. A webhook answers nothing, and pings whomever its text names.

    Raises:
        DiscordError: 10003, 50035, 50006, 220001 (a forum without a thread),
            220003 (a thread where there is no forum).
    """
    author = _author(hook, body)
    channel = place(world, hook, query)
    draft.reference = None
    if channel["type"] == FORUM:
        if not body.get("thread_name"):
            sentence = "Webhooks posted to forum channels must have a thread_name or thread_id"
            raise DiscordError(400, 220001, sentence)
        return threads.post(world, author, channel, {**body, "name": body["thread_name"]}, draft)[1]
    if body.get("thread_name"):
        raise DiscordError(400, 220003, "Webhooks can only create threads in forum channels")
    return messages.create(world, channel, author, draft)


def _author(hook: Webhook, body: JSON) -> Author:
    name, avatar = hook.name, hook.avatar
    if body.get("username"):
        _check_name(str(body["username"]), "username")
        name = str(body["username"])
    if body.get("avatar_url"):
        ours = _OUR_PICTURE.search(str(body["avatar_url"]))
        avatar = ours.group(1) if ours else new_hash(str(body["avatar_url"]))
    shown = {
        "id": hook.id,
        "username": name,
        "global_name": None,
        "discriminator": "0000",
        "avatar": avatar,
        "bot": True,
    }
    return Author(shown | {"public_flags": 0, "flags": 0, "primary_guild": None}, None, hook)


def own_message(world: World, hook: Webhook, message_id: str, query: Mapping[str, str]) -> Message:
    """A message of the webhook's, where it is asked for.

    Raises:
        DiscordError: 10003, 10008.
    """
    message = world.message(place(world, hook, query)["id"], message_id)
    if message.data.get("webhook_id") != hook.id:
        raise unknown("Message")
    return message
