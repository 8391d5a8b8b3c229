"""``/settings timezone``: in which time zone the server's moderators name times."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain import policy
from bot.domain.times import time_zones
from bot.servers.time_zone import TimeZones

_MAX_CHOICES = 25
"""Discord's limit."""


class TimeZoneSetting(commands.Cog):
    """The command that ``/settings`` has for the time zone."""

    @app_commands.command(
        name=locale_str("timezone"),
        description=locale_str("Set the server's time zone (leave empty to see it)"),
    )
    @app_commands.describe(zone=locale_str("A city's zone, such as Europe/Madrid"))
    @app_commands.rename(zone=locale_str("zone"))
    async def time_zone(
        self,
        interaction: Interaction,
        zone: app_commands.Range[str, 1, time_zones.MAX_NAME_LENGTH] | None = None,
    ) -> None:
        """Show or set the time zone."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        zones = interaction.client.services[TimeZones]
        sentence = await (zones.set(member, zone) if zone else zones.line(member.server_id))
        await interactions.respond(interaction, sentence)

    @time_zone.autocomplete("zone")
    async def _offer_zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = time_zones.names_with(typed, _MAX_CHOICES)
        return [app_commands.Choice(name=one, value=one) for one in found]
