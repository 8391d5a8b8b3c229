"""*Open discussion*: the button of a card that leads to what is said about its article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Button

from bot.browsing.discussion_view import page_view
from bot.browsing.read_discussion import DiscussionReader
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class OpenButton(LastingButton, template=custom_ids.OPEN):
    """Shows the latest comments and the way to the thread, to whoever presses it alone."""

    def __init__(self, public_id: str) -> None:
        super().__init__(Button(custom_id=custom_ids.open_discussion(public_id)))
        self._public_id = public_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(match["public_id"])

    async def press(self, interaction: Interaction) -> None:
        """Show the discussion."""
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[DiscussionReader].below(viewer, self._public_id)
        view = page_view(page, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)
