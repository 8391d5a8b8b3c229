"""The fields of dialogs with which moderators give a reason."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import discord
from discord.ui import Label, Modal, Select, TextInput

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain.card import trimmed
from bot.domain.cases.case import Reason, Template
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.rules import Rule
from bot.moderating.hit_lines import RULE_NAMES
from bot.moderating.reasons.reason_book import ReasonBook

MAX_REASON_LENGTH = 500


class ReasonChoice:
    """A reason that is chosen, written, or both; and where rules found something, which rule it is about."""

    def __init__(self, templates: list[Template], language: Language) -> None:
        self._templates = {one.name: one.reason for one in templates}
        self._language = language
        self.text: TextInput[Any] = TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_REASON_LENGTH, required=False
        )
        options = [
            discord.SelectOption(label=trimmed(one.reason.by_language[language], 100), value=one.name)
            for one in templates
        ]
        self.ready: Select[Any] = Select(options=options, required=False)
        self._rule: Select[Any] | None = None

    @classmethod
    async def into(
        cls,
        dialog: Modal,
        interaction: Interaction,
        question: Message,
        rules: Collection[Rule] = (),
        *,
        ready: bool = True,
    ) -> ReasonChoice:
        """Add the fields to a dialog, in the language of the moderator who opens it. Without ``ready`` the
        reason can only be written.
        """
        assert interaction.guild_id is not None
        language = await interactions.language_of(interaction)
        say = partial(interactions.translate, interaction, language=language)
        choice = cls(await interaction.client.services[ReasonBook].of(interaction.guild_id), language)
        choice.ready.placeholder = say(message("Choose a reason"))
        dialog.add_item(Label(text=say(question), component=choice.text))
        if ready:
            dialog.add_item(Label(text=say(message("Or choose one of these")), component=choice.ready))
        else:
            choice.text.required = True
        if rules:
            options = [discord.SelectOption(label=say(RULE_NAMES[one]), value=one.value) for one in rules]
            choice._rule = Select(options=options, required=False)
            dialog.add_item(Label(text=say(message("A rule that it is against")), component=choice._rule))
        return choice

    @property
    def given(self) -> Reason:
        """The reason, once the dialog was sent; empty if none was given."""
        chosen = self._templates[self.ready.values[0]] if self.ready.values else Reason("")
        return chosen.with_words(self.text.value)

    @property
    def told(self) -> str:
        """The reason in the moderator's language."""
        return self.given.by_language[self._language]

    @property
    def rule(self) -> Rule | None:
        """The rule that was chosen."""
        return Rule(self._rule.values[0]) if self._rule and self._rule.values else None
