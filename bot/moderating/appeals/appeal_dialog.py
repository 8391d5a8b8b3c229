"""*Appeal*: the button below a letter, in direct messages and in servers, and the dialog it opens."""

from __future__ import annotations

from typing import Any

import discord
from discord.ui import Label, TextInput

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Dialog, LastingButton
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.moderating.appeals.appeals import Appeals, CaseRef
from bot.moderating.letters.letter_view import letter_view

MAX_LENGTH = 1_000


class AppealButton(LastingButton, template=custom_ids.APPEAL):
    """Opens the dialog for an appeal or, once that was answered, shows the answer."""

    async def press(self, interaction: Interaction) -> None:
        """Ask what the member says, if they can appeal."""
        ref = CaseRef(int(self.fields["case_id"]), int(self.fields["opened"]))
        appeals, member_id = interaction.client.services[Appeals], interaction.user.id
        catalog = interaction.client.catalog
        if await appeals.is_answered(member_id, ref):
            await interactions.defer(interaction)
            language = await interactions.language_of(interaction)
            letter = await appeals.answer(member_id, ref, language)
            await interactions.respond(interaction, view=letter_view(letter, catalog, language))
            return
        language = await interactions.language_of(interaction)
        await AppealDialog(catalog, language, ref).ask(interaction)


class AppealDialog(Dialog):
    """Asks a member what they say against a case."""

    def __init__(self, catalog: Catalog, language: Language, ref: CaseRef) -> None:
        super().__init__(title=catalog.say(message("Appeal"), language))
        self._ref = ref
        self._text: TextInput[Any] = TextInput(style=discord.TextStyle.paragraph, max_length=MAX_LENGTH)
        self.add_item(
            Label(
                text=catalog.say(message("What do you say to it?"), language),
                description=catalog.say(
                    message("Only the moderators read it. You can appeal once."), language
                ),
                component=self._text,
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Store the appeal, and answer once it is stored."""
        await interactions.defer(interaction)
        appeals = interaction.client.services[Appeals]
        answer = await appeals.make(interaction.user.id, self._ref, self._text.value)
        await interactions.respond(interaction, answer)
