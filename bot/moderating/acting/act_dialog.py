"""Acting about a member: the dialog that asks why and for how long, the questions, and the answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Self, cast

import discord
from discord.ui import ActionRow, Button, Container, Label, Select, TextDisplay, TextInput

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.errors import Dialog, Panel
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.domain.card import trimmed
from bot.domain.cases.case import CaseKind
from bot.domain.message import Message, message
from bot.domain.rules import Rule
from bot.moderating.cases.case_words import DURATIONS, duration_named
from bot.moderating.cases.cases import Cases, Opened
from bot.moderating.cases.opening import TIMED, Act, ActedAlready
from bot.moderating.reasons.reason_choice_view import MAX_REASON_LENGTH, ReasonChoice

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""

ACTS = {
    CaseKind.WARN: message("Warn"),
    CaseKind.NOTE: message("Note"),
    CaseKind.MUTE: message("Mute"),
    CaseKind.DISCUSSION_BAN: message("Ban from discussions"),
    CaseKind.TIMEOUT: message("Time out"),
    CaseKind.KICK: message("Kick"),
    CaseKind.BAN: message("Ban"),
}
"""What moderators can do about a member, as buttons and headings name it."""
_ASKED = {
    CaseKind.KICK: message("Kick <@{member}> from the server? They are told why first, and can come back."),
    CaseKind.BAN: message(
        "Ban <@{member}> from the server? They are told why first. Their messages stay, and they cannot come "
        "back until it is undone."
    ),
}
"""What is asked once more."""
DO_IT_ANYWAY = message("Do it anyway")
_CAN_BE_UNDONE = frozenset(CaseKind) - {CaseKind.NOTE, CaseKind.KICK}


class ActDialog(Dialog):
    """Asks a moderator why they act about a member and, where it is for a time, for how long."""

    choice: ReasonChoice

    def __init__(self, heading: str, act: Act) -> None:
        super().__init__(title=heading)
        self._act = act
        self._duration: Select[Self] | None = None

    @classmethod
    async def open(cls, interaction: Interaction, act: Act, rules: Collection[Rule] = ()) -> Self:
        """The dialog, in the language of the moderator who opens it. ``rules`` are those that found something
        in the comment that it is about.
        """
        language = await interactions.language_of(interaction)
        say = partial(interactions.translate, interaction, language=language)
        dialog = cls(trimmed(say(ACTS[act.kind]), 45), act)
        if act.kind is CaseKind.NOTE:
            question = message("Note (only moderators see it)")
            dialog.choice = await ReasonChoice.into(dialog, interaction, question, ready=False)
        else:
            question = message("Reason (they are told it)")
            dialog.choice = await ReasonChoice.into(dialog, interaction, question, rules)
        if act.kind in TIMED:
            options = [
                discord.SelectOption(label=say(label), value=str(int(duration.total_seconds())))
                for duration, label in DURATIONS.items()
            ]
            dialog._duration = Select(options=options, placeholder=say(message("Choose a time")))
            dialog.add_item(Label(text=say(message("For how long?")), component=dialog._duration))
        return dialog

    async def submit(self, interaction: Interaction) -> None:
        """Do it, or ask once more where it cannot simply be taken back."""
        await interactions.defer(interaction)
        seconds = int(self._duration.values[0]) if self._duration and self._duration.values else None
        duration = None if seconds is None else timedelta(seconds=seconds)
        act = replace(self._act, reason=self.choice.given, rule=self.choice.rule, duration=duration)
        await ask_or_do(interaction, act)


async def ask_or_do(interaction: Interaction, act: Act) -> None:
    """Do it, or ask once more where it puts somebody out of the server."""
    if act.kind not in _ASKED or not act.reason:
        await carry_out(interaction, act)
        return
    question = message(_ASKED[act.kind].text, member=str(act.member_id))
    await ask(interaction, [question], ACTS[act.kind], partial(carry_out, act=act))


async def carry_out(interaction: Interaction, act: Act) -> None:
    """Do it and answer; where somebody did the like just now, ask whether to do it anyway."""
    viewer, cases = await viewer_of(interaction), interaction.client.services[Cases]
    try:
        opened = await cases.open(viewer, act)
    except ActedAlready as before:
        again = partial(carry_out, act=replace(act, known=before.number))
        await ask(interaction, [before.message], DO_IT_ANYWAY, again)
    else:
        await answer(interaction, opened)


async def answer(interaction: Interaction, opened: Opened) -> None:
    """Say what was done, with a button that undoes it, and one for what a threshold proposes."""
    language = await interactions.language_of(interaction)
    say = partial(interactions.translate, interaction, language=language)
    view = Panel(timeout=_TIMEOUT)
    told = "\n".join(map(say, opened.told))
    container: Container[Panel] = Container(TextDisplay(told), accent_colour=ACCENT)
    buttons: list[Button[Any]] = []
    if (act := opened.proposed) is not None:
        buttons.append(ProposedButton(say(_label(act)), act))
    if opened.case.kind in _CAN_BE_UNDONE:
        buttons.append(UndoButton(say(message("Undo")), opened.case.number))
    if buttons:
        container.add_item(ActionRow(*buttons))
    view.add_item(container)
    await interactions.respond(interaction, view=view)


def _label(act: Act) -> Message:
    if act.duration is None:
        return ACTS[act.kind]
    return message("{act} for {time}", act=ACTS[act.kind], time=duration_named(act.duration))


class ProposedButton(Button[Any]):
    """Does what a threshold proposes."""

    def __init__(self, label: str, act: Act) -> None:
        super().__init__(label=trimmed(label, 80), style=discord.ButtonStyle.danger)
        self._act = act

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it, or ask once more."""
        pressed = cast("Interaction", interaction)
        await interactions.defer(pressed)
        await ask_or_do(pressed, self._act)


class UndoButton(Button[Any]):
    """Asks why a case is undone, then undoes it."""

    def __init__(self, label: str, number: int) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.secondary)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the dialog."""
        pressed = cast("Interaction", interaction)
        await (await UndoDialog.open(pressed, self._number)).ask(pressed)


class UndoDialog(Dialog):
    """Asks a moderator why a case is undone."""

    def __init__(self, heading: str, question: str, number: int) -> None:
        super().__init__(title=heading)
        self._number = number
        self._reason: TextInput[Self] = TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_REASON_LENGTH
        )
        self.add_item(Label(text=question, component=self._reason))

    @classmethod
    async def open(cls, interaction: Interaction, number: int) -> Self:
        """The dialog, in the language of the moderator who opens it."""
        language = await interactions.language_of(interaction)
        say = partial(interactions.translate, interaction, language=language)
        heading = say(message("Undo case {number}", number=str(number)))
        return cls(heading, say(message("Reason (they are told it)")), number)

    async def submit(self, interaction: Interaction) -> None:
        """Undo it and confirm."""
        await interactions.defer(interaction)
        viewer, cases = await viewer_of(interaction), interaction.client.services[Cases]
        await interactions.respond(interaction, await cases.undo(viewer, self._number, self._reason.value))


class ActButton(Button[Any]):
    """Opens the dialog for one kind of act."""

    def __init__(self, label: str, act: Act, rules: Collection[Rule]) -> None:
        destroys = act.kind in _ASKED
        style = discord.ButtonStyle.danger if destroys else discord.ButtonStyle.secondary
        super().__init__(label=trimmed(label, 80), style=style)
        self._act = act
        self._rules = rules

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open it."""
        pressed = cast("Interaction", interaction)
        await (await ActDialog.open(pressed, self._act, self._rules)).ask(pressed)
