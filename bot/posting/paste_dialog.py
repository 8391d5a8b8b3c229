"""The dialog that takes a pasted article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from discord import TextStyle
from discord.ui import Label, TextInput

from bot.discordkit.errors import Dialog
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

Pasted = Callable[["Interaction", str | None, str], Awaitable[None]]
"""Called with the interaction, the title or None, and the text."""
MAX_FIELD_LENGTH = 4_000
"""Discord's limit for a field of a dialog; hence the second field for the text."""


class PasteDialog(Dialog):
    """Asks for an optional title, and a text in one or two fields."""

    def __init__(self, catalog: Catalog, language: Language, pasted: Pasted) -> None:
        super().__init__(title=catalog.say(message("Paste an article"), language))
        self._pasted = pasted
        self._title: TextInput[Any] = TextInput(required=False, max_length=300)
        self._text: TextInput[Any] = TextInput(style=TextStyle.paragraph, max_length=MAX_FIELD_LENGTH)
        self._rest: TextInput[Any] = TextInput(
            style=TextStyle.paragraph, required=False, max_length=MAX_FIELD_LENGTH
        )
        for label, hint, field in (
            (message("Headline"), message("Leave empty if the text begins with it."), self._title),
            (message("Text"), message("The article as you copied it."), self._text),
            (message("Rest of the text"), message("Whatever does not fit above."), self._rest),
        ):
            self.add_item(
                Label(
                    text=catalog.say(label, language),
                    description=catalog.say(hint, language),
                    component=field,
                )
            )

    async def submit(self, interaction: Interaction) -> None:
        """Pass on what was pasted. The text was split mid-line if its first field is full, else at a line."""
        between = "" if len(self._text.value) == MAX_FIELD_LENGTH else "\n"
        text = f"{self._text.value}{between}{self._rest.value}"
        await self._pasted(interaction, self._title.value.strip() or None, text)
