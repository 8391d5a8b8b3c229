"""Messages and reactions."""

from __future__ import annotations

from typing import Any

from sandbox import deletion, drafts, history, messages, reactions
from sandbox.errors import unknown, whole
from sandbox.parts import Parts
from sandbox.permissions import Permission, require
from sandbox.rest.call import Call, Routes
from sandbox.world import JSON, Message

routes = Routes()
_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = _MESSAGES + "/{message}"
_EMOJI = _MESSAGE + "/reactions/{emoji}"


def found(parts: Parts, call: Call) -> Message:
    """The message that a call names; the API does not show ephemeral ones there."""
    world = parts.world
    message = history.visible(world, world.bot.id, world.channel(call["channel"]), call["message"])
    if message.owner is not None:
        raise unknown("Message")
    return message


def _channel(parts: Parts, call: Call) -> JSON:
    return parts.world.channel(call["channel"])


@routes.on("GET", _MESSAGES)
def _(parts: Parts, call: Call) -> Any:
    page = history.page(parts.world, parts.world.bot.id, _channel(parts, call), call.query)
    return [parts.shown(one) for one in page]


@routes.on("GET", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    require(parts.world, parts.world.bot.id, _channel(parts, call), Permission.READ_MESSAGE_HISTORY)
    return parts.shown(found(parts, call))


@routes.on("POST", _MESSAGES)
def _(parts: Parts, call: Call) -> Any:
    world, channel = parts.world, _channel(parts, call)
    drafts.check_legacy_fields(call.fields)
    draft = drafts.read(world, parts.files, channel["id"], call.fields, call.uploads)
    draft.flags &= ~drafts.EPHEMERAL
    return parts.shown(messages.write(world, world.bot, channel, draft))


@routes.on("PATCH", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    message = found(parts, call)
    drafts.check_legacy_fields(call.fields)
    draft = drafts.read(parts.world, parts.files, message.channel_id, call.fields, call.uploads)
    return parts.shown(messages.edit(parts.world, message, draft, by=parts.world.bot.id))


@routes.on("DELETE", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    deletion.delete(parts.world, found(parts, call), by=parts.world.bot.id)


@routes.on("POST", _MESSAGES + "/bulk-delete")
def _(parts: Parts, call: Call) -> Any:
    ids = [str(one) for one in call.fields.get("messages") or []]
    deletion.delete_many(parts.world, _channel(parts, call), ids, by=parts.world.bot.id)


@routes.on("PUT", _EMOJI + "/@me")
def _(parts: Parts, call: Call) -> Any:
    reactions.add(parts.world, found(parts, call), call["emoji"], by=parts.world.bot.id)


@routes.on("DELETE", _EMOJI + "/{user}")
def _(parts: Parts, call: Call) -> Any:
    bot = parts.world.bot.id
    whose = bot if call["user"] == "@me" else call["user"]
    reactions.remove(parts.world, found(parts, call), call["emoji"], whose=whose, by=bot)


@routes.on("GET", _EMOJI)
def _(parts: Parts, call: Call) -> Any:
    users = found(parts, call).reactors.get(call["emoji"], [])
    after = whole("after", call.query.get("after", "0"))
    limit = whole("limit", call.query.get("limit", "25"))
    shown = [one for one in sorted(users, key=int) if int(one) > after][:limit]
    return [parts.world.users[one].payload() for one in shown]


@routes.on("DELETE", _MESSAGE + "/reactions")
def _(parts: Parts, call: Call) -> Any:
    reactions.clear(parts.world, found(parts, call), by=parts.world.bot.id)
