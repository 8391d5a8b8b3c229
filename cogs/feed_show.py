"""``/feed show`` and ``/feed try``: how a feed is set, what became of its entries, and what is in it now."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands
from discord.ui import LayoutView, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.paged_view import MAX_CHARACTERS, framed
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.errors import TertuliaError
from bot.domain.message import Message, message
from bot.feeding.managing.entry_words import entry_line, why_lines
from bot.feeding.managing.feed_entries import FeedEntries
from bot.feeding.managing.feed_option import LONGEST, offer_feeds
from bot.feeding.managing.feed_words import settings_of
from bot.feeding.managing.followed_feeds import FollowedFeeds
from bot.feeding.managing.try_feed import FeedTrial
from bot.feeding.managing.try_view import look_lines

_FEED = locale_str("The feed: its title or its address")
FeedName = Range[str, 1, LONGEST]


class FeedShow(commands.Cog):
    """The commands that ``/feed`` has for looking at one feed."""

    _followed: FollowedFeeds
    _entries: FeedEntries
    _trial: FeedTrial

    @app_commands.command(
        name=locale_str("show"),
        description=locale_str("See how a feed is set, and its newest entries"),
    )
    @app_commands.describe(
        feed=_FEED,
        entry=locale_str("A headline or a link: why was it not posted?"),
    )
    @app_commands.rename(feed=locale_str("feed"), entry=locale_str("entry"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def show(
        self, interaction: Interaction, feed: FeedName, entry: Range[str, 1, 2_000] | None = None
    ) -> None:
        """Show a feed, or what became of one entry."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        found = await self._followed.find(viewer, feed)
        if entry is not None:
            await _answer(interaction, why_lines(await self._entries.find(viewer, found, entry), found))
            return
        lines = settings_of(found, await self._followed.of_source(viewer, found))
        if newest := await self._entries.newest(found):
            lines += [message("**Newest entries:**"), *map(entry_line, newest)]
        await _answer(interaction, lines)

    @show.autocomplete("entry")
    async def _offer(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        feed = str(getattr(interaction.namespace, "feed", "") or "")
        try:
            offered = await self._entries.suggest(await viewer_of(interaction), feed, typed)
        except TertuliaError:  # no feed is named yet
            return []
        return [Choice(name=name, value=value) for name, value in offered]

    @app_commands.command(
        name=locale_str("try"), description=locale_str("Look at a feed now, and see what would be posted")
    )
    @app_commands.describe(feed=_FEED)
    @app_commands.rename(feed=locale_str("feed"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def try_feed(self, interaction: Interaction, feed: FeedName) -> None:
        """Show what is in a feed now; nothing is posted."""
        await interactions.defer(interaction)
        found = await self._followed.find_to_change(await viewer_of(interaction), feed)
        await interactions.progress(interaction, message("Loading the feed …"))
        await _answer(interaction, look_lines(found, await self._trial.look(found)))


async def _answer(interaction: Interaction, lines: list[Message]) -> None:
    language = await interactions.language_of(interaction)
    text = said(interaction.client.catalog, language, *lines, longest=MAX_CHARACTERS)
    await interactions.respond(interaction, view=framed([TextDisplay[LayoutView](text)], []))
