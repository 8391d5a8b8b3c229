"""A case as moderators read it, with all that belongs to it."""

from __future__ import annotations

from discord.ui import ActionRow, Container, LayoutView, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.member_words import in_one_line
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import quoted, said
from bot.domain.cases.case import Appeal, AppealStatus, CaseKind, CaseNote, LetterAbout
from bot.domain.language import Language
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.moderating.acting.act_dialog import UndoButton
from bot.moderating.cases.case_words import KIND_NAMES, TOLD, actor, reason_of, standing_of
from bot.moderating.cases.read_cases import CaseFile, CaseReader
from bot.moderating.hit_lines import RULE_NAMES

_HEAD, _EVIDENCE, _APPEAL, _NOTES = 900, 1_200, 800, 900
"""Characters of each part, all of them within Discord's 4,000."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""
LONGEST_NOTE = 200
MAX_NOTES = 8

_APPEALS = {
    AppealStatus.OPEN: message("not answered yet"),
    AppealStatus.GRANTED: message("granted"),
    AppealStatus.REFUSED: message("turned down"),
}


async def show_case(interaction: Interaction, number: int) -> None:
    """Answer a moderator with a case."""
    viewer = await viewer_of(interaction)
    file = await interaction.client.services[CaseReader].show(viewer, number)
    view = case_view(file, interaction.client.catalog, viewer.member.language)
    await interactions.respond(interaction, view=view)


def case_view(file: CaseFile, catalog: Catalog, language: Language) -> LayoutView:
    """A case with its reason, evidence, notes, and what became of it; and a button that undoes it."""
    parts = (
        said(catalog, language, *_head(file), longest=_HEAD),
        said(catalog, language, *_comment(file), longest=_EVIDENCE),
        said(catalog, language, *_appeal(file.appeal), longest=_APPEAL),
        said(catalog, language, *_notes(file.notes), longest=_NOTES),
    )
    container: Container[LayoutView] = Container(
        *(TextDisplay(text) for text in parts if text), accent_colour=ACCENT
    )
    if file.may_undo:
        container.add_item(ActionRow(UndoButton(catalog.say(message("Undo"), language), file.case.number)))
    view = Panel(timeout=_TIMEOUT)
    view.add_item(container)
    return view


def _head(file: CaseFile) -> list[Message]:
    case = file.case
    lines = [
        message("### Case {number}: {kind}", number=str(case.number), kind=KIND_NAMES[case.kind]),
        message(
            "<@{member}> · {time} · {who}",
            member=str(case.member_id),
            time=in_figures(case.opened_at),
            who=actor(case),
        ),
        message("> {reason}", reason=reason_of(case)),
        *standing_of(case, file.at),
    ]
    if case.entry_id is not None:
        lines.append(message("-# Done in Discord, not by me: I told the member nothing."))
    if case.rule is not None:
        lines.append(message("-# Rule: {rule}", rule=RULE_NAMES[case.rule]))
    if case.emptied:
        lines.append(message("-# The member had it erased: reason, evidence, notes and appeal are gone."))
    if case.kind is CaseKind.NOTE:
        return lines
    told = file.letters.get(LetterAbout.REVERSED) or file.letters.get(LetterAbout.OPENED)
    return [*lines, message("-# {told}", told=TOLD[told])] if told else lines


def _comment(file: CaseFile) -> list[Message]:
    if file.case.comment_id is None:
        return []
    if file.withheld:
        return [message("-# It is about a comment in a channel that you cannot read.")]
    lines = [message("**The comment** ([it stands here]({link}))", link=file.link)] if file.link else []
    if file.evidence is None:
        return [*lines, message("-# The text of the comment is not kept in this case.")]
    lines = lines or [message("**The comment**")]
    words = quoted(named(file.evidence.text, file.evidence.names), 1_000)
    return [*lines, message("{text}", text=words or "> …")]


def _appeal(appeal: Appeal | None) -> list[Message]:
    if appeal is None:
        return []
    head = message(
        "**Appeal** · {time} · {status}", time=in_figures(appeal.made_at), status=_APPEALS[appeal.status]
    )
    lines = [head, message("{text}", text=quoted(appeal.text, 400))]
    if appeal.answer:
        answer = in_one_line(appeal.answer, LONGEST_NOTE)
        lines.append(message("-# <@{who}>: {answer}", who=str(appeal.answered_by), answer=answer))
    return lines


def _notes(notes: tuple[CaseNote, ...]) -> list[Message]:
    if not notes:
        return []
    lines = [message("**Notes**")]
    if earlier := len(notes) - MAX_NOTES:
        lines += [message("- {count} earlier ones", count=earlier)] if earlier > 0 else []
    return lines + [
        message(
            "- <@{who}>, {time}: {text}",
            who=str(one.author_id),
            time=in_figures(one.at),
            text=in_one_line(one.text, LONGEST_NOTE),
        )
        for one in notes[-MAX_NOTES:]
    ]
