"""The buttons with which moderators act on one comment, and the dialogs that ask for a reason."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import ClassVar, Self

import discord
from discord.ui import CheckboxGroup, Label, Select, TextInput

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction, Services
from bot.discordkit.errors import Dialog, LastingButton
from bot.discordkit.viewer import viewer_of
from bot.discussion.viewer_port import Viewer
from bot.domain.message import Message, message
from bot.domain.moderation import Category
from bot.moderating.hide_comment import Hiding
from bot.moderating.history_view import CATEGORIES
from bot.moderating.reasons.reason_choice_view import MAX_REASON_LENGTH, ReasonChoice
from bot.moderating.report_comment import Reports


class HideButton(LastingButton, template=custom_ids.HIDE):
    """Asks a moderator for the reason, then hides the comment."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog if the member may hide the comment."""
        await interaction.client.services[Hiding].check(await viewer_of(interaction), self.source_id)
        await (await HideDialog.open(interaction, self.source_id)).ask(interaction)


class RestoreButton(LastingButton, template=custom_ids.RESTORE):
    """Restores a hidden comment."""

    async def press(self, interaction: Interaction) -> None:
        """Restore it and confirm."""
        await interactions.defer(interaction)
        viewer, hiding = await viewer_of(interaction), interaction.client.services[Hiding]
        await interactions.respond(interaction, await hiding.restore(viewer, self.source_id))


class DismissButton(LastingButton, template=custom_ids.DISMISS):
    """Dismisses a comment's reports."""

    async def press(self, interaction: Interaction) -> None:
        """Dismiss them and confirm."""
        await interactions.defer(interaction)
        viewer, reports = await viewer_of(interaction), interaction.client.services[Reports]
        await interactions.respond(interaction, await reports.dismiss(viewer, self.source_id))


class CommentDialog(Dialog):
    """A dialog about one comment."""

    heading: ClassVar[Message]
    question: ClassVar[Message]

    def __init__(self, heading: str, source_id: int) -> None:
        super().__init__(title=heading)
        self.source_id = source_id

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of the member who opens it."""
        language = await interactions.language_of(interaction)
        return cls(interactions.translate(interaction, cls.heading, language), source_id)


class _ActingDialog(CommentDialog):
    """A dialog that acts on one comment and confirms."""

    async def submit(self, interaction: Interaction) -> None:
        """Act and confirm."""
        await interactions.defer(interaction)
        done = await self._act(interaction.client.services, await viewer_of(interaction))
        await interactions.respond(interaction, done)

    @abstractmethod
    async def _act(self, services: Services, viewer: Viewer) -> Message:
        """Do it. Returns the sentence to answer with."""


class HideDialog(_ActingDialog):
    """Asks a moderator why a comment is hidden."""

    heading, question = message("Hide this comment"), message("Reason (only moderators see it)")
    choice: ReasonChoice

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of the moderator who opens it."""
        dialog = await super().open(interaction, source_id)
        dialog.choice = await ReasonChoice.into(dialog, interaction, cls.question)
        return dialog

    async def _act(self, services: Services, viewer: Viewer) -> Message:
        return await services[Hiding].hide(viewer, self.source_id, self.choice.told)


class ReportDialog(_ActingDialog):
    """Asks a member what is wrong with a comment, and of which kind that is."""

    heading, question = message("Report this comment"), message("What is wrong with it?")
    reason: TextInput[Self]
    category: Select[Self]
    hears: CheckboxGroup[Self]

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of the member who opens it."""
        dialog = await super().open(interaction, source_id)
        language = await interactions.language_of(interaction)
        say = partial(interactions.translate, interaction, language=language)
        dialog.reason = TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_REASON_LENGTH, min_length=1
        )
        dialog.add_item(Label(text=say(cls.question), component=dialog.reason))
        options = [discord.SelectOption(label=say(label), value=one) for one, label in CATEGORIES.items()]
        dialog.category = Select(options=options, placeholder=say(message("Choose a kind")), required=False)
        dialog.add_item(Label(text=say(message("What kind of problem is it?")), component=dialog.category))
        dialog.hears = CheckboxGroup(min_values=0, required=False)
        dialog.hears.add_option(label=say(message("Yes, by direct message")), value="yes")
        dialog.add_item(
            Label(text=say(message("Do you want to hear what moderators decide?")), component=dialog.hears)
        )
        return dialog

    async def _act(self, services: Services, viewer: Viewer) -> Message:
        chosen = Category(self.category.values[0]) if self.category.values else Category.OTHER
        return await services[Reports].report(
            viewer, self.source_id, self.reason.value, chosen, hears=bool(self.hears.values)
        )


COMMENT_BUTTONS = (HideButton, RestoreButton, DismissButton)
