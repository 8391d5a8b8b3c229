"""``/feed edit``: where the entries of a feed are posted, and under which conditions."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.room_option import Room
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.errors import BadInput
from bot.domain.feeds import quiet_hours
from bot.domain.language import Language
from bot.domain.message import message
from bot.feeding.managing.discord_mentioning import DiscordMentioning
from bot.feeding.managing.edit_feed import (
    LONGEST_DELAY,
    LONGEST_TAG,
    MOST_PER_HOUR,
    MOST_TAGS,
    NONE,
    FeedChanges,
    FeedEditing,
)
from bot.feeding.managing.feed_option import LONGEST, offer_feeds
from bot.feeding.managing.feed_words import settings_of
from bot.feeding.managing.followed_feeds import FollowedFeeds

_AS_IT_SAYS = "feed"
_LANGUAGES = [
    Choice(name=OwnName("English"), value=Language.EN.value),
    Choice(name=OwnName("Español"), value=Language.ES.value),
    Choice(name=locale_str("as the feed says"), value=_AS_IT_SAYS),
]
_NAMES = {
    "feed": locale_str("feed"),
    "add_channel": locale_str("add-channel"),
    "remove_channel": locale_str("remove-channel"),
    "language": locale_str("language"),
    "per_hour": locale_str("per-hour"),
    "quiet_hours": locale_str("quiet-hours"),
    "delay": locale_str("delay"),
    "review": locale_str("review"),
    "mention": locale_str("mention"),
    "no_mention": locale_str("no-mention"),
    "tags": locale_str("tags"),
    "source": locale_str("source"),
}
_TOLD = {
    "feed": locale_str("The feed: its title or its address"),
    "add_channel": locale_str("Post it in this channel too"),
    "remove_channel": locale_str("Post it in this channel no longer"),
    "language": locale_str("The language of its articles: each is posted in that language's channels"),
    "per_hour": locale_str("At most so many entries an hour (0: no limit)"),
    "quiet_hours": locale_str("Post nothing in these hours of the server's time zone: 22:00-07:00, or off"),
    "delay": locale_str("Post entries so many minutes after they come"),
    "review": locale_str("Let moderators approve each entry before it is posted"),
    "mention": locale_str("A role that each card mentions"),
    "no_mention": locale_str("Mention no role any more"),
    "tags": locale_str("Tags for forum posts, separated by commas, or off"),
    "source": locale_str("Another feed of the same site, in the other language, or off"),
}
_LONGEST_TAGS = MOST_TAGS * (LONGEST_TAG + 2)
_LONGEST_ANSWER = 2_000


class FeedEdit(commands.Cog):
    """The command that ``/feed`` has for changing a feed."""

    _followed: FollowedFeeds
    _editing: FeedEditing

    @app_commands.command(
        name=locale_str("edit"), description=locale_str("Change where and how a feed is posted")
    )
    @app_commands.describe(**_TOLD)
    @app_commands.rename(**_NAMES)
    @app_commands.choices(language=_LANGUAGES)
    @app_commands.autocomplete(feed=offer_feeds, source=offer_feeds)
    async def edit(
        self,
        interaction: Interaction,
        feed: Range[str, 1, LONGEST],
        add_channel: Room | None = None,
        remove_channel: Room | None = None,
        language: str | None = None,
        per_hour: Range[int, 0, MOST_PER_HOUR] | None = None,
        quiet_hours: Range[str, 1, quiet_hours.LONGEST] | None = None,
        delay: Range[int, 0, LONGEST_DELAY] | None = None,
        review: bool | None = None,
        mention: discord.Role | None = None,
        no_mention: bool = False,
        tags: Range[str, 1, _LONGEST_TAGS] | None = None,
        source: Range[str, 1, LONGEST] | None = None,
    ) -> None:
        """Change a feed, and show how it is set now."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        if mention and no_mention:
            raise BadInput(message("Choose a role to mention, or none, not both."))
        same: int | None = None
        if source is not None:
            nothing = source.strip().casefold() in NONE
            same = 0 if nothing else (await self._followed.find_to_change(viewer, source)).following.id
        changes = FeedChanges(
            add_channel=add_channel.id if add_channel else None,
            remove_channel=remove_channel.id if remove_channel else None,
            language="" if language == _AS_IT_SAYS else language,
            per_hour=per_hour,
            quiet=quiet_hours,
            delay=delay,
            review=review,
            mention=0 if no_mention else mention.id if mention else None,
            tags=tags,
            source=same,
        )
        changed = await self._editing.edit(viewer, feed, changes, DiscordMentioning(interaction))
        others = await self._followed.of_source(viewer, changed)
        lines = [message("Changed."), *settings_of(changed, others)]
        text = said(interaction.client.catalog, viewer.member.language, *lines, longest=_LONGEST_ANSWER)
        await interactions.respond(interaction, message("{text}", text=text))
