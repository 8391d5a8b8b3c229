"""The button of a card that shows the edition it names to whoever presses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.links import thread_link
from bot.domain.language import Language
from bot.posting.card_view import reading_view
from bot.posting.read_edition import EditionReader

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class ReadButton(LastingButton, template=custom_ids.READ):
    """*Leer en español* or *Read in English*."""

    def __init__(self, public_id: str, language: Language) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_ids.read(public_id, language)))
        self._public_id = public_id
        self._language = language

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(match["public_id"], Language(match["language"]))

    async def press(self, interaction: Interaction) -> None:
        """Show the edition to this reader alone."""
        post, card = await interaction.client.services[EditionReader].read(
            self._public_id,
            server_id=interaction.guild_id or 0,
            reader_id=interaction.user.id,
            language=self._language,
        )
        view = reading_view(card, interaction.client.catalog, thread_link(post))
        await interactions.respond(interaction, view=view)
