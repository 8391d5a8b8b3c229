"""``/feed``: the feeds whose entries are posted by themselves."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.viewer import viewer_of
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.feeding.digests.set_digest import Digests
from bot.feeding.managing.edit_feed import FeedEditing
from bot.feeding.managing.exchange_feeds import FeedExchange
from bot.feeding.managing.feed_entries import FeedEntries
from bot.feeding.managing.feed_filters import FeedFilters
from bot.feeding.managing.feed_option import LONGEST, offer_feeds
from bot.feeding.managing.feed_words import title_of
from bot.feeding.managing.feeds_view import FeedPages
from bot.feeding.managing.find_feeds import FeedFinder
from bot.feeding.managing.follow_feeds import FeedFollowing
from bot.feeding.managing.followed_feeds import FollowedFeeds
from bot.feeding.managing.other_edition import OtherEditions
from bot.feeding.managing.try_feed import FeedTrial
from bot.jobs.clock import Clock
from bot.posting.undo_button import removed_view
from bot.servers.language_settings import Languages
from cogs.feed_add import FeedAdd
from cogs.feed_digest import FeedDigest
from cogs.feed_edit import FeedEdit
from cogs.feed_exchange import FeedExchangeCommands
from cogs.feed_filter import FilterGroup
from cogs.feed_show import FeedShow

FeedName = app_commands.Range[str, 1, LONGEST]
FEED = locale_str("The feed: its title or its address")


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class FeedCog(
    FeedAdd,
    FeedEdit,
    FeedShow,
    FeedExchangeCommands,
    FeedDigest,
    commands.GroupCog,
    group_name=locale_str("feed"),
    group_description=locale_str("Follow feeds: their articles are posted by themselves"),
):
    """Commands for managers; moderators see the feeds of the channels that they moderate."""

    def __init__(
        self,
        followed: FollowedFeeds,
        editing: FeedEditing,
        finder: FeedFinder,
        following: FeedFollowing,
        other_editions: OtherEditions,
        entries: FeedEntries,
        trial: FeedTrial,
        filters: FeedFilters,
        exchange: FeedExchange,
        digests: Digests,
        languages: Languages,
        clock: Clock,
    ) -> None:
        self._followed = followed
        self._editing = editing
        self._finder = finder
        self._following = following
        self._other_editions = other_editions
        self._entries = entries
        self._trial = trial
        self._exchange = exchange
        self._digests = digests
        self._languages = languages
        self._clock = clock
        assert self.app_command is not None
        self.app_command.add_command(FilterGroup(followed, filters))

    @app_commands.command(
        name=locale_str("list"), description=locale_str("See the feeds that this server follows")
    )
    async def list(self, interaction: Interaction) -> None:
        """Show the first page of feeds."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        found = await self._followed.shown_to(viewer)
        if not found:
            adding = interactions.command_named(interaction, "feed add")
            raise NotFound(message("No feed is followed here. Add one with `{command}`.", command=adding))
        view = FeedPages(found, 0, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)

    @app_commands.command(
        name=locale_str("pause"), description=locale_str("Post nothing of a feed until it is resumed")
    )
    @app_commands.describe(feed=FEED)
    @app_commands.rename(feed=locale_str("feed"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def pause(self, interaction: Interaction, feed: FeedName) -> None:
        """Pause a feed."""
        await interactions.defer(interaction)
        paused = await self._followed.pause(await viewer_of(interaction), feed)
        resuming = interactions.command_named(interaction, "feed resume")
        told = message(
            "“{title}” is paused. Resume it with `{command}`.", title=title_of(paused), command=resuming
        )
        await interactions.respond(interaction, told)

    @app_commands.command(
        name=locale_str("resume"), description=locale_str("Look at a feed now, and post what is new again")
    )
    @app_commands.describe(feed=FEED)
    @app_commands.rename(feed=locale_str("feed"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def resume(self, interaction: Interaction, feed: FeedName) -> None:
        """Resume a feed."""
        await interactions.defer(interaction)
        resumed = await self._followed.resume(await viewer_of(interaction), feed)
        told = message("“{title}” is followed again: I am looking at it now.", title=title_of(resumed))
        await interactions.respond(interaction, told)

    @app_commands.command(name=locale_str("remove"), description=locale_str("Follow a feed no longer"))
    @app_commands.describe(feed=FEED)
    @app_commands.rename(feed=locale_str("feed"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def remove(self, interaction: Interaction, feed: FeedName) -> None:
        """Ask, then remove a feed."""
        await interactions.defer(interaction)
        found = await self._followed.find_to_change(await viewer_of(interaction), feed)
        question = message(
            "Remove the feed “{title}”? Nothing more of it is posted, and what is set for it is lost. "
            "Its cards and their discussions stay.",
            title=title_of(found),
        )
        remove = partial(self._remove, following_id=found.following.id)
        await ask(interaction, [question], message("Remove the feed"), remove)

    async def _remove(self, interaction: Interaction, *, following_id: int) -> None:
        viewer = await viewer_of(interaction)
        await self._followed.remove(viewer, following_id)
        undo, catalog = custom_ids.refollow(following_id), interaction.client.catalog
        view = removed_view(message("The feed is removed."), undo, catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)
