"""The buttons that do something to one comment, and the dialogs they open. They work after a restart."""

from __future__ import annotations

from typing import Self

import discord
from discord.ui import Label, TextInput

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Dialog, LastingButton
from bot.discordkit.viewer import viewer_of
from bot.domain.message import Message, message
from bot.moderating.hide_comment import Hiding
from bot.moderating.report_comment import Reports

MAX_REASON_LENGTH = 500


class HideButton(LastingButton, template=custom_ids.HIDE):
    """Asks a moderator for the reason, then hides the comment."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog, for those who may."""
        await interaction.client.services[Hiding].check(await viewer_of(interaction), self.source_id)
        await (await HideDialog.open(interaction, self.source_id)).ask(interaction)


class RestoreButton(LastingButton, template=custom_ids.RESTORE):
    """Puts a hidden comment back."""

    async def press(self, interaction: Interaction) -> None:
        """Restore it, and say so."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        await interactions.respond(
            interaction, await interaction.client.services[Hiding].restore(viewer, self.source_id)
        )


class DismissButton(LastingButton, template=custom_ids.DISMISS):
    """Decides that a comment's reports need nothing done."""

    async def press(self, interaction: Interaction) -> None:
        """Dismiss them, and say so."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        await interactions.respond(
            interaction, await interaction.client.services[Reports].dismiss(viewer, self.source_id)
        )


class _ReasonDialog(Dialog):
    """A dialog that asks for a reason."""

    def __init__(self, title: str, label: str, source_id: int) -> None:
        super().__init__(title=title)
        self.source_id = source_id
        self.reason: TextInput[Self] = TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_REASON_LENGTH, min_length=1
        )
        self.add_item(Label(text=label, component=self.reason))

    @classmethod
    async def _asking(cls, interaction: Interaction, title: Message, label: Message, source_id: int) -> Self:
        language = await interactions.language_of(interaction)
        return cls(
            interactions.translate(interaction, title, language),
            interactions.translate(interaction, label, language),
            source_id,
        )


class HideDialog(_ReasonDialog):
    """Asks a moderator why a comment is hidden."""

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of whoever opens it."""
        return await cls._asking(
            interaction, message("Hide this comment"), message("Reason, kept for moderators"), source_id
        )

    async def submit(self, interaction: Interaction) -> None:
        """Hide it."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        hiding = interaction.client.services[Hiding]
        await interactions.respond(interaction, await hiding.hide(viewer, self.source_id, self.reason.value))


class ReportDialog(_ReasonDialog):
    """Asks a member what is wrong with a comment."""

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of whoever opens it."""
        return await cls._asking(
            interaction, message("Report this comment"), message("What is wrong with it?"), source_id
        )

    async def submit(self, interaction: Interaction) -> None:
        """Report it."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        reports = interaction.client.services[Reports]
        await interactions.respond(
            interaction, await reports.report(viewer, self.source_id, self.reason.value)
        )


COMMENT_BUTTONS = (HideButton, RestoreButton, DismissButton)
