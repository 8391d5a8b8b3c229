"""The server: itself, its members, roles, channels, threads, webhooks and audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox import audit, channels as rules, membership, webhooks
from sandbox.channels import TEXT
from sandbox.errors import missing_access, missing_permissions, unknown
from sandbox.parts import Parts
from sandbox.permissions import Permission, in_server, require_in_server
from sandbox.rest.call import Call, Routes
from sandbox.world import World

routes = Routes()


def _guild(parts: Parts, call: Call) -> World:
    if call["guild"] != parts.world.guild_id:
        raise unknown("Guild")
    if parts.world.bot.id not in parts.world.members:
        raise missing_access()
    return parts.world


@routes.on("GET", "/guilds/{guild}")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    return {**world.guild_object(), "approximate_member_count": len(world.members)}


@routes.on("PATCH", "/guilds/{guild}")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    rules.change_guild(world, call.fields, by=world.bot.id)
    return world.guild_object()


@routes.on("GET", "/guilds/{guild}/channels")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    return [one for one in world.channels.values() if not world.is_thread(one)]


@routes.on("POST", "/guilds/{guild}/channels")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    require_in_server(world, world.bot.id, Permission.MANAGE_CHANNELS)
    body = call.fields
    return rules.make(world, str(body.get("name")), int(body.get("type") or TEXT), topic=body.get("topic"))


@routes.on("GET", "/guilds/{guild}/roles")
def _(parts: Parts, call: Call) -> Any:
    return list(_guild(parts, call).roles.values())


@routes.on("GET", "/guilds/{guild}/members")
def _(parts: Parts, call: Call) -> Any:
    raise missing_access()  # the list asks for the server members intent, which the sandbox does not grant


@routes.on("GET", "/guilds/{guild}/members/{user}")
def _(parts: Parts, call: Call) -> Any:
    return _guild(parts, call).member(call["user"]).payload()


@routes.on("PATCH", "/guilds/{guild}/members/{user}")
def _(parts: Parts, call: Call) -> Any:
    world, body = _guild(parts, call), call.fields
    member = world.member(world.bot.id if call["user"] == "@me" else call["user"])
    if "nick" in body:
        if member.user.id != world.bot.id:
            require_in_server(world, world.bot.id, Permission.MANAGE_NICKNAMES)
        member.nick = body["nick"]
    if "communication_disabled_until" in body:
        require_in_server(world, world.bot.id, Permission.MODERATE_MEMBERS)
        if in_server(world, member) & (Permission.ADMINISTRATOR | Permission.MODERATE_MEMBERS):
            raise missing_permissions()
        until = body["communication_disabled_until"]
        member.timed_out_until = datetime.fromisoformat(until) if until else None
        audit.add(world, world.bot.id, audit.MEMBER_UPDATE, member.user.id, reason=call.reason)
    world.emit("GUILD_MEMBER_UPDATE", {**member.payload(), "guild_id": world.guild_id})
    return member.payload()


@routes.on("GET", "/guilds/{guild}/threads/active")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    return membership.listing(world, membership.active(world, world.bot.id), world.bot.id)


@routes.on("GET", "/guilds/{guild}/webhooks")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    require_in_server(world, world.bot.id, Permission.MANAGE_WEBHOOKS)
    return [webhooks.payload(world, one, by=world.bot.id) for one in world.webhooks.values()]


@routes.on("GET", "/guilds/{guild}/audit-logs")
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    require_in_server(world, world.bot.id, Permission.VIEW_AUDIT_LOG)
    return audit.read(world, call.query)
