"""``/settings staff``: the roles whose members are marked where they comment."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain import policy
from bot.domain.message import message
from bot.servers.staff_roles import StaffRoles


class StaffSetting(commands.Cog):
    """The command that ``/settings`` has for the mark of staff."""

    _staff: StaffRoles

    @app_commands.command(
        name=locale_str("staff"),
        description=locale_str(
            "Mark comments by members with a role as your staff's (leave empty to see the roles)"
        ),
    )
    @app_commands.describe(
        role=locale_str("A role that only your staff has"),
        on=locale_str("Whether its members are marked (yes, unless you say no)"),
    )
    @app_commands.rename(role=locale_str("role"), on=locale_str("on"))
    async def staff(
        self, interaction: Interaction, role: discord.Role | None = None, on: bool = True
    ) -> None:
        """Show, add or take off a role of the staff."""
        await interactions.defer(interaction)
        assert interaction.guild is not None
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        known = {one.id for one in interaction.guild.roles}
        if role is not None:
            sentence = await self._staff.choose(member, role.id, on=on, known=known)
        else:
            line = self._staff.line(member.server_id, known)
            sentence = line or message("No role is marked as your staff.")
        await interactions.respond(interaction, sentence)
