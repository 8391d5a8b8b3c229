"""*Comment options*: what a comment's author or a moderator sees of it, with the buttons they can use."""

from __future__ import annotations

import io

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discussion.comment_text_view import STATUSES, quoted, reactions_line, said, said_line, words_of
from bot.domain.card import trimmed
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.mirroring.file_limits import Copies, fitting
from bot.moderating.history_view import history_lines
from bot.moderating.review import Record

_MAX_REVISIONS = 3
_MAX_REVISION_LENGTH = 200


async def record_answer(interaction: Interaction, record: Record) -> None:
    """Answer with a comment's record and the kept copies of its attachments."""
    language = await interactions.language_of(interaction)
    view = record_view(record, interaction.client.catalog, language)
    await interactions.respond(interaction, view=view)
    if files := _files(record.copies):
        await interaction.followup.send(
            files=files, ephemeral=True, allowed_mentions=interactions.NO_MENTIONS
        )


def record_view(record: Record, catalog: Catalog, language: Language) -> LayoutView:
    """A comment's record with its buttons."""
    comment = record.comment
    container: Container[LayoutView] = Container()
    status = message("-# {status}", status=STATUSES[comment.status])
    head = (message("### Comment"), said_line(comment, record.spot), status)
    container.add_item(TextDisplay(said(catalog, language, *head)))
    history = history_lines(comment, record.reports, record.history)
    for lines, longest in (
        ([words_of(comment), reactions_line(record.reactions)], 1_700),
        (_revisions(record), 600),
        ([*_reported(record), *history], 900),
    ):
        if text := said(catalog, language, *lines, longest=longest):
            container.add_item(TextDisplay(text))
    buttons = _buttons(record, catalog, language)
    if not buttons and comment.status is CommentStatus.VISIBLE:
        hint = message("-# This is your own message: edit or delete it in Discord.")
        container.add_item(TextDisplay(catalog.say(hint, language)))
    if buttons:
        container.add_item(ActionRow(*buttons))
    view = Panel(timeout=None)
    view.add_item(container)
    view.stop()  # its buttons are dynamic items
    return view


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


def _buttons(record: Record, catalog: Catalog, language: Language) -> list[Button[LayoutView]]:
    def button(action: str, label: Message, style: discord.ButtonStyle) -> Button[LayoutView]:
        return Button(
            label=trimmed(catalog.say(label, language), 80),
            custom_id=custom_ids.of_comment(action, record.comment.source_id),
            style=style,
        )

    status, buttons = record.comment.status, []
    if record.can_edit:
        buttons.append(button("edit", message("Edit"), discord.ButtonStyle.primary))
    if record.can_erase:
        buttons.append(button("delete", message("Delete"), discord.ButtonStyle.danger))
    if record.moderates and status in (CommentStatus.VISIBLE, CommentStatus.REFUSED):
        buttons.append(button("hide", message("Hide"), discord.ButtonStyle.danger))
    if record.moderates and status in (CommentStatus.HIDDEN, CommentStatus.REFUSED):
        label = message("Approve") if status is CommentStatus.REFUSED else message("Restore")
        buttons.append(button("restore", label, discord.ButtonStyle.primary))
    if record.moderates and any(report.status == "open" for report in record.reports):
        buttons.append(button("dismiss", message("Dismiss"), discord.ButtonStyle.secondary))
    return buttons


def _files(copies: Copies) -> list[discord.File]:
    return [discord.File(io.BytesIO(content), filename) for filename, content in fitting(copies)]
