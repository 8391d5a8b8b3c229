"""``/feed export`` and ``/feed import``: lists of feeds, as feed readers exchange them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.escaping import escaped
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.room_option import Room, member_in
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import Message, counted, message
from bot.feeding.managing.exchange_feeds import LARGEST_FILE, FeedExchange, TakenIn
from bot.feeding.managing.follow_feeds import MOST_FEEDS

_SHOWN = 5
_LONGEST_ANSWER = 2_000


class FeedExchangeCommands(commands.Cog):
    """The commands that ``/feed`` has for lists of feeds."""

    _exchange: FeedExchange

    @app_commands.command(
        name=locale_str("export"),
        description=locale_str("Download the feeds for a feed reader (OPML)"),
    )
    async def export(self, interaction: Interaction) -> None:
        """Answer with a file that feed readers take."""
        await interactions.defer(interaction)
        assert interaction.guild is not None
        content = await self._exchange.export(await viewer_of(interaction), interaction.guild.name)
        if content is None:
            raise NotFound(message("No feed is followed here."))
        file = discord.File(io.BytesIO(content.encode()), "feeds.opml")
        await interactions.respond(interaction, message("Here are the feeds."), files=[file])

    @app_commands.command(
        name=locale_str("import"),
        description=locale_str("Follow the feeds of a feed reader's file (OPML)"),
    )
    @app_commands.describe(
        file=locale_str("An OPML file, as feed readers write it"),
        channel=locale_str("The channel to post their articles in (leave empty for this one)"),
    )
    @app_commands.rename(file=locale_str("file"), channel=locale_str("channel"))
    async def take(
        self, interaction: Interaction, file: discord.Attachment, channel: Room | None = None
    ) -> None:
        """Follow the feeds of a file, and say what became of each."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        policy.require_manager(viewer.member.manager)
        if file.size > LARGEST_FILE:
            limit = LARGEST_FILE // 1000
            raise BadInput(message("That file is too large. The limit is {kilobytes} KB.", kilobytes=limit))
        room = (await member_in(interaction, channel)).channel_id
        with translate_errors():
            content = await file.read()
        await interactions.progress(interaction, message("Reading the file …"))
        taken = await self._exchange.take(viewer, content, room)
        lines = _lines(taken, room)
        text = said(interaction.client.catalog, viewer.member.language, *lines, longest=_LONGEST_ANSWER)
        await interactions.respond(interaction, message("{text}", text=text))


def _lines(taken: TakenIn, room: int) -> list[Message]:
    lines = [
        counted(
            "{count} feed is followed now, in {room}.",
            "{count} feeds are followed now, in {room}.",
            len(taken.added),
            room=f"<#{room}>",
        )
    ]
    if taken.added:
        lines.append(
            message("They are looked at one after the other. What is in them already is not posted.")
        )
    if taken.known:
        lines.append(
            counted("{count} was followed already.", "{count} were followed already.", len(taken.known))
        )
    if taken.refused:
        lines.append(
            counted(
                "{count} has no address that I open:",
                "{count} have no address that I open:",
                len(taken.refused),
            )
        )
        lines += _some(taken.refused)
    if taken.left_over:
        lines.append(
            counted(
                "{count} was left out, as a server follows at most {most} feeds:",
                "{count} were left out, as a server follows at most {most} feeds:",
                len(taken.left_over),
                most=MOST_FEEDS,
            )
        )
        lines += _some(taken.left_over)
    return lines


def _some(urls: Sequence[str]) -> list[Message]:
    shown = [escaped(trimmed(one_line(one), 100)) for one in urls[:_SHOWN]]
    return [message("- {address}", address=one) for one in shown]
