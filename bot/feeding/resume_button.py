"""The button that resumes a feed that the bot stopped looking at by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.feeding.resume_feed import PausedFeeds

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class ResumeFeedButton(LastingButton, template=custom_ids.RESUME_FEED):
    """*Resume* below what moderators were told; for managers alone."""

    async def press(self, interaction: Interaction) -> None:
        """Look at the feed again, and confirm."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        feeds = interaction.client.services[PausedFeeds]
        done = await feeds.resume(member, int(self.fields["following_id"]))
        await interactions.respond(interaction, done)
