"""``/article update`` and ``/article versions``: an article's page as it is now, and as it was."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.message import message
from bot.posting.pages.correction_lines import correction_lines
from bot.posting.pages.corrections import Corrections
from bot.posting.pages.versions import VersionReader
from bot.posting.pages.versions_view import VersionsPanel
from bot.posting.remove_card import CardRemoval

_ARTICLE = locale_str("The article's headline (leave empty for the card of this thread)")


class ArticlePages(commands.Cog):
    """The commands that ``/article`` has for pages that were read."""

    _card_removal: CardRemoval
    _corrections: Corrections
    _versions: VersionReader

    @app_commands.command(
        name=locale_str("update"),
        description=locale_str("Read an article's page again and correct its card"),
    )
    @app_commands.describe(article=_ARTICLE)
    @app_commands.rename(article=locale_str("article"))
    async def update(self, interaction: Interaction, article: str | None = None) -> None:
        """Read an article's pages again."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        post, _ = await self._card_removal.find(viewer, article)
        await interactions.progress(interaction, message("Loading the page …"))
        lines = correction_lines(await self._corrections.reread(post.article_id))
        text = said(interaction.client.catalog, viewer.member.language, *lines)
        await interactions.respond(interaction, message("{text}", text=text))

    @app_commands.command(
        name=locale_str("versions"), description=locale_str("See how an article's page has changed")
    )
    @app_commands.describe(article=_ARTICLE)
    @app_commands.rename(article=locale_str("article"))
    async def versions(self, interaction: Interaction, article: str | None = None) -> None:
        """List the versions of an article that were read."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        page = await self._versions.page(viewer, article)
        view = VersionsPanel(page, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)

    @update.autocomplete("article")
    @versions.autocomplete("article")
    async def _offer_read(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        offered = await self._card_removal.suggest(
            interaction.channel_id or 0, typed, await interactions.language_of(interaction)
        )
        return [app_commands.Choice(name=one.label, value=one.public_id) for one in offered]
