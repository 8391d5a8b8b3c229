"""``/article edit``: changing what cards show of an article."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.viewer import viewer_of
from bot.domain.language import Language
from bot.posting.editing.edit_card import CardEdits
from bot.posting.editing.edit_dialog import EditDialog
from bot.posting.remove_card import CardRemoval


class ArticleEdit(commands.Cog):
    """The command that ``/article`` has for changes."""

    _card_removal: CardRemoval

    @app_commands.command(
        name=locale_str("edit"),
        description=locale_str("Change the headline, standfirst, sentences or picture of a card"),
    )
    @app_commands.describe(
        article=locale_str("The article's headline (leave empty for the card of this thread)"),
        language=locale_str("The edition to change (leave empty for the card's language)"),
    )
    @app_commands.rename(article=locale_str("article"), language=locale_str("language"))
    @app_commands.choices(
        language=[
            app_commands.Choice(name=OwnName("English"), value=Language.EN.value),
            app_commands.Choice(name=OwnName("Español"), value=Language.ES.value),
        ]
    )
    async def edit(
        self, interaction: Interaction, article: str | None = None, language: str | None = None
    ) -> None:
        """Ask in a dialog what to change."""
        viewer = await viewer_of(interaction)
        post, _ = await self._card_removal.find(viewer, article)
        wanted = Language(language) if language else None
        editing = await interaction.client.services[CardEdits].begin(viewer, post, wanted)
        catalog, spoken = interaction.client.catalog, await interactions.language_of(interaction)
        await EditDialog(catalog, spoken, editing).ask(interaction)

    @edit.autocomplete("article")
    async def _offer_cards(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        offered = await self._card_removal.suggest(
            interaction.channel_id or 0, typed, await interactions.language_of(interaction)
        )
        return [app_commands.Choice(name=one.label, value=one.public_id) for one in offered]
