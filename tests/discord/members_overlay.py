"""Where simcord is milder than Discord with members, set right.

simcord 3.2.1 delivers every direct message, knows no limits of reasons and timeouts, deletes nothing with a
ban, and gives the newest entries of its audit log first whatever is asked; see :mod:`tests.discord.overlay`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import discord
from simcord.backend.errors import BackendError, invalid_form_body
from simcord.backend.state import Backend
from simcord.http.router import RequestContext
from simcord.http.routes import auditlogs as log_routes, guilds as guild_routes, messages as message_routes

from tests.discord.overlay import Handler, replace_route

LONGEST_REASON = 512
LONGEST_TIMEOUT = timedelta(days=28)
_CLOSED = BackendError(403, 50007, "Cannot send messages to this user")
FORBIDDEN = BackendError(403, 50013, "Missing Permissions")
UNTIL = "communication_disabled_until"


@functools.cache
def install() -> None:
    """Set right what the API says to the bot, once for the process."""
    message_routes._send_permissions = _delivered(message_routes._send_permissions)
    replace_route("PATCH", guild_routes.edit_member, _edit_member)
    replace_route("PUT", guild_routes.ban, _ban)
    replace_route("GET", log_routes.get_audit_logs, _audit_log)
    for method, route in (("DELETE", guild_routes.kick), ("DELETE", guild_routes.unban)):
        replace_route(method, route, _with_reason)


def _delivered(allowed: Callable[[RequestContext, int], None]) -> Callable[[RequestContext, int], None]:
    """A direct message arrives where its reader takes any and shares a server with the bot."""

    def checked(context: RequestContext, channel_id: int) -> None:
        allowed(context, channel_id)
        backend = context.backend
        if channel_id not in backend.dm_channels.values():
            return
        for reader in backend.get_channel(channel_id).recipient_ids:
            together = any(reader in guild.members for guild in backend.guilds.values())
            if reader != backend.bot_user.id and (not together or reader in closed_to_messages(backend)):
                raise _CLOSED

    return checked


def closed_to_messages(backend: Backend) -> set[int]:
    """Who takes no direct messages."""
    if not hasattr(backend, "closed_to_messages"):
        backend.closed_to_messages = set()
    closed: set[int] = backend.closed_to_messages
    return closed


def _with_reason(context: RequestContext, old: Handler) -> Any:
    """A reason is 512 characters long at most."""
    if len(context.reason or "") > LONGEST_REASON:
        raise invalid_form_body("reason: Must be 512 or fewer in length.")
    return old(context)


def _edit_member(context: RequestContext, old: Handler) -> Any:
    """A timeout lasts 28 days at most, and no administrator is timed out."""
    body, backend = context.body(), context.backend
    if UNTIL in body:
        guild = backend.get_guild(context.int_arg("guild_id"))
        member = backend.get_member(guild.id, context.int_arg("user_id"))
        if discord.Permissions(backend.compute_permissions(guild.id, member.user_id, None)).administrator:
            raise FORBIDDEN
        until = discord.utils.parse_time(body[UNTIL])
        if until and until - discord.utils.utcnow() > LONGEST_TIMEOUT:
            raise invalid_form_body(f"{UNTIL}: Invalid communication disabled timestamp")
    return _with_reason(context, old)


def _ban(context: RequestContext, old: Handler) -> Any:
    """Who is banned stays so, for the first reason; what was written in the last seconds is deleted."""
    backend = context.backend
    guild_id, user_id = context.int_arg("guild_id"), context.int_arg("user_id")
    given = {**context.params, **(context.json or {})}
    seconds = int(given.get("delete_message_seconds") or 0)
    if user_id in backend.get_guild(guild_id).bans:
        context.require_guild_permissions(guild_id, "ban_members")
        return None
    answer = _with_reason(_without_seconds(context), old)
    purge(backend, guild_id, user_id, seconds)
    return answer


def _audit_log(context: RequestContext, old: Handler) -> Any:
    """``after`` pages upwards from the oldest, and gives the oldest first; simcord gives the newest."""
    if "after" not in context.params:
        return old(context)
    params, limit = dict(context.params), int(context.params.get("limit", 50))
    entries = context.backend.get_guild(context.int_arg("guild_id")).audit_log_entries
    later = sorted(one.id for one in entries if one.id > int(params["after"]))
    if len(later) > limit:
        params["before"] = later[limit]
    answer = old(RequestContext(**{**vars(context), "params": params}))
    answer["audit_log_entries"].reverse()
    return answer


def _without_seconds(context: RequestContext) -> RequestContext:
    return RequestContext(**{**vars(context), "params": {}, "json": None})


def purge(backend: Backend, guild_id: int, user_id: int, seconds: int) -> None:
    """Delete what somebody wrote in the last seconds, as a ban does: in bulk, a channel at a time."""
    since = discord.utils.utcnow() - timedelta(seconds=seconds)
    for channel_id, messages in backend.messages.items():
        if seconds and backend.get_channel(channel_id).guild_id == guild_id:
            theirs = [one for one in messages.values() if one.author_id == user_id]
            lately = [one.id for one in theirs if discord.utils.snowflake_time(one.id) >= since]
            if lately:
                backend.bulk_delete_messages(channel_id, lately)
