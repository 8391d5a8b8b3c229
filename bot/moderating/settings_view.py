"""What is set for a server, what is under way, and what the bot lacks there."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.missing_permissions import lacks
from bot.discussion.room_index import RoomIndex
from bot.domain.message import Message, counted, message
from bot.mirroring.mirror_worker import MirrorWorker
from bot.moderating.cases.cases import Cases
from bot.moderating.closing.closing_age import ClosingAge
from bot.moderating.dialog_only.dialog_only import DialogOnly
from bot.moderating.moderators_channel import ModeratorsChannel
from bot.moderating.queue.panel import QueuePanels
from bot.moderating.report_comment import Reports
from bot.servers.language_settings import Languages
from bot.servers.room_membership import RoomMembership
from bot.servers.staff_roles import StaffRoles
from bot.servers.time_zone import TimeZones
from bot.translating.translation_settings import TranslationSettings

_MAX_ROOMS = 15


class SettingsOverview:
    """Tells managers about their server."""

    def __init__(
        self,
        servers: ModeratorsChannel,
        membership: RoomMembership,
        reports: Reports,
        mirrors: MirrorWorker,
        rooms: RoomIndex,
        translation: TranslationSettings,
        panels: QueuePanels,
        dialog_only: DialogOnly,
        staff: StaffRoles,
        cases: Cases,
        closing_age: ClosingAge,
        time_zones: TimeZones,
    ) -> None:
        self._servers = servers
        self._membership = membership
        self._reports = reports
        self._mirrors = mirrors
        self._rooms = rooms
        self._translation = translation
        self._panels = panels
        self._dialog_only = dialog_only
        self._staff = staff
        self._cases = cases
        self._closing_age = closing_age
        self._time_zones = time_zones

    async def lines(self, interaction: Interaction) -> list[Message]:
        """Return the lines of ``/settings show``."""
        assert interaction.guild is not None
        guild = interaction.guild
        settings = await self._servers.of(guild.id)
        moderators = settings.moderators_channel_id
        _, language = await interaction.client.services[Languages].set_for(guild.id, 0)
        rooms = {post.channel_id for post in self._rooms.all() if post.server_id == guild.id}
        acts = await self._cases.permissions_of_use(guild.id)
        lacking = lacks(guild, rooms, moderators, acts)
        lines = [
            moderators_line(interaction, moderators),
            *await self._panels.lines(guild.id),
            message("**Language:** {language}", language=language)
            if language
            else message("**Language:** English, unless a channel has its own"),
            await self._time_zones.line(guild.id),
            *await self._about_rooms(guild, mirroring=settings.mirroring),
            *await self._dialog_only.lines(guild.id),
            *await self._closing_age.lines(guild.id),
            *filter(None, [self._staff.line(guild.id, {one.id for one in guild.roles})]),
            *await self._translation.lines(guild.id),
        ]
        if waiting := await self._reports.waiting(guild.id):
            lines.append(
                counted(
                    "**{count} reported comment to decide on:** see `{command}`",
                    "**{count} reported comments to decide on:** see `{command}`",
                    waiting,
                    command=interactions.command_named(interaction, "moderate comments"),
                )
            )
        if not interaction.client.intents.message_content:
            lines.append(
                message(
                    "**Message Content Intent:** off in the developer portal. Only "
                    "dialogs, replies that mention the bot and messages added with "
                    "*Add to discussion* become comments."
                )
            )
        heading = message("**Missing permissions:**") if lacking else message("No permissions are missing.")
        return [*lines, heading, *lacking]

    async def _about_rooms(self, guild: discord.Guild, *, mirroring: bool) -> list[Message]:
        """Return which rooms are joined, and how many comments are still to be mirrored."""
        posts = [post for post in self._rooms.all() if post.server_id == guild.id]
        rooms = self._membership.rooms({one.id for one in guild.channels})
        lines = [
            message("**Mirroring:** on. Comments appear in all shared channels")
            if mirroring
            else message("**Mirroring:** off. Comments stay in the channel where they are written")
        ]
        if joined := _mentions(rooms, joined=True):
            lines.append(message("**Shared channels:** {channels}", channels=joined))
        if alone := _mentions(rooms, joined=False):
            lines.append(message("**Not shared:** {channels}", channels=alone))
        backlog = await self._mirrors.backlog({post.thread_id for post in posts if post.thread_id})
        if backlog.count:
            lines.append(
                counted(
                    "**{count} comment** still has to be copied to other threads",
                    "**{count} comments** still have to be copied to other threads",
                    backlog.count,
                )
            )
        return [*lines, *(message("- Waiting: {why}", why=why) for why in backlog.reasons)]


def moderators_line(interaction: Interaction, channel_id: int | None) -> Message:
    """Return which channel gets the notices."""
    if channel_id:
        return message("**Moderators' channel:** <#{channel}>", channel=str(channel_id))
    return message(
        "**Moderators' channel:** none. Set one with `{command}`",
        command=interactions.command_named(interaction, "settings moderators-channel"),
    )


def _mentions(rooms: Mapping[int, bool], *, joined: bool) -> str:
    channels = sorted(one for one, is_joined in rooms.items() if is_joined is joined)
    shown = " ".join(f"<#{channel}>" for channel in channels[:_MAX_ROOMS])
    return f"{shown} …" if len(channels) > _MAX_ROOMS else shown
