"""``/feed add``: following the feeds of a site."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.room_option import Room, member_in
from bot.discordkit.viewer import viewer_of
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.feeding.managing.feed_words import title_of
from bot.feeding.managing.find_feeds import FeedFinder
from bot.feeding.managing.follow_feeds import FeedFollowing, Wish
from bot.feeding.managing.found_view import AskToFollow, ChooseFeeds, Preview
from bot.jobs.clock import Clock
from bot.servers.language_settings import Languages

_LANGUAGES = [
    Choice(name=OwnName("English"), value=Language.EN.value),
    Choice(name=OwnName("Español"), value=Language.ES.value),
]


class FeedAdd(commands.Cog):
    """The command that ``/feed`` has for adding feeds."""

    _finder: FeedFinder
    _following: FeedFollowing
    _languages: Languages
    _clock: Clock

    @app_commands.command(
        name=locale_str("add"), description=locale_str("Follow the feed of a site; asks before it posts")
    )
    @app_commands.describe(
        link=locale_str("A feed, or a page of the site: its feeds are looked for"),
        channel=locale_str("The channel to post its articles in (leave empty for this one)"),
        language=locale_str("The language of its articles (leave empty to have it found out)"),
    )
    @app_commands.rename(
        link=locale_str("link"), channel=locale_str("channel"), language=locale_str("language")
    )
    @app_commands.choices(language=_LANGUAGES)
    async def add(
        self,
        interaction: Interaction,
        link: app_commands.Range[str, 1, 2_000],
        channel: Room | None = None,
        language: str | None = None,
    ) -> None:
        """Look for feeds, show what was found, and ask whether to follow it."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        room = (await member_in(interaction, channel)).channel_id
        await self._following.check(viewer, room)
        found = await self._finder.find(link, partial(interactions.progress, interaction))
        server_id = viewer.member.server_id
        known = await self._following.followed(server_id, [one.url for one in found])
        new = [one for one in found if one.url not in known]
        if not new:
            raise Refused(
                message(
                    "“{title}” is followed here already. Change it with `{command}`.",
                    title=title_of(next(iter(known.values()))),
                    command=interactions.command_named(interaction, "feed edit"),
                )
            )
        wish = Wish(room, Language(language) if language else None)
        reads = await self._languages.shown_in(server_id, room)
        preview = Preview(new, wish, reads, self._clock.utcnow())
        panel = AskToFollow if len(new) == 1 else ChooseFeeds
        view = panel(preview, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)
