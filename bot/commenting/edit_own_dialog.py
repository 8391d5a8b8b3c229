"""What its author does to a comment that stands under the bot's name: edit it, or have it erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Label, LayoutView, TextDisplay, TextInput

from bot.commenting.reply_by_dialog import LONGEST, Replies
from bot.discordkit import custom_ids, interactions as speaking
from bot.discordkit.comment_button import CommentButton
from bot.discordkit.errors import Dialog, Panel
from bot.discordkit.viewer import standing_of
from bot.domain.discussion import Comment, CommentOrigin
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class EditButton(CommentButton, template=custom_ids.EDIT):
    """Opens a dialog with the comment's text."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog, for its author."""
        standing = await standing_of(interaction)
        comment = await interaction.client.services[Replies].own(standing, self.source_id)
        dialog = EditDialog(interaction.client.catalog, standing.member.language, comment)
        await dialog.ask(interaction)


class EditDialog(Dialog):
    """Asks for a comment's new text."""

    def __init__(self, catalog: Catalog, language: Language, comment: Comment) -> None:
        super().__init__(title=catalog.say(message("Edit your comment"), language))
        self._source_id = comment.source_id
        self._text: TextInput[Any] = TextInput(
            style=discord.TextStyle.paragraph, max_length=LONGEST, default=comment.text[:LONGEST]
        )
        self.add_item(Label(text=catalog.say(message("Your comment"), language), component=self._text))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Store the new text."""
        asking = cast("Interaction", interaction)
        await speaking.defer(asking)
        standing = await standing_of(asking)
        await asking.client.services[Replies].edit_own(standing, self._source_id, self._text.value)
        await speaking.answer(asking, message("Your comment is changed."))


class DeleteButton(CommentButton, template=custom_ids.DELETE):
    """Asks once more: what is erased cannot be brought back."""

    async def press(self, interaction: Interaction) -> None:
        """Ask."""
        await speaking.defer(interaction)
        standing = await standing_of(interaction)
        comment = await interaction.client.services[Replies].own(standing, self.source_id, erasing=True)
        view = _asking(comment, interaction.client.catalog, standing.member.language)
        await speaking.answer(interaction, view=view)


class EraseButton(CommentButton, template=custom_ids.ERASE):
    """Erases the comment for good."""

    async def press(self, interaction: Interaction) -> None:
        """Erase it, and say so."""
        await speaking.defer(interaction)
        standing = await standing_of(interaction)
        comment = await interaction.client.services[Replies].delete_own(standing, self.source_id)
        done = message("Your comment is deleted, and its text erased.")
        if comment.origin is CommentOrigin.ADDED:
            done = message("Your message is out of the discussion, and what was stored of it erased.")
        await speaking.answer(interaction, done)


def _asking(comment: Comment, catalog: Catalog, language: Language) -> LayoutView:
    container: Container[LayoutView] = Container()
    question = message("Delete your comment for good? Its text is erased, and nobody can restore it.")
    does_it = message("Delete for good")
    if comment.origin is CommentOrigin.ADDED:
        question = message(
            "Take your message out of the discussion for good? Nobody can restore it there. The message "
            "itself stays where you wrote it."
        )
        does_it = message("Take it out for good")
    container.add_item(TextDisplay(catalog.say(question, language)))
    erase: Button[LayoutView] = Button(
        label=catalog.say(does_it, language),
        custom_id=custom_ids.of_comment("erase", comment.source_id),
        style=discord.ButtonStyle.danger,
    )
    container.add_item(ActionRow(erase))
    view = Panel(timeout=None)
    view.add_item(container)
    view.stop()  # lasting buttons answer what is pressed
    return view


OWN_COMMENT_BUTTONS = (EditButton, DeleteButton, EraseButton)
