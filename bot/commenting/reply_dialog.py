"""*Leave a reply*: the button of a card, and the dialog it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ui import ActionRow, Button, Label, LayoutView, TextDisplay, TextInput

from bot.commenting.reply_by_dialog import MAX_LENGTH, DialogReplies
from bot.commenting.waiting import REPLY_WAITS
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import Dialog, LastingButton, Panel
from bot.discordkit.links import thread_link
from bot.discordkit.viewer import viewer_of
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class ReplyButton(LastingButton, template=custom_ids.REPLY):
    """Opens the dialog for a reply."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog, if the member may reply."""
        viewer = await viewer_of(interaction)
        replies = interaction.client.services[DialogReplies]
        waits = await replies.check(viewer, self.public_id, interaction.id)
        dialog = ReplyDialog(interaction.client.catalog, viewer.member.language, self.public_id, waits=waits)
        await dialog.ask(interaction)


class AnswerButton(ReplyButton, template=custom_ids.ANSWER):
    """*Answer*: opens the same dialog from the question of a discussion."""


class ReplyDialog(Dialog):
    """Asks for the text of a reply. ``waits``: a moderator will read it first."""

    def __init__(self, catalog: Catalog, language: Language, public_id: str, *, waits: bool) -> None:
        super().__init__(title=catalog.say(message("Leave a reply"), language))
        self._public_id = public_id
        self._text: TextInput[Any] = TextInput(style=discord.TextStyle.paragraph, max_length=MAX_LENGTH)
        described = message("It will appear in the discussion under your name and picture.")
        if waits:
            described = message("A moderator reads it first; then it appears under your name and picture.")
        self.add_item(
            Label(
                text=catalog.say(message("Your reply"), language),
                description=catalog.say(described, language),
                component=self._text,
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Store the reply, and answer once it is stored."""
        replies = interaction.client.services[DialogReplies]
        with replies.sent(self._public_id, interaction.id):
            viewer = await viewer_of(interaction)
            post = await replies.add(viewer, self._public_id, self._text.value, interaction.id)
        if await replies.waits(post, interaction.id):
            view = _waiting(interaction.client.catalog, viewer.member.language, interaction.id)
            await interactions.respond(interaction, view=view)
            return
        await interactions.respond(
            interaction, message("Your reply is in [the discussion]({link}).", link=thread_link(post))
        )


def _waiting(catalog: Catalog, language: Language, source_id: int) -> LayoutView:
    """The answer to a reply that waits, with a button to take it back."""
    button: Button[LayoutView] = Button(
        label=catalog.say(message("Delete"), language), custom_id=custom_ids.of_comment("delete", source_id)
    )
    view = Panel(timeout=None)
    view.add_item(TextDisplay(catalog.say(REPLY_WAITS, language)))
    view.add_item(ActionRow(button))
    view.stop()  # the lasting button handles the press
    return view
