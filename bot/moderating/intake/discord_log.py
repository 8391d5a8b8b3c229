"""Discord's audit log, for what moderators do about members.

https://discord.com/developers/docs/resources/audit-log
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from typing import Any

import discord
from discord import AuditLogAction

from bot.discordkit.http_errors import translate_errors
from bot.domain.cases.case import CaseKind
from bot.domain.errors import BotLacks, NotFound
from bot.domain.message import message
from bot.domain.permissions import FOR_SERVER, named
from bot.moderating.intake.platform_log_port import LoggedAct, LogPage

PAGE = 100
"""Entries in one answer of Discord's, at most."""
_ACTS = {
    AuditLogAction.kick.value: (CaseKind.KICK, False),
    AuditLogAction.ban.value: (CaseKind.BAN, False),
    AuditLogAction.unban.value: (CaseKind.BAN, True),
}
_UPDATE = AuditLogAction.member_update
_TIMEOUT = "communication_disabled_until"


class DiscordLog:
    """Implements :class:`bot.moderating.intake.platform_log_port.PlatformLog`.

    Entries are read as Discord writes them: a log has many kinds of them, and one that discord.py does not
    understand would hide all that come after it.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def newest(self, server_id: int) -> int:
        """See the port."""
        read = await self._read(server_id, limit=1)
        return max((int(one["id"]) for one in read.get("audit_log_entries", ())), default=0)

    async def after(self, server_id: int, entry_id: int) -> AsyncIterator[LogPage]:
        """See the port."""
        full = True
        while full:
            # discord.py leaves out a 0, and without it Discord gives the newest.
            read = await self._read(server_id, limit=PAGE, after=entry_id or 1)
            entries = sorted(read.get("audit_log_entries", ()), key=lambda one: int(one["id"]))
            if not entries:
                return
            full, entry_id = len(entries) == PAGE, int(entries[-1]["id"])
            left_out = {int(one["id"]) for one in read.get("users", ()) if one.get("bot")}
            acts = (self._act(entry, left_out) for entry in entries)
            yield LogPage(tuple(act for act in acts if act), entry_id)

    def tells_of(self, entry: discord.AuditLogEntry) -> bool:
        """Whether an entry may tell of something done about a member, and not by the bot."""
        kind = entry.action.value if isinstance(entry.action, AuditLogAction) else None
        return (kind in _ACTS or kind == _UPDATE.value) and entry.user_id != self._own_id

    @property
    def _own_id(self) -> int | None:
        return self._client.user.id if self._client.user else None

    def _act(self, entry: Mapping[str, Any], left_out: Collection[int]) -> LoggedAct | None:
        done = _done(entry)
        if done is None or not entry.get("user_id") or not entry.get("target_id"):
            return None
        moderator_id, member_id = int(entry["user_id"]), int(entry["target_id"])
        if moderator_id == self._own_id or member_id in left_out:
            return None
        kind, ends, until = done
        reason = entry.get("reason") or ""
        return LoggedAct(int(entry["id"]), kind, ends, member_id, moderator_id, reason, until)

    async def _read(self, server_id: int, limit: int, after: int | None = None) -> Mapping[str, Any]:
        guild = self._client.get_guild(server_id)
        if guild is None or guild.unavailable:
            raise NotFound(message("I am not in that server any more, or cannot reach it now."))
        if not guild.me.guild_permissions.view_audit_log:
            raise BotLacks(message("I need these permissions: {permissions}.", permissions=named(FOR_SERVER)))
        with translate_errors():
            return await self._client.http.get_audit_logs(server_id, limit=limit, after=after)


def _done(entry: Mapping[str, Any]) -> tuple[CaseKind, bool, datetime | None] | None:
    """What was done, whether that ended something, and when it ends itself; None for anything else."""
    if entry.get("action_type") != _UPDATE.value:
        known = _ACTS.get(entry.get("action_type", 0))
        return (*known, None) if known else None
    for change in entry.get("changes", ()):
        if change.get("key") == _TIMEOUT:
            until = discord.utils.parse_time(change.get("new_value"))
            return CaseKind.TIMEOUT, until is None, until
    return None
