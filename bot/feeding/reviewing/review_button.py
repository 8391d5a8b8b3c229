"""The buttons below an entry that moderators review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of
from bot.feeding.announcement_view import id_of
from bot.feeding.reviewing.review_entries import EntryReview
from bot.feeding.reviewing.review_view import review_view

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class ReviewEntryButton(LastingButton, template=custom_ids.REVIEW_ENTRY):
    """*Approve*, *Discard* and, after that, *Undo*."""

    async def press(self, interaction: Interaction) -> None:
        """Decide, and have the message say what was decided, by whom; tell who comes second."""
        review, viewer = interaction.client.services[EntryReview], await viewer_of(interaction)
        announcement_id = int(self.fields["announcement_id"])
        second = await review.decide(viewer, announcement_id, self.fields["way"])
        shown = await review.shown(announcement_id, interaction.channel_id or 0)
        view = review_view(shown, interaction.client.catalog, id_of(announcement_id))
        await interactions.replace(interaction, view)
        if second is not None:
            await interactions.respond(interaction, second)
