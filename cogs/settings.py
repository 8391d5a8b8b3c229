"""``/settings``: a server's settings, and the permissions that the bot lacks there."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.missing_permissions import missing, readable_by_all
from bot.discordkit.room_option import Room, visible_channel
from bot.discussion.comment_text_view import said
from bot.domain import policy
from bot.domain.errors import BadInput, BotLacks
from bot.domain.message import message
from bot.domain.permissions import FOR_NOTICES, named
from bot.moderating.closing.closing_age import ClosingAge
from bot.moderating.dialog_only.dialog_only import DialogOnly
from bot.moderating.moderators_channel import ModeratorsChannel
from bot.moderating.queue.panel import QueuePanels
from bot.moderating.settings_view import SettingsOverview, moderators_line
from bot.servers.room_membership import RoomMembership
from bot.servers.staff_roles import StaffRoles
from bot.translating.translation_settings import TranslationSettings
from cogs.closing_setting import ClosingSetting
from cogs.dialog_only import DialogOnlySetting
from cogs.glossary import GlossaryGroup
from cogs.staff_setting import StaffSetting
from cogs.time_zone_setting import TimeZoneSetting
from cogs.translation_settings import TranslationCommand


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SettingsCog(
    TranslationCommand,
    DialogOnlySetting,
    StaffSetting,
    ClosingSetting,
    TimeZoneSetting,
    commands.GroupCog,
    group_name=locale_str("settings"),
    group_description=locale_str("Set the bot up for this server"),
):
    """Commands for managers of a server."""

    def __init__(
        self,
        servers: ModeratorsChannel,
        membership: RoomMembership,
        overview: SettingsOverview,
        translation: TranslationSettings,
        panels: QueuePanels,
        dialog_only: DialogOnly,
        staff: StaffRoles,
        closing_age: ClosingAge,
    ) -> None:
        self._servers = servers
        self._membership = membership
        self._overview = overview
        self._translation = translation
        self._panels = panels
        self._dialog_only = dialog_only
        self._staff = staff
        self._closing_age = closing_age
        assert self.app_command is not None
        self.app_command.add_command(GlossaryGroup(translation.glossaries))

    @app_commands.command(
        name=locale_str("moderators-channel"),
        description=locale_str("Set the channel for reports and hidden comments (leave empty to see it)"),
    )
    @app_commands.describe(
        channel=locale_str("A channel that only moderators can see"),
        clear=locale_str("Use no channel: reports wait until you set one"),
    )
    @app_commands.rename(channel=locale_str("channel"), clear=locale_str("clear"))
    async def moderators_channel(
        self, interaction: Interaction, channel: discord.TextChannel | None = None, clear: bool = False
    ) -> None:
        """Show, set or clear the channel for notices."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        if channel is not None and clear:
            raise BadInput(message("Either choose a channel or clear it, not both."))
        if clear:
            sentence = await self._servers.send_notices_to(member, None, public=False)
        elif channel is None:
            settings = await self._servers.of(member.server_id)
            sentence = moderators_line(interaction, settings.moderators_channel_id)
        else:
            if lacking := missing(channel, FOR_NOTICES):
                raise BotLacks(
                    message(
                        "I need these permissions in <#{channel}>: {permissions}.",
                        channel=str(channel.id),
                        permissions=named(lacking),
                    )
                )
            public = readable_by_all(channel)
            sentence = await self._servers.send_notices_to(member, channel.id, public=public)
        await interactions.respond(interaction, sentence)

    @app_commands.command(
        name=locale_str("join"),
        description=locale_str("Share a channel: its comments also appear in other shared channels"),
    )
    @app_commands.describe(channel=locale_str("A channel with cards; what is said there will be copied"))
    @app_commands.rename(channel=locale_str("channel"))
    async def join(self, interaction: Interaction, channel: Room) -> None:
        """Join a room to its discussions."""
        await interactions.defer(interaction)
        await self._join(interaction, channel.id, asked=False)

    async def _join(self, interaction: Interaction, channel_id: int, *, asked: bool) -> None:
        """Join a room; one that not everybody can read only after asking."""
        member, room = await interactions.member_of(interaction), visible_channel(interaction, channel_id)
        public = readable_by_all(room)
        if public or asked:
            await interactions.respond(
                interaction, await self._membership.join(member, room.id, public=public)
            )
            return
        self._membership.check_join(member, room.id, public=False)
        question = message(
            "Not everyone can read <#{channel}>. If you share it, what is written "
            "there also appears in other channels, where everyone can read it. Share "
            "it?",
            channel=str(room.id),
        )
        again = partial(self._join, channel_id=room.id, asked=True)
        await ask(interaction, [question], message("Share this channel"), again)

    @app_commands.command(
        name=locale_str("part"),
        description=locale_str("Stop sharing a channel: its comments no longer appear in other channels"),
    )
    @app_commands.describe(channel=locale_str("A channel with cards"))
    @app_commands.rename(channel=locale_str("channel"))
    async def part(self, interaction: Interaction, channel: Room) -> None:
        """Part a room from its discussions."""
        await interactions.defer(interaction)
        member, room = await interactions.member_of(interaction), visible_channel(interaction, channel.id)
        sentence = await self._membership.part(member, room.id, public=readable_by_all(room))
        await interactions.respond(interaction, sentence)

    @app_commands.command(
        name=locale_str("mirroring"),
        description=locale_str("Set whether comments appear in all channels of their discussion"),
    )
    @app_commands.describe(on=locale_str("Whether comments also appear in the other channels"))
    @app_commands.rename(on=locale_str("on"))
    async def mirroring(self, interaction: Interaction, on: bool) -> None:
        """Turn mirroring on or off."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        await interactions.respond(interaction, await self._membership.mirror(member, on=on))

    @app_commands.command(
        name=locale_str("queue-panel"),
        description=locale_str("Show in the moderators' channel how many comments wait"),
    )
    @app_commands.describe(on=locale_str("Whether the panel is there"))
    @app_commands.rename(on=locale_str("on"))
    async def queue_panel(self, interaction: Interaction, on: bool) -> None:
        """Switch the panel of the queue on or off."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        await interactions.respond(interaction, await self._panels.switch(member, on=on))

    @app_commands.command(
        name=locale_str("reminder"),
        description=locale_str("Set after how many hours the panel of the queue reminds of what waits"),
    )
    @app_commands.describe(hours=locale_str("Hours (0 for no reminders)"))
    @app_commands.rename(hours=locale_str("hours"))
    async def reminder(self, interaction: Interaction, hours: app_commands.Range[int, 0, 168]) -> None:
        """Set when the panel of the queue reminds of what waits."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        await interactions.respond(interaction, await self._panels.remind(member, hours))

    @app_commands.command(
        name=locale_str("show"), description=locale_str("See settings, pending work and missing permissions")
    )
    async def show(self, interaction: Interaction) -> None:
        """Show what is set for the server and what the bot lacks in it."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        lines = await self._overview.lines(interaction)
        text = said(interaction.client.catalog, member.language, *lines, longest=2_000)
        await interactions.respond(interaction, message("{text}", text=text))
