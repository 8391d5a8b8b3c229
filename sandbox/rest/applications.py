"""Who the bot is, where the gateway stands, and the application's commands."""

from __future__ import annotations

from typing import Any

from sandbox import direct_messages
from sandbox.errors import DiscordError
from sandbox.parts import Parts
from sandbox.rest.call import Call, Routes
from sandbox.world import JSON, World

routes = Routes()
_SERVER_MEMBERS_LIMITED, _MESSAGE_CONTENT_LIMITED = 1 << 15, 1 << 19


def application(world: World) -> JSON:
    """Discord's application object."""
    flags = _MESSAGE_CONTENT_LIMITED if world.message_content else 0
    flags |= _SERVER_MEMBERS_LIMITED if world.server_members else 0
    return {
        "id": world.application_id,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": world.users[world.guild["owner_id"]].payload(),
        "bot": world.bot.payload(),
        "team": None,
        "summary": "",
        "flags": flags,
        "flags_new": str(flags),
        "type": None,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
    }


def myself(world: World) -> JSON:
    """The bot's user object as the bot itself gets it."""
    own = {"verified": True, "mfa_enabled": False, "email": None, "locale": world.bot.locale}
    return world.bot.payload() | own


def gateway_url(world: World) -> str:
    """Where the gateway stands."""
    return world.origin.replace("http", "ws", 1) + "/gateway"


@routes.on("GET", "/gateway")
def _(parts: Parts, call: Call) -> Any:
    return {"url": gateway_url(parts.world)}


@routes.on("GET", "/gateway/bot")
def _(parts: Parts, call: Call) -> Any:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": gateway_url(parts.world), "shards": 1, "session_start_limit": limit}


@routes.on("GET", "/applications/@me")
@routes.on("GET", "/oauth2/applications/@me")
def _(parts: Parts, call: Call) -> Any:
    return application(parts.world)


@routes.on("GET", "/users/{user}")
def _(parts: Parts, call: Call) -> Any:
    if call["user"] == "@me":
        return myself(parts.world)
    return parts.world.user(call["user"]).payload()


@routes.on("GET", "/users/@me/guilds")
def _(parts: Parts, call: Call) -> Any:
    guild = parts.world.guild
    return [
        {
            "id": guild["id"],
            "name": guild["name"],
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": "0",
            "features": [],
        }
    ]


@routes.on("POST", "/users/@me/channels")
def _(parts: Parts, call: Call) -> Any:
    return direct_messages.open_with(parts.world, str(call.fields.get("recipient_id")))


def _scope(parts: Parts, call: Call) -> str | None:
    if call["application"] != parts.world.application_id:
        raise DiscordError(403, 20012, "You are not authorized to perform this action on this application")
    guild = call.params.get("guild")
    if guild not in (None, parts.world.guild_id):
        raise DiscordError(403, 50001, "Missing Access")
    return guild


for _place in ("", "/guilds/{guild}"):
    _commands = f"/applications/{{application}}{_place}/commands"

    @routes.on("GET", _commands)
    def _(parts: Parts, call: Call) -> Any:
        return parts.commands.all_in(_scope(parts, call))

    @routes.on("PUT", _commands)
    def _(parts: Parts, call: Call) -> Any:
        if not isinstance(call.body, list):
            raise DiscordError(400, 50035, "Invalid Form Body")
        return parts.commands.replace(_scope(parts, call), call.body)

    @routes.on("POST", _commands)
    def _(parts: Parts, call: Call) -> Any:
        return parts.commands.add(_scope(parts, call), call.fields)

    @routes.on("GET", _commands + "/{command}")
    def _(parts: Parts, call: Call) -> Any:
        return parts.commands.get(_scope(parts, call), call["command"])

    @routes.on("PATCH", _commands + "/{command}")
    def _(parts: Parts, call: Call) -> Any:
        return parts.commands.change(_scope(parts, call), call["command"], call.fields)

    @routes.on("DELETE", _commands + "/{command}")
    def _(parts: Parts, call: Call) -> Any:
        parts.commands.remove(_scope(parts, call), call["command"])
