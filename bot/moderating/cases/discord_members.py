"""The members of servers on Discord."""

from __future__ import annotations

import contextlib
from datetime import datetime

import discord
from discord.http import Route

from bot.discordkit.http_errors import translate_errors
from bot.domain.cases.case_policy import Person, Power
from bot.domain.errors import NotFound
from bot.domain.message import message


class DiscordMembers:
    """Implements :class:`bot.moderating.cases.members_port.Members`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def person(self, server_id: int, member_id: int) -> Person | None:
        """See the port. Discord is asked each time: without the members intent, roles in memory are old."""
        guild = self._guild(server_id)
        with contextlib.suppress(NotFound), translate_errors():
            return person_of(await guild.fetch_member(member_id))
        return None

    def bot(self, server_id: int) -> Person:
        """See the port."""
        return person_of(self._guild(server_id).me)

    async def time_out(self, server_id: int, member_id: int, until: datetime | None, reason: str) -> None:
        """See the port."""
        guild = self._guild(server_id)
        with contextlib.suppress(NotFound), translate_errors():
            member = await guild.fetch_member(member_id)
            await member.edit(timed_out_until=until, reason=reason)

    async def kick(self, server_id: int, member_id: int, reason: str) -> None:
        """See the port."""
        guild = self._guild(server_id)
        with contextlib.suppress(NotFound), translate_errors():
            await guild.kick(discord.Object(member_id), reason=reason)

    async def ban(self, server_id: int, member_id: int, reason: str) -> None:
        """See the port."""
        guild = self._guild(server_id)
        with translate_errors():
            # discord.py puts what is to be deleted where Discord's documents have no place for it.
            route = Route("PUT", "/guilds/{guild_id}/bans/{user_id}", guild_id=guild.id, user_id=member_id)
            await self._client.http.request(route, json={"delete_message_seconds": 0}, reason=reason)

    async def unban(self, server_id: int, member_id: int, reason: str) -> None:
        """See the port."""
        guild = self._guild(server_id)
        with contextlib.suppress(NotFound), translate_errors():
            await guild.unban(discord.Object(member_id), reason=reason)

    def _guild(self, server_id: int) -> discord.Guild:
        guild = self._client.get_guild(server_id)
        if guild is None:
            raise NotFound(message("I am not in that server any more, or cannot reach it now."))
        return guild


def person_of(member: discord.Member) -> Person:
    """A member with the permissions that they hold in the whole server."""
    held = member.guild_permissions
    powers = frozenset(power for power in Power if getattr(held, power.value))
    return Person(
        member.id,
        member.top_role.position,
        member.guild.owner_id == member.id,
        powers,
        bot=member.bot,
        since=member.joined_at,
    )
