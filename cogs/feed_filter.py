"""``/feed filter``: which entries of a feed are posted."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.errors import TertuliaError
from bot.domain.feeds.filters import LONGEST_FILTER
from bot.domain.feeds.following import FilterField
from bot.domain.message import Message, message
from bot.feeding.managing.feed_filters import FeedFilters, Tried
from bot.feeding.managing.feed_option import LONGEST, offer_feeds
from bot.feeding.managing.feed_words import filter_line, filter_lines, filter_name, title_of
from bot.feeding.managing.filter_view import tried_lines
from bot.feeding.managing.followed_feeds import MAX_CHOICES, FollowedFeeds

_FEED = locale_str("The feed: its title or its address")
_KINDS = [
    Choice(name=locale_str("words"), value=FilterField.WORDS.value),
    Choice(name=locale_str("category"), value=FilterField.CATEGORY.value),
    Choice(name=locale_str("author"), value=FilterField.AUTHOR.value),
    Choice(name=locale_str("regular expression"), value=FilterField.PATTERN.value),
]
_ONLY, _NOT = "only", "not"
_WHICH = [
    Choice(name=locale_str("post only what matches"), value=_ONLY),
    Choice(name=locale_str("do not post what matches"), value=_NOT),
]
_LONGEST_ANSWER = 2_000
FeedName = Range[str, 1, LONGEST]


class FilterGroup(
    app_commands.Group,
    name=locale_str("filter"),
    description=locale_str("Choose which entries of a feed are posted"),
):
    """The commands about filters."""

    def __init__(self, followed: FollowedFeeds, filters: FeedFilters) -> None:
        super().__init__()
        self._followed = followed
        self._filters = filters

    @app_commands.command(
        name=locale_str("add"), description=locale_str("Try a filter on the newest entries, and keep it")
    )
    @app_commands.describe(
        feed=_FEED,
        which=locale_str("What happens to entries that match"),
        kind=locale_str("What is compared"),
        text=locale_str("Words, a category, an author, or an expression; a * at an end stands for letters"),
    )
    @app_commands.rename(
        feed=locale_str("feed"),
        which=locale_str("entries"),
        kind=locale_str("kind"),
        text=locale_str("text"),
    )
    @app_commands.choices(which=_WHICH, kind=_KINDS)
    @app_commands.autocomplete(feed=offer_feeds)
    async def add(
        self,
        interaction: Interaction,
        feed: FeedName,
        which: str,
        kind: str,
        text: Range[str, 1, LONGEST_FILTER],
    ) -> None:
        """Show what a filter would do, and ask whether to keep it."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        field, include = FilterField(kind), which == _ONLY
        tried = await self._filters.try_filter(viewer, feed, field, text, include=include)
        keep = partial(self._keep, tried=tried)
        await ask(interaction, tried_lines(tried), message("Keep"), keep, danger=False)

    async def _keep(self, interaction: Interaction, *, tried: Tried) -> None:
        kept = await self._filters.keep(await viewer_of(interaction), tried)
        told = message("“{title}” has this filter now:", title=title_of(kept))
        one = tried.filter
        await self._tell(interaction, told, filter_line(one.field, one.text, include=one.include))

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a filter of a feed"))
    @app_commands.describe(feed=_FEED, text=locale_str("The filter, as it stands in the list"))
    @app_commands.rename(feed=locale_str("feed"), text=locale_str("filter"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def remove(
        self, interaction: Interaction, feed: FeedName, text: Range[str, 1, LONGEST_FILTER]
    ) -> None:
        """Remove a filter."""
        await interactions.defer(interaction)
        one = await self._filters.remove(await viewer_of(interaction), feed, text)
        line = filter_line(one.field, one.text, include=one.include)
        await self._tell(interaction, message("This filter is removed:"), line)

    @remove.autocomplete("text")
    async def _offer(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        try:
            feed = str(getattr(interaction.namespace, "feed", "") or "")
            found = await self._followed.find(await viewer_of(interaction), feed)
        except TertuliaError:  # no feed is named yet
            return []
        catalog, language = interaction.client.catalog, await interactions.language_of(interaction)
        names = [(catalog.say(filter_name(one), language)[:100], one.id) for one in found.following.filters]
        wanted = typed.casefold()
        return [Choice(name=name, value=str(id)) for name, id in names if wanted in name.casefold()][
            :MAX_CHOICES
        ]

    @app_commands.command(name=locale_str("list"), description=locale_str("See the filters of a feed"))
    @app_commands.describe(feed=_FEED)
    @app_commands.rename(feed=locale_str("feed"))
    @app_commands.autocomplete(feed=offer_feeds)
    async def list(self, interaction: Interaction, feed: FeedName) -> None:
        """Show the filters of a feed."""
        await interactions.defer(interaction)
        found = await self._followed.find(await viewer_of(interaction), feed)
        if not found.following.filters:
            adding = interactions.command_named(interaction, "feed filter add")
            told = message(
                "“{title}” has no filters: every new entry is posted. Add one with `{command}`.",
                title=title_of(found),
                command=adding,
            )
            await self._tell(interaction, told)
            return
        heading = message("**{title}**", title=title_of(found))
        await self._tell(interaction, heading, *filter_lines(found.following))

    async def _tell(self, interaction: Interaction, *lines: Message) -> None:
        language = await interactions.language_of(interaction)
        text = said(interaction.client.catalog, language, *lines, longest=_LONGEST_ANSWER)
        await interactions.respond(interaction, message("{text}", text=text))
