"""How a member stands, as moderators read it, with what they can do about them."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.moderating.cases.case_words import case_lines
from bot.moderating.cases.read_cases import PAGE, CaseReader, MemberRecord

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


async def show_member(interaction: Interaction, member_id: int, source_id: int | None = None) -> None:
    """Answer a moderator with a member's record; ``source_id``: seen from a comment of theirs."""
    viewer = await viewer_of(interaction)
    reader = interaction.client.services[CaseReader]
    record = await reader.of_member(viewer, member_id, source_id=source_id)
    view = MemberPanel(record, interaction.client.catalog, viewer.member.language)
    await interactions.respond(interaction, view=view)


class MemberPanel(Panel):
    """A member's record."""

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
        if turning := self._turning():
            container.add_item(ActionRow(*turning))
        self.add_item(container)

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
