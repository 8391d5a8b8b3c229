"""The dialog in which moderators change what cards show of an article."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from discord import TextStyle
from discord.ui import Label, Select, TextInput

from bot.discordkit import interactions
from bot.discordkit.confirm_view import ask
from bot.discordkit.errors import Dialog
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.posting.editing.edit_card import (
    MAX_PICTURE_LENGTH,
    MAX_STANDFIRST_LENGTH,
    MAX_TITLE_LENGTH,
    CardEdits,
    Changed,
    Editing,
    named_sentences,
)
from bot.posting.editing.edited import MAX_SENTENCES, Fields

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

_MAX_CHOICES, _MAX_CHOICE_LENGTH = 25, 100
"""Discord's limits."""
_EMPTY = message("Leave empty for the publisher's own.")


class EditDialog(Dialog):
    """Asks for a headline, a standfirst, sentences and a picture, filled in with those that are shown."""

    def __init__(self, catalog: Catalog, language: Language, editing: Editing) -> None:
        heading = message("Change the card in {language}", language=editing.language)
        super().__init__(title=trimmed(catalog.say(heading, language), 45))
        self._editing = editing
        shown = editing.shown
        self._title = _line(shown.title, MAX_TITLE_LENGTH)
        self._standfirst = _line(shown.standfirst, MAX_STANDFIRST_LENGTH, TextStyle.paragraph)
        self._chosen = _choice(editing)
        self._typed = _line(None, 1_000, TextStyle.paragraph)
        self._picture = _line(shown.picture, MAX_PICTURE_LENGTH)
        further = message("By number or by how they begin, a line each. Up to three in all.")

        def add(label: Message, hint: Message, component: Any) -> None:
            text, description = catalog.say(label, language), catalog.say(hint, language)
            self.add_item(Label(text=text, description=trimmed(description, 100), component=component))

        add(message("Headline"), _EMPTY, self._title)
        add(message("Standfirst"), _EMPTY, self._standfirst)
        if self._chosen is not None:
            add(message("Key sentences"), message("Choose none for those chosen by the bot."), self._chosen)
            add(message("Sentences not in the list"), further, self._typed)
        add(message("Address of the picture"), _EMPTY, self._picture)

    async def submit(self, interaction: Interaction) -> None:
        """Change the card, and offer to undo that."""
        await interactions.defer(interaction)
        chosen = [int(value) for value in self._chosen.values] if self._chosen is not None else []
        editing = self._editing
        wanted = Fields(
            self._title.value,
            self._standfirst.value,
            self._picture.value.strip() or None,
            named_sentences(editing.sentences, chosen, self._typed.value),
        )
        edits, viewer = interaction.client.services[CardEdits], await viewer_of(interaction)
        changed = await edits.change(viewer, editing, wanted)
        undo = partial(_undo, changed=changed)
        await ask(interaction, [_done(changed)], message("Undo"), undo, danger=False)


def _done(changed: Changed) -> Message:
    language = changed.editing.language
    if not changed.after.fields:
        return message("The cards show the publisher's own text in {language} again.", language=language)
    return message(
        "The cards are changed in {language}, and say so. In {other} they stay as they are.",
        language=language,
        other=language.other,
    )


async def _undo(interaction: Interaction, *, changed: Changed) -> None:
    await interaction.client.services[CardEdits].undo(await viewer_of(interaction), changed)
    done = message("The cards show again what they showed before.")
    await interactions.respond(interaction, done)


def _line(value: str | None, longest: int, style: TextStyle = TextStyle.short) -> TextInput[Any]:
    shown = trimmed(one_line(value), longest) if value else None
    return TextInput(required=False, max_length=longest, default=shown, style=style)


def _choice(editing: Editing) -> Select[Any] | None:
    """The first sentences of an edition to choose from, and those that are chosen now."""
    places = [place for place, text in enumerate(editing.sentences) if text in editing.shown.sentences]
    places = places[:MAX_SENTENCES]
    rest = [place for place in range(len(editing.sentences)) if place not in places]
    offered = sorted([*places, *rest[: _MAX_CHOICES - len(places)]])
    if not offered:
        return None
    choice: Select[Any] = Select(required=False, min_values=0, max_values=min(MAX_SENTENCES, len(offered)))
    for place in offered:
        label = trimmed(f"{place + 1}. {one_line(editing.sentences[place])}", _MAX_CHOICE_LENGTH)
        choice.add_option(label=label, value=str(place), default=place in places)
    return choice
