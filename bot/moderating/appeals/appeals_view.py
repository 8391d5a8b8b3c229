"""The card of an appeal that waits, with what a moderator can answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Label, Separator, TextDisplay, TextInput

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Dialog, LastingButton, Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import beside, said
from bot.discussion.viewer_port import Viewer
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.moderating.appeals.answer_appeals import AppealItem, AppealQueue, NextAppeal
from bot.moderating.appeals.translate_appeal import AppealTranslations, TranslatedAppeal
from bot.moderating.cases.case_words import KIND_NAMES, actor, reason_of, standing_of
from bot.moderating.hit_lines import RULE_NAMES

LONGEST_HEAD = 900
LONGEST_EVIDENCE = 1_000
"""Characters of the words that a case is about, with their translation."""
LONGEST_APPEAL = 1_700
"""Characters of an appeal, with its translation."""
LONGEST_ANSWER = 1_000
MOST_PASSED = 200
"""Appeals that somebody passed over and that are left out."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


async def show_next_appeal(
    interaction: Interaction, after: tuple[int, ...] = (), note: Message | None = None
) -> None:
    """Show the next appeal that waits, in the place of the card before; or that none waits any more."""
    viewer = await viewer_of(interaction)
    found = await interaction.client.services[AppealQueue].next(viewer, after)
    catalog, language = interaction.client.catalog, viewer.member.language
    view: AppealCard | NoAppeal = NoAppeal(catalog, language, found, note)
    if found.item is not None:
        translated = await interaction.client.services[AppealTranslations].of(viewer.member, found.item)
        view = AppealCard(found.item, after, catalog, language, note, translated)
    if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interactions.respond(interaction, view=view)
    else:
        await interactions.replace(interaction, view)


class OpenAppealsButton(LastingButton, template=custom_ids.APPEALS):
    """Opens the appeals that wait, for this moderator alone."""

    async def press(self, interaction: Interaction) -> None:
        """Show the next appeal that they can answer."""
        await interactions.defer(interaction)
        await show_next_appeal(interaction)


class NoAppeal(Panel):
    """What stands where no appeal waits for a moderator."""

    def __init__(self, catalog: Catalog, language: Language, found: NextAppeal, note: Message | None) -> None:
        super().__init__(timeout=_TIMEOUT)
        told = message("No appeal waits for you at the moment.")
        own = counted(
            "{count} waits against what you decided yourself: another moderator answers it.",
            "{count} wait against what you decided yourself: another moderator answers them.",
            found.own,
        )
        taken = counted(
            "Another moderator is looking at {count}.",
            "Other moderators are looking at {count}.",
            found.taken,
        )
        others = (taken if found.taken else None, own if found.own else None)
        text = said(catalog, language, note, told, *others)
        self.add_item(Container(TextDisplay(text), accent_colour=ACCENT))
        self.stop()


class AppealCard(Panel):
    """An appeal that waits. Answering it, or *Next*, replaces it with the next."""

    def __init__(
        self,
        item: AppealItem,
        after: tuple[int, ...],
        catalog: Catalog,
        language: Language,
        note: Message | None,
        translated: TranslatedAppeal,
    ) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.item = item
        self._after = after
        say = partial(catalog.say, language=language)
        container: Container[AppealCard] = Container(accent_colour=ACCENT)
        container.add_item(TextDisplay(said(catalog, language, note, *_head(item), longest=LONGEST_HEAD)))
        if item.evidence is not None:
            names, made = item.evidence.names, translated.evidence
            words = beside(catalog, language, item.evidence.text, names, made, LONGEST_EVIDENCE)
            heading = say(message("**The comment**"))
            container.add_item(TextDisplay(f"{heading}\n{words}"))
        container.add_item(Separator())
        words = beside(catalog, language, item.appeal.text, {}, translated.appeal, LONGEST_APPEAL)
        heading = say(message("**What they say**"))
        container.add_item(TextDisplay(f"{heading}\n{words}"))
        buttons = [
            _Act(say(message("Keep it")), discord.ButtonStyle.danger, self._keep),
            _Act(say(message("Next")), discord.ButtonStyle.primary, self._next),
        ]
        if item.case.is_in_force(item.at):
            undo = _Act(say(message("Undo the case")), discord.ButtonStyle.success, self._undo)
            buttons.insert(0, undo)
        container.add_item(ActionRow(*buttons))
        self.add_item(container)

    async def go_on(self, interaction: Interaction, note: Message | None = None) -> None:
        """Show the next appeal in the place of this one."""
        self.stop()
        await show_next_appeal(interaction, (*self._after, self.item.case.id)[-MOST_PASSED:], note)

    async def _undo(self, interaction: Interaction) -> None:
        act = interaction.client.services[AppealQueue].undo
        await self._ask(interaction, message("Undo the case"), act)

    async def _keep(self, interaction: Interaction) -> None:
        act = interaction.client.services[AppealQueue].keep
        await self._ask(interaction, message("Keep the case"), act)

    async def _ask(self, interaction: Interaction, heading: Message, act: _Answering) -> None:
        language = await interactions.language_of(interaction)
        await AnswerDialog(self, interaction.client.catalog, language, heading, act).ask(interaction)

    async def _next(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        queue = interaction.client.services[AppealQueue]
        await queue.release(await viewer_of(interaction), self.item.case.id)
        await self.go_on(interaction)


_Answering = Callable[[Viewer, int, str], Coroutine[Any, Any, Message]]


class AnswerDialog(Dialog):
    """Asks a moderator what they answer."""

    def __init__(
        self, card: AppealCard, catalog: Catalog, language: Language, heading: Message, act: _Answering
    ) -> None:
        super().__init__(title=catalog.say(heading, language))
        self._card = card
        self._act = act
        self._text: TextInput[Any] = TextInput(style=discord.TextStyle.paragraph, max_length=LONGEST_ANSWER)
        self.add_item(
            Label(
                text=catalog.say(message("Your answer"), language),
                description=catalog.say(message("The member reads it, without your name."), language),
                component=self._text,
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Answer, and show the next appeal."""
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        done = await self._act(viewer, self._card.item.case.id, self._text.value)
        await self._card.go_on(interaction, done)


class _Act(Button[AppealCard]):
    def __init__(
        self,
        label: str,
        style: discord.ButtonStyle,
        act: Callable[[Interaction], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(label=trimmed(label, 80), style=style)
        self._act = act

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Act on the appeal."""
        await self._act(cast("Interaction", interaction))


def _head(item: AppealItem) -> list[Message]:
    case = item.case
    heading = message("### Appeal against case {number}", number=str(case.number))
    if item.left:
        waiting = counted("{count} more waits", "{count} more wait", item.left)
        heading = message("{heading} · {waiting}", heading=heading, waiting=waiting)
    lines = [
        heading,
        message(
            "<@{member}> · {kind} · {time} · {who}",
            member=str(case.member_id),
            kind=KIND_NAMES[case.kind],
            time=in_figures(case.opened_at),
            who=actor(case),
        ),
        message("> {reason}", reason=reason_of(case)),
        *standing_of(case, item.at),
    ]
    if case.rule is not None:
        lines.append(message("-# Rule: {rule}", rule=RULE_NAMES[case.rule]))
    if item.headline:
        lines.append(message("-# {headline}", headline=escaped(trimmed(one_line(item.headline), 150))))
    if item.withheld:
        lines.append(message("-# It is about a comment in a channel that you cannot read."))
    return [*lines, message("-# Appealed on {time}", time=in_figures(item.appeal.made_at))]
