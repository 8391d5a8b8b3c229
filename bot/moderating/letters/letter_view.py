"""A letter as a message on Discord."""

from __future__ import annotations

from typing import Any

from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discussion.comment_text_view import said
from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog
from bot.moderating.letters.letters_port import Letter


def letter_view(
    letter: Letter, catalog: Catalog, language: Language, note: Message | None = None
) -> LayoutView:
    """A letter with its button; the id of the box around it is its mark. ``note`` stands above it."""
    text = said(catalog, language, note, *letter.lines, longest=MAX_CHARACTERS)
    container: Container[LayoutView] = Container(TextDisplay(text), accent_colour=ACCENT, id=letter.mark)
    if letter.button is not None:
        label = catalog.say(letter.button.label, language)
        button: Button[Any] = Button(label=label, custom_id=letter.button.custom_id)
        container.add_item(ActionRow(button))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its button is a dynamic item: discord.py need not keep this view
    return view
