"""The buttons with which moderators feature a comment, and no longer."""

from __future__ import annotations

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of
from bot.moderating.featuring.feature_comment import Featuring


class FeatureButton(LastingButton, template=custom_ids.FEATURE):
    """Features a comment."""

    async def press(self, interaction: Interaction) -> None:
        """Feature it and confirm."""
        await interactions.defer(interaction)
        viewer, featuring = await viewer_of(interaction), interaction.client.services[Featuring]
        await interactions.respond(interaction, await featuring.feature(viewer, self.source_id))


class StopFeaturingButton(LastingButton, template=custom_ids.UNFEATURE):
    """Features a comment no longer."""

    async def press(self, interaction: Interaction) -> None:
        """Stop featuring it and confirm."""
        await interactions.defer(interaction)
        viewer, featuring = await viewer_of(interaction), interaction.client.services[Featuring]
        await interactions.respond(interaction, await featuring.stop(viewer, self.source_id))


FEATURE_BUTTONS = (FeatureButton, StopFeaturingButton)
