"""The answer to a member who asked for a translation: the original, what was made of it, and by what."""

from __future__ import annotations

import json
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import quoted
from bot.domain.language import Language
from bot.domain.mentions import named
from bot.domain.message import Message, message
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog
from bot.translating.read_translation import Reading, TranslationReader

_TIMEOUT = 890.0
"""Seconds: an answer can be edited for 15 minutes."""
_LENGTHS = ((1_700, 1_900), (600, 2_900), (300, 1_800), (300, 1_200), (150, 700), (100, 300))
"""Characters of the original and of the translation, before escaping, which may double them: the original
can be read in its own place too.
"""
_MAX_BYTES = 9_000
"""In JSON, where an emoji takes twelve: Discord has answered bodies near 10 KB with errors."""


async def answer_reading(interaction: Interaction, reading: Reading) -> None:
    """Answer a member, to them alone, with what they asked to have translated."""
    language = await interactions.language_of(interaction)
    view = reading_view(reading, interaction.client.catalog, language)
    await interactions.respond(interaction, view=view)


def reading_view(reading: Reading, catalog: Catalog, language: Language) -> Panel:
    """Draw a text with its translation, and the buttons that correct the language it is in."""
    told = len(reading.told.text) if isinstance(reading.told, MachineText) else 0
    for lengths in sorted(_LENGTHS, key=lambda one: -min(told, one[1])):  # as much of the translation as fits
        text = _text(reading, catalog, language, *lengths)
        if len(text) <= MAX_CHARACTERS and len(json.dumps(text)) <= _MAX_BYTES:
            break
    container: Container[Panel] = Container(TextDisplay(text))
    container.add_item(ActionRow(*(_This(reading, one, catalog, language) for one in _others(reading))))
    view = Panel(timeout=_TIMEOUT)
    view.add_item(container)
    return view


def _text(
    reading: Reading, catalog: Catalog, language: Language, of_original: int, of_translation: int
) -> str:
    """The answer with so many characters of the original and of the translation."""
    original, told = reading.original, reading.told
    lines = [catalog.say(reading.note, language)] if reading.note else []
    lines += [
        f"**{catalog.say(_language(reading), language)}**",
        quoted(named(original.text, original.names), of_original),
    ]
    if not isinstance(told, MachineText):
        shown = catalog.say(message("-# There is no translation. {reason}", reason=told), language)
        return "\n".join([*lines, shown])
    words = named(told.text, original.names)
    target = catalog.say(message("**Translation: {language}**", language=told.language), language)
    by = catalog.say(message("-# {line}", line=told.provenance), language)
    return "\n".join([*lines, target, quoted(words, of_translation), by])


def _language(reading: Reading) -> Message:
    if known := Language.from_tag(reading.language.value):
        return message("Original: {language}", language=known)
    return message("Original")


def _others(reading: Reading) -> list[Language]:
    """The languages that the text may be in instead."""
    return [one for one in Language if one.value != reading.language.value]


class _This(Button[Panel]):
    """*This is Spanish*: replaces the answer by a translation from that language."""

    def __init__(self, reading: Reading, said: Language, catalog: Catalog, language: Language) -> None:
        super().__init__(label=catalog.say(message("This is {language}", language=said), language))
        self._reading = reading
        self._said = said

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Correct the language."""
        pressed = cast("Interaction", interaction)
        await pressed.response.defer()
        viewer = await viewer_of(pressed)
        reader = pressed.client.services[TranslationReader]
        reading = await reader.correct(viewer, self._reading, self._said)
        view = reading_view(reading, pressed.client.catalog, viewer.member.language)
        await interactions.replace(pressed, view)
