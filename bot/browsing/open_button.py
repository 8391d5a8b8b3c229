"""*Open discussion*: the button of a card that shows the comments on its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.browsing.discussion_view import page_for
from bot.browsing.read_discussion import DiscussionReader
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of
from bot.translating.translate_page import PageTranslations

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class OpenButton(LastingButton, template=custom_ids.OPEN):
    """Shows the latest comments, and a link to the thread, to the member who presses it alone."""

    async def press(self, interaction: Interaction) -> None:
        """Show the discussion."""
        viewer = await viewer_of(interaction)
        services = interaction.client.services
        if await services[PageTranslations].wanted_by(viewer.member):
            await interactions.defer(interaction)
        page = await services[DiscussionReader].of_card(viewer, self.public_id)
        await interactions.respond(interaction, view=await page_for(interaction, viewer, page))
