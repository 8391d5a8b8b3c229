"""The buttons of mirrors in rooms of the other language: the original, and a translation that is too long."""

from __future__ import annotations

import json
from typing import Any

from discord.ui import Container, LayoutView, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import LastingButton
from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.domain.discussion import Comment
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.spoilers import cut
from bot.domain.translation import MachineText
from bot.mirroring.read_mirror import MirrorReader

_MAX_BYTES = 9_000
"""In JSON, where an emoji takes twelve: Discord has answered bodies near 10 KB with errors."""


class OriginalButton(LastingButton, template=custom_ids.ORIGINAL):
    """Shows the comment of a mirror that shows its translation alone."""

    async def press(self, interaction: Interaction) -> None:
        """Show it to the member alone."""
        await interactions.defer(interaction)
        reader, message_id = interaction.client.services[MirrorReader], _message_id(interaction)
        comment = await reader.original(await viewer_of(interaction), self.source_id, message_id)
        await _show(interaction, comment.text, _told_of(comment))


class TranslateButton(LastingButton, template=custom_ids.TRANSLATE):
    """Shows the translation that a mirror has no room for."""

    async def press(self, interaction: Interaction) -> None:
        """Show the original and the translation to the member alone, each in a message of its own."""
        await interactions.defer(interaction)
        reader, message_id = interaction.client.services[MirrorReader], _message_id(interaction)
        comment, made = await reader.translated(await viewer_of(interaction), self.source_id, message_id)
        await _show(interaction, comment.text, _told_of(comment))
        if isinstance(made, MachineText):
            await _show(interaction, made.text, made.provenance)
        else:
            await interactions.respond(interaction, made)


def _message_id(interaction: Interaction) -> int:
    return interaction.message.id if interaction.message else 0


def _told_of(comment: Comment) -> Message:
    language = Language.from_tag(comment.language.value)
    return message("Original: {language}", language=language) if language else message("Original")


async def _show(interaction: Interaction, text: str, below: Message) -> None:
    """Show somebody's words, or a machine's, with what they are."""
    language = await interactions.language_of(interaction)
    line = f"-# {interactions.translate(interaction, below, language)}"
    room = MAX_CHARACTERS - len(line)
    while len(json.dumps(shown := cut(text, room))) > _MAX_BYTES:
        room //= 2
    words: TextDisplay[Any] = TextDisplay(shown or "…")
    view = LayoutView(timeout=None)
    view.add_item(Container(words, TextDisplay(line)))
    await interactions.respond(interaction, view=view)


TRANSLATION_BUTTONS = (OriginalButton, TranslateButton)
