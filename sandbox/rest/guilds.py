"""The server: itself, its members, roles, channels, threads, webhooks and audit log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sandbox import audit, channels as rules, members, membership, webhooks
from sandbox.channels import TEXT
from sandbox.errors import invalid, missing_access, unknown, whole
from sandbox.parts import Parts
from sandbox.permissions import Permission, require_in_server
from sandbox.rest.call import Call, Routes
from sandbox.world import World

routes = Routes()
_MEMBER = "/guilds/{guild}/members/{user}"
_BAN = "/guilds/{guild}/bans/{user}"


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


@routes.on("GET", _MEMBER)
def _(parts: Parts, call: Call) -> Any:
    return _guild(parts, call).member(call["user"]).payload()


@routes.on("PATCH", _MEMBER)
def _(parts: Parts, call: Call) -> Any:
    world, body, bot = _guild(parts, call), call.fields, parts.world.bot.id
    user_id = bot if call["user"] == "@me" else call["user"]
    if "nick" in body:
        members.rename(world, user_id, body["nick"], by=bot, reason=call.reason)
    if "communication_disabled_until" in body:
        until = _moment("communication_disabled_until", body["communication_disabled_until"])
        members.time_out(world, user_id, until, by=bot, reason=call.reason)
    return world.member(user_id).payload()


def _moment(path: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@routes.on("DELETE", _MEMBER)
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    members.kick(world, call["user"], by=world.bot.id, reason=call.reason)


@routes.on("PUT", _BAN)
def _(parts: Parts, call: Call) -> Any:
    world, name = _guild(parts, call), "delete_message_seconds"
    given = {**call.query, **(call.body or {})}  # Discord reads the query too, and discord.py writes there
    seconds = whole(name, str(given.get(name) or 0))
    members.ban(world, call["user"], by=world.bot.id, reason=call.reason, delete_message_seconds=seconds)


@routes.on("DELETE", _BAN)
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    members.unban(world, call["user"], by=world.bot.id, reason=call.reason)


@routes.on("GET", _BAN)
def _(parts: Parts, call: Call) -> Any:
    world = _guild(parts, call)
    return members.banned(world, call["user"], by=world.bot.id)


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
