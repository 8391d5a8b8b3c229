"""*Comment options*: what a comment's author or a moderator sees of it, with the buttons they can use."""

from __future__ import annotations

import io

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discussion.comment_text_view import (
    quoted,
    reactions_line,
    said,
    said_line,
    side_by_side,
    status_of,
    words_of,
)
from bot.domain.card import trimmed
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, counted, message
from bot.domain.moderation import LetterState
from bot.i18n.catalog import Catalog
from bot.mirroring.file_limits import Copies, fitting
from bot.moderating.history_view import history_lines
from bot.moderating.hit_lines import hit_lines
from bot.moderating.review import Record
from bot.translating.translate_page import NOTHING, PageTranslations, Translated

_IN_A_ROW = 5
_FOUND = 600
"""Characters of what rules found."""
_MAX_REVISIONS = 3
_MAX_REVISION_LENGTH = 200


async def record_answer(interaction: Interaction, record: Record) -> None:
    """Answer with a comment's record and the kept copies of its attachments."""
    member = await interactions.member_of(interaction)
    translated = NOTHING
    if record.moderates:
        translated = await interaction.client.services[PageTranslations].of(member, [record.comment])
    view = record_view(record, interaction.client.catalog, member.language, translated)
    await interactions.respond(interaction, view=view)
    if files := _files(record.copies):
        await interaction.followup.send(
            files=files, ephemeral=True, allowed_mentions=interactions.NO_MENTIONS
        )


def record_view(
    record: Record, catalog: Catalog, language: Language, translated: Translated = NOTHING
) -> LayoutView:
    """A comment's record with its buttons."""
    comment = record.comment
    container: Container[LayoutView] = Container()
    head = (message("### Comment"), said_line(comment, record.spot), _standing(record))
    container.add_item(TextDisplay(said(catalog, language, *head)))
    history = history_lines(comment, record.reports, record.history, record.cases)
    longest = 1_700 - (_FOUND if record.hits else 0)
    words = _words(record, catalog, language, translated, longest - 100)
    parts = (
        said(catalog, language, words, reactions_line(record.reactions), longest=longest),
        said(catalog, language, *_revisions(record), longest=600),
        said(catalog, language, *hit_lines(record.hits, _FOUND), longest=_FOUND),
        said(catalog, language, *_untold(record), *_reported(record), *history, longest=900),
    )
    for text in filter(None, parts):
        container.add_item(TextDisplay(text))
    buttons = _buttons(record, catalog, language)
    if not buttons and comment.status is CommentStatus.VISIBLE:
        hint = message("-# This is your own message: edit or delete it in Discord.")
        container.add_item(TextDisplay(catalog.say(hint, language)))
    for start in range(0, len(buttons), _IN_A_ROW):
        container.add_item(ActionRow(*buttons[start : start + _IN_A_ROW]))
    view = Panel(timeout=None)
    view.add_item(container)
    view.stop()  # its buttons are dynamic items
    return view


def _standing(record: Record) -> Message:
    """How a comment stands, the language that it counts as being in, and whether it is featured."""
    status = status_of(record.comment)
    if source := Language.from_tag(record.comment.language.value):
        language = message("in {language}", language=source)
        status = message("{status} · {language}", status=status, language=language)
    if record.featured:
        status = message("{status} · featured", status=status)
    return message("-# {status}", status=status)


def _words(
    record: Record, catalog: Catalog, language: Language, translated: Translated, longest: int
) -> Message:
    """What the comment says, with its translation or why that is missing."""
    if made := translated.by_comment.get(record.comment.id):
        text = side_by_side(catalog, language, record.comment, made, longest)
        return message("{text}", text=text)
    words = words_of(record.comment)
    if translated.missing is None:
        return words
    return message(
        "{text}\n{note}",
        text=words,
        note=message("-# There is no translation. {reason}", reason=translated.missing),
    )


def _revisions(record: Record) -> list[Message | None]:
    revisions = record.revisions
    if not revisions:
        return []
    heading = counted("**Edited {count} time.** Before:", "**Edited {count} times.** Before:", len(revisions))
    shown = [
        message(
            "{time}\n{text}",
            time=in_figures(one.replaced_at),
            text=quoted(named(one.text, record.comment.names), _MAX_REVISION_LENGTH),
        )
        for one in revisions[-_MAX_REVISIONS:]
    ]
    return [heading, *shown]


def _reported(record: Record) -> list[Message]:
    if not record.reports:
        return []
    return [counted("**Reported by {count} member**", "**Reported by {count} members**", len(record.reports))]


def _untold(record: Record) -> list[Message]:
    if record.told is not LetterState.CLOSED:
        return []
    return [message("- The author takes no direct messages, and could not be told that it waited")]


def _buttons(record: Record, catalog: Catalog, language: Language) -> list[Button[LayoutView]]:
    def button(action: str, label: Message, style: discord.ButtonStyle) -> Button[LayoutView]:
        return Button(
            label=trimmed(catalog.say(label, language), 80),
            custom_id=custom_ids.of_comment(action, record.comment.source_id),
            style=style,
        )

    status, buttons, held = record.comment.status, [], record.comment.held
    if record.can_edit:
        buttons.append(button("edit", message("Edit"), discord.ButtonStyle.primary))
    if record.can_erase:
        buttons.append(button("delete", message("Delete"), discord.ButtonStyle.danger))
    if record.moderates and (held or status in (CommentStatus.VISIBLE, CommentStatus.REFUSED)):
        buttons.append(button("hide", message("Hide"), discord.ButtonStyle.danger))
        if not record.own:
            buttons.append(button("warn", message("Hide and warn"), discord.ButtonStyle.danger))
    if record.moderates and status in (CommentStatus.HIDDEN, CommentStatus.REFUSED):
        label = message("Approve") if held or status is CommentStatus.REFUSED else message("Restore")
        buttons.append(button("restore", label, discord.ButtonStyle.primary))
    if record.featured:
        buttons.append(button("unfeature", message("Stop featuring"), discord.ButtonStyle.secondary))
    elif record.moderates and status is CommentStatus.VISIBLE and not record.open_reports:
        buttons.append(button("feature", message("Feature"), discord.ButtonStyle.secondary))
    if record.moderates and record.open_reports and not held:
        buttons.append(button("dismiss", message("Dismiss"), discord.ButtonStyle.secondary))
    if record.moderates and not record.own and record.comment.author.id:
        buttons.append(button("author", message("Member record"), discord.ButtonStyle.secondary))
    if record.moderates and record.reports:
        buttons.append(button("reporters", message("Who reported it"), discord.ButtonStyle.secondary))
    return buttons


def _files(copies: Copies) -> list[discord.File]:
    return [discord.File(io.BytesIO(content), filename) for filename, content in fitting(copies)]
