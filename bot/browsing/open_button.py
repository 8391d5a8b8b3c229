"""*Open discussion*: the button of a card that shows the comments on its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.browsing.discussion_view import page_view
from bot.browsing.read_discussion import DiscussionReader
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class OpenButton(LastingButton, template=custom_ids.OPEN):
    """Shows the latest comments, and a link to the thread, to the member who presses it alone."""

    async def press(self, interaction: Interaction) -> None:
        """Show the discussion."""
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[DiscussionReader].of_card(viewer, self.public_id)
        view = page_view(page, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)
