"""Webhooks, and the answers to interactions, which share their paths."""

from __future__ import annotations

from typing import Any

from sandbox import deletion, drafts, messages, webhooks
from sandbox.parts import Parts
from sandbox.permissions import Permission, require
from sandbox.rest.call import Call, Routes
from sandbox.world import Webhook

routes = Routes()
_HOOK = "/webhooks/{webhook}"
_TOKEN = _HOOK + "/{token}"
_MESSAGE = _TOKEN + "/messages/{message}"


@routes.on("POST", "/channels/{channel}/webhooks")
def _(parts: Parts, call: Call) -> Any:
    world = parts.world
    hook = webhooks.make(
        world, world.channel(call["channel"]), str(call.fields.get("name") or ""), by=world.bot.id
    )
    return webhooks.payload(world, hook, by=world.bot.id)


@routes.on("GET", "/channels/{channel}/webhooks")
def _(parts: Parts, call: Call) -> Any:
    world = parts.world
    channel = world.channel(call["channel"])
    require(world, world.bot.id, channel, Permission.MANAGE_WEBHOOKS)
    ours = [one for one in world.webhooks.values() if one.channel_id == channel["id"]]
    return [webhooks.payload(world, one, by=world.bot.id) for one in ours]


@routes.on("GET", _HOOK)
def _(parts: Parts, call: Call) -> Any:
    world, hook = parts.world, webhooks.get(parts.world, call["webhook"])
    require(world, world.bot.id, world.channel(hook.channel_id), Permission.MANAGE_WEBHOOKS)
    return webhooks.payload(world, hook, by=world.bot.id)


@routes.on("PATCH", _HOOK)
def _(parts: Parts, call: Call) -> Any:
    world = parts.world
    hook = webhooks.change(world, webhooks.get(world, call["webhook"]), call.fields, by=world.bot.id)
    return webhooks.payload(world, hook, by=world.bot.id)


@routes.on("DELETE", _HOOK)
def _(parts: Parts, call: Call) -> Any:
    webhooks.delete(parts.world, webhooks.get(parts.world, call["webhook"]), by=parts.world.bot.id)


def _hook(parts: Parts, call: Call) -> Webhook:
    return webhooks.get(parts.world, call["webhook"], call["token"])


@routes.on("GET", _TOKEN)
def _(parts: Parts, call: Call) -> Any:
    return webhooks.payload(parts.world, _hook(parts, call), by=None)


@routes.on("PATCH", _TOKEN)
def _(parts: Parts, call: Call) -> Any:
    return webhooks.payload(
        parts.world, webhooks.change(parts.world, _hook(parts, call), call.fields, by=None), by=None
    )


@routes.on("DELETE", _TOKEN)
def _(parts: Parts, call: Call) -> Any:
    webhooks.delete(parts.world, _hook(parts, call), by=None)


@routes.on("POST", _TOKEN)
def _(parts: Parts, call: Call) -> Any:
    if parts.interactions.knows(call["token"]):
        return parts.shown(parts.interactions.follow_up(call["token"], call.fields, call.uploads))
    world, hook = parts.world, _hook(parts, call)
    drafts.check_legacy_fields(call.fields)
    draft = drafts.read(
        world, parts.files, webhooks.place(world, hook, call.query)["id"], call.fields, call.uploads
    )
    draft.flags &= ~drafts.EPHEMERAL
    message = webhooks.execute(world, hook, call.fields, draft, call.query)
    return parts.shown(message) if call.flag("wait") else None


@routes.on("GET", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    if parts.interactions.knows(call["token"]):
        return parts.shown(parts.interactions.message(call["token"], call["message"]))
    return parts.shown(webhooks.own_message(parts.world, _hook(parts, call), call["message"], call.query))


@routes.on("PATCH", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    if parts.interactions.knows(call["token"]):
        return parts.shown(parts.interactions.edit(call["token"], call["message"], call.fields, call.uploads))
    message = webhooks.own_message(parts.world, _hook(parts, call), call["message"], call.query)
    drafts.check_legacy_fields(call.fields)
    draft = drafts.read(parts.world, parts.files, message.channel_id, call.fields, call.uploads)
    return parts.shown(messages.edit(parts.world, message, draft, by=None))


@routes.on("DELETE", _MESSAGE)
def _(parts: Parts, call: Call) -> Any:
    if parts.interactions.knows(call["token"]):
        parts.interactions.delete(call["token"], call["message"])
    else:
        message = webhooks.own_message(parts.world, _hook(parts, call), call["message"], call.query)
        deletion.delete(parts.world, message, by=None)
