"""``/article post``: posting the article at a link, into one channel or several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from discord import app_commands
from discord.app_commands import AppCommandChannel, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import note
from bot.discordkit.room_option import Room, actor_in
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.message import message
from bot.domain.times.typed_moment import MAX_LENGTH
from bot.posting.outcomes_view import lines_about
from bot.posting.publish_article import Outcomes, Publisher
from bot.posting.scheduling.schedule import Schedules
from bot.posting.scheduling.schedule_view import added_sentence

_ONE_MORE = locale_str("One more channel to post it in")


class ArticlePosting(commands.Cog):
    """The command that ``/article`` has for links."""

    _publisher: Publisher

    @app_commands.command(name=locale_str("post"), description=locale_str("Post the article at a link"))
    @app_commands.describe(
        link=locale_str("The link of the article"),
        channel=locale_str("The channel to post it in (leave empty for this one)"),
        channel_2=_ONE_MORE,
        channel_3=_ONE_MORE,
        channel_4=_ONE_MORE,
        channel_5=_ONE_MORE,
        time=locale_str("When to post it, such as 18:30 or tomorrow 9:00 (leave empty for now)"),
    )
    @app_commands.rename(
        link=locale_str("link"),
        channel=locale_str("channel"),
        channel_2=locale_str("channel-2"),
        channel_3=locale_str("channel-3"),
        channel_4=locale_str("channel-4"),
        channel_5=locale_str("channel-5"),
        time=locale_str("time"),
    )
    async def post(
        self,
        interaction: Interaction,
        link: app_commands.Range[str, 1, 2_000],
        channel: Room | None = None,
        channel_2: Room | None = None,
        channel_3: Room | None = None,
        channel_4: Room | None = None,
        channel_5: Room | None = None,
        time: app_commands.Range[str, 1, MAX_LENGTH] | None = None,
    ) -> None:
        """Post the article behind a link, now or at a time."""
        await interactions.defer(interaction)
        rooms = [channel, channel_2, channel_3, channel_4, channel_5]
        if time is not None:
            _, channels = await actor_in(interaction, rooms)
            schedules, viewer = interaction.client.services[Schedules], await viewer_of(interaction)
            added = await schedules.add(viewer, channels, link, time)
            command = interactions.command_named(interaction, "article scheduled")
            await interactions.respond(interaction, added_sentence(added, command))
            return
        await post_in(interaction, rooms, self._publisher.from_link, link)


async def post_in(
    interaction: Interaction,
    rooms: Iterable[AppCommandChannel | None],
    publish: Callable[..., Awaitable[Outcomes]],
    *source: str | bytes,
) -> None:
    """Publish an article in each of ``rooms`` or, if there is none, here; answer with links to its cards."""
    actor, channels = await actor_in(interaction, rooms)
    progress = partial(interactions.progress, interaction)
    outcomes = await publish(actor, channels, *source, progress=progress)
    lines = lines_about({channel_id: outcomes[channel_id] for channel_id in channels})
    codes = [code for one in outcomes.values() if (code := note(interaction, one)) is not None]
    lines += codes[:1]
    language = await interactions.language_of(interaction)
    text = said(interaction.client.catalog, language, *lines, longest=2_000)
    await interactions.respond(interaction, message("{text}", text=text))
