"""Buttons by which authors edit or erase a comment that the bot posted for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ui import ActionRow, Button, Container, Label, LayoutView, TextDisplay, TextInput

from bot.commenting.reply_by_dialog import MAX_LENGTH, DialogReplies
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import Dialog, LastingButton, Panel
from bot.discordkit.viewer import viewer_of
from bot.domain.discussion import Comment, CommentOrigin
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class EditButton(LastingButton, template=custom_ids.EDIT):
    """Opens a dialog with the comment's text."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog, for the author alone."""
        viewer = await viewer_of(interaction)
        replies = interaction.client.services[DialogReplies]
        comment = await replies.own(viewer, self.source_id)
        waits = await replies.will_wait(viewer, comment)
        dialog = EditDialog(interaction.client.catalog, viewer.member.language, comment, waits=waits)
        await dialog.ask(interaction)


class EditDialog(Dialog):
    """Asks for a comment's new text. ``waits``: a moderator will read it first."""

    def __init__(self, catalog: Catalog, language: Language, comment: Comment, *, waits: bool) -> None:
        super().__init__(title=catalog.say(message("Edit your comment"), language))
        self._source_id = comment.source_id
        self._text: TextInput[Any] = TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_LENGTH, default=comment.text[:MAX_LENGTH]
        )
        hint = message("It is taken out of the discussion until a moderator has approved the new text.")
        self.add_item(
            Label(
                text=catalog.say(message("Your comment"), language),
                description=catalog.say(hint, language) if waits else None,
                component=self._text,
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Store the new text."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        replies = interaction.client.services[DialogReplies]
        done = message("Your comment has been edited.")
        if await replies.edit_own(viewer, self._source_id, self._text.value):
            done = message(
                "Your comment has been edited. It waits for a moderator: until one has decided, nobody else "
                "reads it."
            )
        await interactions.respond(interaction, done)


class DeleteButton(LastingButton, template=custom_ids.DELETE):
    """Asks for confirmation: erasing is final."""

    async def press(self, interaction: Interaction) -> None:
        """Ask for confirmation."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        comment = await interaction.client.services[DialogReplies].own(viewer, self.source_id, erasing=True)
        view = _question(comment, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)


class EraseButton(LastingButton, template=custom_ids.ERASE):
    """Erases the comment for good."""

    async def press(self, interaction: Interaction) -> None:
        """Erase the comment, and confirm it."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        comment = await interaction.client.services[DialogReplies].delete_own(viewer, self.source_id)
        done = message("Your comment has been deleted, and its text erased.")
        if comment.origin is CommentOrigin.ADDED:
            done = message(
                "Your message has been removed from the discussion, and what was stored of it erased."
            )
        await interactions.respond(interaction, done)


def _question(comment: Comment, catalog: Catalog, language: Language) -> LayoutView:
    container: Container[LayoutView] = Container()
    question = message("Permanently delete your comment? Its text is erased, and nobody can restore it.")
    label = message("Delete permanently")
    if comment.origin is CommentOrigin.ADDED:
        question = message(
            "Permanently remove your message from the discussion? Nobody can restore "
            "it there. The message itself stays where you wrote it."
        )
        label = message("Remove permanently")
    container.add_item(TextDisplay(catalog.say(question, language)))
    erase: Button[LayoutView] = Button(
        label=catalog.say(label, language),
        custom_id=custom_ids.of_comment("erase", comment.source_id),
        style=discord.ButtonStyle.danger,
    )
    container.add_item(ActionRow(erase))
    view = Panel(timeout=None)
    view.add_item(container)
    view.stop()  # the lasting button handles the press
    return view


OWN_COMMENT_BUTTONS = (EditButton, DeleteButton, EraseButton)
