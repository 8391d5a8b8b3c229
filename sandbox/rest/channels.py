"""Channels: reading, changing, typing, permissions and pins."""

from __future__ import annotations

from typing import Any

from sandbox import channels as rules, threads
from sandbox.parts import Parts
from sandbox.permissions import Permission, require, require_writing
from sandbox.rest.call import Call, Routes
from sandbox.world import JSON

routes = Routes()


def _channel(parts: Parts, call: Call, needed: Permission = Permission.VIEW_CHANNEL) -> JSON:
    channel = parts.world.channel(call["channel"])
    require(parts.world, parts.world.bot.id, channel, needed)
    return channel


@routes.on("GET", "/channels/{channel}")
def _(parts: Parts, call: Call) -> Any:
    return _channel(parts, call)


@routes.on("PATCH", "/channels/{channel}")
def _(parts: Parts, call: Call) -> Any:
    channel, bot = _channel(parts, call), parts.world.bot.id
    if parts.world.is_thread(channel):
        return threads.change(parts.world, channel, call.fields, by=bot, reason=call.reason)
    return rules.change(parts.world, channel, call.fields, by=bot)


@routes.on("DELETE", "/channels/{channel}")
def _(parts: Parts, call: Call) -> Any:
    channel, bot = _channel(parts, call), parts.world.bot.id
    if parts.world.is_thread(channel):
        threads.delete(parts.world, channel, by=bot, reason=call.reason)
    else:
        rules.delete(parts.world, channel, by=bot)
    return channel


@routes.on("POST", "/channels/{channel}/typing")
def _(parts: Parts, call: Call) -> Any:
    channel, world = _channel(parts, call), parts.world
    require_writing(world, world.bot.id, channel)
    moment = int(world.clock.now().timestamp())
    data = {**world.place(channel["id"]), "user_id": world.bot.id, "timestamp": moment}
    world.emit("TYPING_START", data, channel=channel["id"])


@routes.on("PUT", "/channels/{channel}/permissions/{target}")
def _(parts: Parts, call: Call) -> Any:
    channel, body = _channel(parts, call, Permission.MANAGE_ROLES), call.fields
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    rules.set_overwrite(parts.world, channel, call["target"], allow=allow, deny=deny)


@routes.on("DELETE", "/channels/{channel}/permissions/{target}")
def _(parts: Parts, call: Call) -> Any:
    rules.set_overwrite(parts.world, _channel(parts, call, Permission.MANAGE_ROLES), call["target"])


@routes.on("PUT", "/channels/{channel}/messages/pins/{message}")
@routes.on("PUT", "/channels/{channel}/pins/{message}")
def _(parts: Parts, call: Call) -> Any:
    rules.pin(parts.world, _channel(parts, call), call["message"], pinned=True, by=parts.world.bot.id)


@routes.on("DELETE", "/channels/{channel}/messages/pins/{message}")
@routes.on("DELETE", "/channels/{channel}/pins/{message}")
def _(parts: Parts, call: Call) -> Any:
    rules.pin(parts.world, _channel(parts, call), call["message"], pinned=False, by=parts.world.bot.id)


@routes.on("GET", "/channels/{channel}/messages/pins")
def _(parts: Parts, call: Call) -> Any:
    channel = _channel(parts, call, Permission.READ_MESSAGE_HISTORY)
    pinned = [one for one in parts.world.messages[channel["id"]].values() if one.data["pinned"]]
    return {
        "items": [
            {"pinned_at": one.data["timestamp"], "message": parts.shown(one)} for one in reversed(pinned)
        ],
        "has_more": False,
    }
