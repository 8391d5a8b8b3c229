"""The option by which commands about a discussion name its article."""

from __future__ import annotations

from discord import app_commands

from bot.browsing.choose_discussion import DiscussionPicker
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed

MAX_CHOICE_LENGTH = 100
"""Discord's limit for the characters of a choice."""


async def offer_articles(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer the articles that the member can see and whose headline contains ``typed``, newest first."""
    offered = await interaction.client.services[DiscussionPicker].suggest(await viewer_of(interaction), typed)
    return [
        app_commands.Choice(
            name=trimmed(one_line(one.headline), MAX_CHOICE_LENGTH) or "…", value=one.public_id
        )
        for one in offered
    ]
