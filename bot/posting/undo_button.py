"""The button that undoes the removal of a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ui import Button, LayoutView, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.links import card_link
from bot.discordkit.paged_view import framed
from bot.discordkit.viewer import viewer_of
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.posting.remove_card import CardRemoval

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class UndoButton(LastingButton, template=custom_ids.UNDO):
    """*Undo* below the answer that a card was removed."""

    async def press(self, interaction: Interaction) -> None:
        """Send the card again, and say where it is."""
        await interactions.defer(interaction)
        viewer, removal = await viewer_of(interaction), interaction.client.services[CardRemoval]
        post = await removal.put_back(viewer, self.public_id)
        done = message("The card is back: {link}", link=card_link(post))
        await interactions.respond(interaction, done)


def removed_view(done: Message, custom_id: str, catalog: Catalog, language: Language) -> LayoutView:
    """Say that something was removed, with a button that undoes it for ten minutes."""
    hint = message("You can undo this for ten minutes.")
    text = "\n".join(catalog.say(line, language) for line in (done, hint))
    undo = Button[Any](
        label=catalog.say(message("Undo"), language),
        custom_id=custom_id,
        style=discord.ButtonStyle.secondary,
    )
    return framed([TextDisplay[LayoutView](text)], [undo])
