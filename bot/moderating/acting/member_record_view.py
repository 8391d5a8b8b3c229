"""How a member stands, as moderators read it, with what they can do about them."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Select, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.card import one_line, trimmed
from bot.domain.cases.case import Reason
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.moderating.acting.act_dialog import ACTS, ActButton
from bot.moderating.acting.case_view import show_case
from bot.moderating.cases.case_words import KIND_NAMES, case_lines
from bot.moderating.cases.opening import Act
from bot.moderating.cases.read_cases import PAGE, CaseReader, MemberRecord

_IN_A_ROW = 5
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


async def show_member(interaction: Interaction, record: MemberRecord) -> None:
    """Answer a moderator with a member's record."""
    language = await interactions.language_of(interaction)
    await interactions.respond(interaction, view=MemberPanel(record, interaction.client.catalog, language))


class MemberPanel(Panel):
    """A member's record, with a menu of the cases on its page and buttons for what the viewer may do."""

    def __init__(self, record: MemberRecord, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.record = record
        self._catalog = catalog
        self._language = language
        container: Container[MemberPanel] = Container(accent_colour=ACCENT)
        container.add_item(TextDisplay(said(catalog, language, *_standing(record))))
        container.add_item(Separator())
        longest = 3_000 // PAGE
        lines = [
            said(catalog, language, *case_lines(one, record.at), longest=longest) for one in record.cases
        ]
        none = said(catalog, language, message("There are no cases about this member."))
        container.add_item(TextDisplay("\n".join(lines) if lines else none))
        if record.cases:
            container.add_item(ActionRow(self._menu()))
        if turning := self._turning():
            container.add_item(ActionRow(*turning))
        self.add_item(container)
        acts = self._acts()
        for start in range(0, len(acts), _IN_A_ROW):
            self.add_item(ActionRow(*acts[start : start + _IN_A_ROW]))

    def _menu(self) -> Select[MemberPanel]:
        menu: Select[MemberPanel] = Select(placeholder=self._say(message("See a case")))
        for one in self.record.cases:
            name = message("Case {number}: {kind}", number=str(one.number), kind=KIND_NAMES[one.kind])
            why = one_line(one.why[self._language])
            menu.add_option(
                label=trimmed(self._say(name), 100), value=str(one.number), description=trimmed(why, 100)
            )
        menu.callback = self._open  # type: ignore[method-assign]  # discord.py's own way without a subclass
        return menu

    def _acts(self) -> list[Button[MemberPanel]]:
        record = self.record
        return [
            ActButton(
                self._say(ACTS[kind]),
                Act(kind, record.member_id, Reason(""), source_id=record.source_id, known=record.latest),
                record.rules,
            )
            for kind in ACTS
            if kind in record.acts
        ]

    async def _open(self, interaction: discord.Interaction[Any]) -> None:
        chosen = cast("Interaction", interaction)
        await interactions.defer(chosen)
        await show_case(chosen, int(cast("dict[str, Any]", interaction.data)["values"][0]))

    def _turning(self) -> list[Button[MemberPanel]]:
        if self.record.total <= PAGE:
            return []
        number = self.record.number
        turns = [
            (number > 0, message("Newer"), number - 1),
            (self.record.has_more, message("Older"), number + 1),
        ]
        return [_Turn(self._say(label), page, disabled=not there) for there, label, page in turns]

    async def turn(self, interaction: Interaction, number: int) -> None:
        """Show another page of the cases."""
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        reader, record = interaction.client.services[CaseReader], self.record
        shown = await reader.of_member(viewer, record.member_id, number, record.source_id)
        await interactions.replace(interaction, MemberPanel(shown, self._catalog, viewer.member.language))

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


class _Turn(Button[MemberPanel]):
    def __init__(self, label: str, number: int, *, disabled: bool) -> None:
        super().__init__(label=label, disabled=disabled)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._number)


def _standing(record: MemberRecord) -> list[Message]:
    lines = [message("### Record of <@{member}>", member=str(record.member_id))]
    if not record.here:
        lines.append(message("-# Not a member of this server now"))
    comments = counted("{count} comment", "{count} comments", record.said.comments)
    if record.said.since is None:
        lines.append(message("No comments in the channels that you can read"))
    else:
        lines.append(
            message(
                "{comments} in the channels that you can read: {hidden} hidden, {reported} reported, the "
                "first {since}",
                comments=comments,
                hidden=record.said.hidden,
                reported=record.said.reported,
                since=in_figures(record.said.since),
            )
        )
    cases = counted("{count} case", "{count} cases", record.total)
    warnings = counted("{count} warning stands", "{count} warnings stand", record.warnings)
    if record.total:
        lines.append(message("{cases}; {warnings}", cases=cases, warnings=warnings))
    if record.elsewhere:
        lines.append(
            counted(
                "-# {count} more is for moderators of the whole server.",
                "-# {count} more are for moderators of the whole server.",
                record.elsewhere,
            )
        )
    return lines
