"""``/settings``: a server's settings, and the permissions that the bot lacks there."""

from __future__ import annotations

from collections.abc import Mapping

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.missing_permissions import lacks, missing, readable_by_all
from bot.discordkit.room_option import Room, visible_channel
from bot.discussion.comment_text_view import said
from bot.discussion.room_index import RoomIndex
from bot.domain import policy
from bot.domain.errors import BotLacks
from bot.domain.message import Message, counted, message
from bot.domain.permissions import FOR_NOTICES, named
from bot.mirroring.mirror_worker import MirrorWorker
from bot.moderating.moderators_channel import ModeratorsChannel
from bot.moderating.report_comment import Reports
from bot.servers.language_settings import Languages
from bot.servers.room_membership import RoomMembership

_MAX_ROOMS = 15


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SettingsCog(
    commands.GroupCog,
    group_name=locale_str("settings"),
    group_description=locale_str("Set up the bot for this server"),
):
    """Commands for managers of a server."""

    def __init__(
        self,
        servers: ModeratorsChannel,
        membership: RoomMembership,
        reports: Reports,
        mirrors: MirrorWorker,
        rooms: RoomIndex,
    ) -> None:
        self._servers = servers
        self._membership = membership
        self._reports = reports
        self._mirrors = mirrors
        self._rooms = rooms

    @app_commands.command(
        name=locale_str("moderators-channel"),
        description=locale_str("Choose where reports and hidden comments are announced"),
    )
    @app_commands.describe(channel=locale_str("A channel only moderators can see; none, if you leave it out"))
    @app_commands.rename(channel=locale_str("channel"))
    async def moderators_channel(
        self, interaction: Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        """Set the channel for notices, or none."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        if channel is None:
            sentence = await self._servers.send_notices_to(member, None, public=False)
        else:
            policy.require_manager(member.manager)
            if lacking := missing(channel, FOR_NOTICES):
                raise BotLacks(
                    message(
                        "I lack these permissions in <#{channel}>: {permissions}.",
                        channel=str(channel.id),
                        permissions=named(lacking),
                    )
                )
            public = readable_by_all(channel)
            sentence = await self._servers.send_notices_to(member, channel.id, public=public)
        await interactions.respond(interaction, sentence)

    @app_commands.command(
        name=locale_str("join"),
        description=locale_str("Show what is said in a channel in the other rooms of its discussions"),
    )
    @app_commands.describe(channel=locale_str("A channel with cards; everybody can read what is said there"))
    @app_commands.rename(channel=locale_str("channel"))
    async def join(self, interaction: Interaction, channel: Room) -> None:
        """Join a room to its discussions."""
        await interactions.defer(interaction)
        member, room = await interactions.member_of(interaction), visible_channel(interaction, channel)
        sentence = await self._membership.join(member, room.id, public=readable_by_all(room))
        await interactions.respond(interaction, sentence)

    @app_commands.command(
        name=locale_str("part"),
        description=locale_str("Let what is said in a channel appear in no other room"),
    )
    @app_commands.describe(channel=locale_str("A channel with cards"))
    @app_commands.rename(channel=locale_str("channel"))
    async def part(self, interaction: Interaction, channel: Room) -> None:
        """Part a room from its discussions."""
        await interactions.defer(interaction)
        member, room = await interactions.member_of(interaction), visible_channel(interaction, channel)
        sentence = await self._membership.part(member, room.id, public=readable_by_all(room))
        await interactions.respond(interaction, sentence)

    @app_commands.command(
        name=locale_str("mirroring"),
        description=locale_str("Choose whether comments appear in every room of their discussion"),
    )
    @app_commands.describe(on=locale_str("Whether comments appear in the other rooms too"))
    @app_commands.rename(on=locale_str("on"))
    async def mirroring(self, interaction: Interaction, on: bool) -> None:
        """Turn mirroring on or off."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        await interactions.respond(interaction, await self._membership.mirror(member, on=on))

    @app_commands.command(
        name=locale_str("show"), description=locale_str("See what is set, and what the bot lacks")
    )
    async def show(self, interaction: Interaction) -> None:
        """Show what is set for the server and what the bot lacks in it."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        assert interaction.guild is not None
        lines = await self._lines(interaction, interaction.guild)
        text = said(interaction.client.catalog, member.language, *lines, longest=2_000)
        await interactions.respond(interaction, message("{text}", text=text))

    async def _lines(self, interaction: Interaction, guild: discord.Guild) -> list[Message]:
        settings = await self._servers.of(guild.id)
        moderators = settings.moderators_channel_id
        _, language = await interaction.client.services[Languages].set_for(guild.id, 0)
        rooms = {post.channel_id for post in self._rooms.all() if post.server_id == guild.id}
        lacking = lacks(guild, rooms, moderators)
        lines = [
            message("**Moderators' channel:** <#{channel}>", channel=str(moderators))
            if moderators
            else message(
                "**Moderators' channel:** none; set one with `{command}`",
                command=interactions.command_named(interaction, "settings moderators-channel"),
            ),
            message("**Language:** {language}", language=language)
            if language
            else message("**Language:** English, unless a channel has another"),
            *await self._about_rooms(guild, mirroring=settings.mirroring),
        ]
        if waiting := await self._reports.waiting(guild.id):
            lines.append(
                counted(
                    "**{count} reported comment waits:** see `{command}`",
                    "**{count} reported comments wait:** see `{command}`",
                    waiting,
                    command=interactions.command_named(interaction, "moderate comments"),
                )
            )
        if not interaction.client.intents.message_content:
            lines.append(
                message(
                    "**Message content:** not granted in the developer portal. Only dialogs, replies that "
                    "ping the bot and messages added by hand become comments."
                )
            )
        heading = message("**I lack:**") if lacking else message("I have every permission I need.")
        return [*lines, heading, *lacking]

    async def _about_rooms(self, guild: discord.Guild, *, mirroring: bool) -> list[Message]:
        """Return which rooms are joined, and how many comments are still to be mirrored."""
        posts = [post for post in self._rooms.all() if post.server_id == guild.id]
        rooms = self._membership.rooms({one.id for one in guild.channels})
        lines = [
            message("**Mirroring:** on: comments appear in every joined room")
            if mirroring
            else message("**Mirroring:** off: comments stay in the room they are made in")
        ]
        if joined := _mentions(rooms, joined=True):
            lines.append(message("**Joined rooms:** {channels}", channels=joined))
        if alone := _mentions(rooms, joined=False):
            lines.append(message("**On their own:** {channels}", channels=alone))
        backlog = await self._mirrors.backlog({post.thread_id for post in posts if post.thread_id})
        if backlog.count:
            lines.append(
                counted(
                    "**{count} comment is on its way** into other threads",
                    "**{count} comments are on their way** into other threads",
                    backlog.count,
                )
            )
        return [*lines, *(message("- It waits: {why}", why=why) for why in backlog.reasons)]


def _mentions(rooms: Mapping[int, bool], *, joined: bool) -> str:
    channels = sorted(one for one, is_joined in rooms.items() if is_joined is joined)
    shown = " ".join(f"<#{channel}>" for channel in channels[:_MAX_ROOMS])
    return f"{shown} …" if len(channels) > _MAX_ROOMS else shown
