"""The button of a card that shows an edition to the member who presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.links import thread_link
from bot.domain.language import Language
from bot.domain.message import Message
from bot.posting.card_view import reading_view
from bot.posting.read_edition import EditionReader

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class ReadButton(LastingButton, template=custom_ids.READ):
    """*Leer en español* or *Read in English*."""

    async def press(self, interaction: Interaction) -> None:
        """Show the edition to this member alone."""
        editions = interaction.client.services[EditionReader]
        post, card = await editions.read(
            self.public_id,
            server_id=interaction.guild_id or 0,
            reader_id=interaction.user.id,
            language=Language(self.fields["language"]),
        )
        why: Message | None = None
        if card.lacks_edition:
            await interactions.defer(interaction)  # engines may take longer than Discord waits
            card, why = await editions.make(post, card, interaction.user.id)
        view = reading_view(card, interaction.client.catalog, thread_link(post), why)
        await interactions.respond(interaction, view=view)
