"""``/feed digest``: a message with what was talked about, for a room, every day or every week."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.room_option import Room, member_in
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.message import message
from bot.feeding.digests.set_digest import LONGEST_TIME, Digests

_DAILY, _WEEKLY, _OFF = "day", "week", "off"
_EVERY = [
    Choice(name=locale_str("day"), value=_DAILY),
    Choice(name=locale_str("week"), value=_WEEKLY),
    Choice(name=locale_str("off"), value=_OFF),
]
_DAYS = [
    Choice(name=locale_str("Monday"), value=0),
    Choice(name=locale_str("Tuesday"), value=1),
    Choice(name=locale_str("Wednesday"), value=2),
    Choice(name=locale_str("Thursday"), value=3),
    Choice(name=locale_str("Friday"), value=4),
    Choice(name=locale_str("Saturday"), value=5),
    Choice(name=locale_str("Sunday"), value=6),
]
_LONGEST_ANSWER = 2_000


class FeedDigest(commands.Cog):
    """The command that ``/feed`` has for digests."""

    _digests: Digests

    @app_commands.command(
        name=locale_str("digest"),
        description=locale_str("Post what was talked about, every day or week (leave empty to see it)"),
    )
    @app_commands.describe(
        every=locale_str("How often"),
        at=locale_str("At which time of the server's time zone, such as 18:30 (leave empty for 18:00)"),
        day=locale_str("On which day, if it is every week (leave empty for Friday)"),
        channel=locale_str("The channel to post it in (leave empty for this one)"),
    )
    @app_commands.rename(
        every=locale_str("every"),
        at=locale_str("at"),
        day=locale_str("day"),
        channel=locale_str("channel"),
    )
    @app_commands.choices(every=_EVERY)
    @app_commands.choices(day=_DAYS)
    async def digest(
        self,
        interaction: Interaction,
        every: str | None = None,
        at: Range[str, 1, LONGEST_TIME] = "18:00",
        day: int = 4,
        channel: Room | None = None,
    ) -> None:
        """Set, end or show digests."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        room = (await member_in(interaction, channel)).channel_id
        if every == _OFF:
            told = await self._digests.remove(viewer, room)
        elif every is not None:
            told = await self._digests.set(viewer, room, at, day if every == _WEEKLY else None)
        else:
            lines = await self._digests.lines(viewer) or [message("No channel has a digest.")]
            catalog, language = interaction.client.catalog, viewer.member.language
            told = message("{text}", text=said(catalog, language, *lines, longest=_LONGEST_ANSWER))
        await interactions.respond(interaction, told)
