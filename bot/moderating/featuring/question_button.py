"""The button that puts back a question that was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of
from bot.moderating.featuring.ask_question import Questions

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class AskAgainButton(LastingButton, template=custom_ids.ASK_AGAIN):
    """*Undo* below the answer that a question was removed."""

    async def press(self, interaction: Interaction) -> None:
        """Put the question back and confirm."""
        await interactions.defer(interaction)
        viewer, questions = await viewer_of(interaction), interaction.client.services[Questions]
        await interactions.respond(interaction, await questions.put_back(viewer, self.public_id))
