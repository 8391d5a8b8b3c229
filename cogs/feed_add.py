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
from bot.feeding.managing.find_feeds import FeedFinder, FoundFeed
from bot.feeding.managing.follow_feeds import FeedFollowing, Wish
from bot.feeding.managing.found_view import AskToFollow, ChooseFeeds, Preview
from bot.feeding.managing.other_edition import OtherEditions
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
    _other_editions: OtherEditions
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
        other = await self._other_edition(interaction, server_id, found, language)
        if not new and other is None:
            raise Refused(
                message(
                    "“{title}” is followed here already. Change it with `{edit}`, or see what became of its "
                    "entries with `{show}`.",
                    title=title_of(next(iter(known.values()))),
                    edit=interactions.command_named(interaction, "feed edit"),
                    show=interactions.command_named(interaction, "feed show"),
                )
            )
        wish = Wish(room, Language(language) if language and new else None)
        reads = await self._languages.shown_in(server_id, room)
        now = self._clock.utcnow()
        if new:
            preview = Preview(new, wish, reads, now, other=other)
        else:
            assert other is not None
            new = [other]
            preview = Preview(new, wish, reads, now, known=next(iter(known.values())))
        panel = AskToFollow if len(new) == 1 else ChooseFeeds
        view = panel(preview, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)

    async def _other_edition(
        self, interaction: Interaction, server_id: int, found: list[FoundFeed], language: str | None
    ) -> FoundFeed | None:
        """The feed in the site's other language, where one was found and that one is not followed yet."""
        if len(found) != 1 or language not in (None, found[0].language):
            return None
        await interactions.progress(interaction, message("Looking for the other language of the site …"))
        other = await self._other_editions.of(found[0])
        if other is None or await self._following.followed(server_id, [other.url]):
            return None
        return other
