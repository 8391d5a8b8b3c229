"""The button that undoes the removal of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.domain.message import message
from bot.feeding.managing.feed_words import title_of
from bot.feeding.managing.followed_feeds import FollowedFeeds

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class RefollowButton(LastingButton, template=custom_ids.REFOLLOW):
    """*Undo* below the answer that a feed was removed."""

    async def press(self, interaction: Interaction) -> None:
        """Follow the feed again, with everything that was set for it."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        followed = interaction.client.services[FollowedFeeds]
        found = await followed.put_back(member, int(self.fields["following_id"]))
        done = message("The feed “{title}” is back, as it was.", title=title_of(found))
        await interactions.respond(interaction, done)
