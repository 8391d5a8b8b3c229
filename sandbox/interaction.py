"""One interaction: what is known of it, what the application hears, how its answers are marked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox import drafts, telling
from sandbox.command_checks import GROUP, SUBCOMMAND
from sandbox.commands import IN_DIRECT_MESSAGES, IN_SERVER
from sandbox.errors import invalid
from sandbox.messages import Circumstances
from sandbox.permissions import in_channel
from sandbox.world import DIRECT, JSON, Message, World

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
"""Interaction types."""
ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, DIALOG = 4, 5, 6, 7, 8, 9
"""Callback types."""
TOKEN_LASTS = timedelta(minutes=15)
ALLOWED = {
    COMMAND: {ANSWER, DEFER, DIALOG},
    COMPONENT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE, DIALOG},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {ANSWER, DEFER},
}


@dataclass
class Interaction:
    """Something a person asked of the application, and how far its answer has come.

    ``source`` is the message whose component was used, ``opener`` the interaction that a dialog answered.
    """

    id: str
    token: str
    kind: int
    user_id: str
    channel_id: str
    data: JSON
    nonce: str
    at: datetime
    source: Message | None = None
    opener: Interaction | None = None
    answered: int | None = None
    failed: bool = False
    original: str | None = None
    dialog: JSON | None = None
    choices: asyncio.Future[list[JSON]] | None = None
    deadline: asyncio.TimerHandle | None = None


def payload(world: World, asked: Interaction, channel: JSON) -> JSON:
    """What the application hears of it: Discord's interaction object."""
    payload: JSON = {
        "id": asked.id,
        "application_id": world.application_id,
        "type": asked.kind,
        "token": asked.token,
        "version": 1,
        "data": asked.data,
        "locale": world.users[asked.user_id].locale,
        "app_permissions": str(int(in_channel(world, world.bot.id, channel))),
        "entitlements": [],
        "authorizing_integration_owners": _installed(world, asked),
        "attachment_size_limit": 10 * 1024 * 1024,
        **(_of_person if channel["type"] == DIRECT else _of_member)(world, asked.user_id, channel),
    }
    if asked.source:
        payload["message"] = telling.payload(world, asked.source, world.bot.id)
    return payload


def _of_person(world: World, user_id: str, channel: JSON) -> JSON:
    """Who asks, and where, in direct messages."""
    return {
        **world.place(channel["id"]),
        "channel": channel,
        "user": world.users[user_id].payload(),
        "context": IN_DIRECT_MESSAGES,
    }


def _of_member(world: World, user_id: str, channel: JSON) -> JSON:
    """Who asks, and where, in the server."""
    held = str(int(in_channel(world, user_id, channel)))
    locale = world.guild["preferred_locale"]
    return {
        **world.place(channel["id"]),
        "guild": {"id": world.guild_id, "locale": locale, "features": world.guild["features"]},
        "channel": {**channel, "permissions": held},
        "member": {**world.member(user_id).payload(), "permissions": held},
        "guild_locale": locale,
        "context": IN_SERVER,
    }


def _installed(world: World, asked: Interaction) -> JSON:
    """For whom the application is installed here: a server, or "0" for direct messages with the bot."""
    return {"0": "0" if asked.channel_id in world.direct else world.guild_id}


def _metadata(world: World, asked: Interaction) -> JSON:
    about: JSON = {
        "id": asked.id,
        "type": asked.kind,
        "user": world.users[asked.user_id].payload(),
        "authorizing_integration_owners": _installed(world, asked),
    }
    if asked.opener:
        about["triggering_interaction_metadata"] = _metadata(world, asked.opener)
    elif asked.source:
        about["interacted_message_id"] = asked.source.id
    else:
        about |= {"name": _full_name(asked.data), "command_type": asked.data["type"]}
    return about


def _full_name(data: JSON) -> str:
    """A command's name with its group and subcommand."""
    below = (_full_name(one) for one in data.get("options") or [] if one["type"] in (SUBCOMMAND, GROUP))
    return " ".join([str(data["name"]), *below])


def circumstances(
    world: World, asked: Interaction, *, ephemeral: bool, original: bool, loading: bool
) -> Circumstances:
    """Of a message that answers ``asked``: as its ``original`` answer or a later one."""
    kind = telling.DEFAULT
    if original and asked.source:
        kind = telling.REPLY
    elif original:
        kind = telling.MENU_ANSWER if asked.data.get("type") in (2, 3) else telling.COMMAND_ANSWER
    about = _metadata(world, asked)
    if not original:
        about["original_response_message_id"] = asked.original
    flags = drafts.LOADING if loading else 0
    owner = asked.user_id if ephemeral else None
    return Circumstances(kind, owner, about, flags, asked.nonce, checked=loading)


def pressed(asked: Interaction) -> JSON | None:
    """The reference of the first answer to the message whose button or select was used, if all see that."""
    if asked.source is None or asked.source.owner is not None:
        return None
    return {"message_id": asked.source.id, "fail_if_not_exists": False}


def choices(data: JSON) -> list[Any]:
    """The choices that an autocomplete callback offers.

    Raises:
        DiscordError: 50035.
    """
    offered = data.get("choices") or []
    if len(offered) > 25:
        raise invalid("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(offered):
        name = str(choice.get("name") or "")
        if not 1 <= len(name) <= 100 or len(str(choice.get("value"))) > 100:
            raise invalid(
                f"data.choices.{index}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."
            )
    return list(offered)
