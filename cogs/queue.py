"""``/queue``: what waits for moderators, one comment after another."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.browsing.article_option import offer_articles
from bot.browsing.choose_discussion import DiscussionPicker
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.room_option import Room
from bot.discordkit.viewer import viewer_of
from bot.domain.discussion import DetectedLanguage
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.moderating.appeals.appeals_view import show_next_appeal
from bot.moderating.queue.queue_view import show_next
from bot.moderating.queue.waiting import Order, Waiting, Wanted

_APPEALS = "appeals"


class QueueCog(commands.Cog):
    """Shows moderators what waits for them."""

    def __init__(self, picker: DiscussionPicker) -> None:
        self._picker = picker

    @app_commands.command(
        name=locale_str("queue"), description=locale_str("Decide about comments that wait, one after another")
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(
        show=locale_str("Which comments (leave empty for those held, reported or refused)"),
        order=locale_str("Which come first (leave empty for the oldest)"),
        channel=locale_str("Only comments made in this channel"),
        language=locale_str("Only comments in this language"),
        article=locale_str("Only comments on this article"),
    )
    @app_commands.rename(
        show=locale_str("show"),
        order=locale_str("order"),
        channel=locale_str("channel"),
        language=locale_str("language"),
        article=locale_str("article"),
    )
    @app_commands.choices(
        show=[
            Choice(name=locale_str("Held"), value=Waiting.HELD.value),
            Choice(name=locale_str("Reported"), value=Waiting.REPORTED.value),
            Choice(name=locale_str("Refused"), value=Waiting.REFUSED.value),
            Choice(name=locale_str("New"), value=Waiting.NEW.value),
            Choice(name=locale_str("Appeals"), value=_APPEALS),
        ],
        order=[
            Choice(name=locale_str("Oldest first"), value=Order.OLDEST.value),
            Choice(name=locale_str("Newest first"), value=Order.NEWEST.value),
            Choice(name=locale_str("Most reported first"), value=Order.MOST_REPORTED.value),
        ],
        language=[Choice(name=OwnName("English"), value="en"), Choice(name=OwnName("Español"), value="es")],
    )
    @app_commands.autocomplete(article=offer_articles)
    async def queue(
        self,
        interaction: Interaction,
        show: str | None = None,
        order: str | None = None,
        channel: Room | None = None,
        language: str | None = None,
        article: str | None = None,
    ) -> None:
        """Show the next comment or appeal that waits."""
        await interactions.defer(interaction)
        if show == _APPEALS:
            if order or channel or language or article:
                raise BadInput(message("Appeals come in the order they were made: choose nothing else."))
            await show_next_appeal(interaction)
            return
        chosen = await self._picker.resolve(await viewer_of(interaction), article) if article else None
        wanted = Wanted(
            Waiting(show) if show else None,
            Order(order) if order else Order.OLDEST,
            channel.id if channel else None,
            DetectedLanguage(language) if language else None,
            chosen,
        )
        await show_next(interaction, wanted)
