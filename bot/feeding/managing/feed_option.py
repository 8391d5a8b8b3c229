"""The option by which commands name a feed that the server follows."""

from __future__ import annotations

from discord import app_commands

from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.feeding.managing.followed_feeds import FollowedFeeds

LONGEST = 2_000
"""Characters of what may name a feed: its address."""


async def offer_feeds(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer the feeds that the member may see and whose title or address contains ``typed``."""
    offered = await interaction.client.services[FollowedFeeds].suggest(await viewer_of(interaction), typed)
    return [app_commands.Choice(name=one.title, value=str(one.following.id)) for one in offered]
