"""A notice in the moderators' channel: a reported comment, or the record of a hidden one."""

from __future__ import annotations

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, Separator, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.command_names import command_name
from bot.discordkit.escaping import escaped
from bot.discussion.comment_text_view import said, said_line, side_by_side, status_of, words_of
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.moderation import NoticeKind
from bot.domain.notice import Notice, read_by_all
from bot.i18n.catalog import Catalog
from bot.moderating.history_view import history_lines
from bot.moderating.hit_lines import hit_lines

_OPEN = discord.Colour(0xD9822B)
_WORDS, _FOUND, _HISTORY = 1_800, 1_000, 1_300
"""Characters of the comment and its translation, of what rules found in it, and of what happened to it; of
the last two in all languages together.
"""
_DECIDED = discord.Colour(0x6B7280)


def notice_view(notice: Notice, channel_id: int, catalog: Catalog) -> LayoutView:
    """A notice as all moderators see it. Its buttons never expire."""
    buttons = [] if notice.exposed else _buttons(notice, catalog)
    container: Container[LayoutView] = Container(accent_colour=_OPEN if buttons else _DECIDED)
    if notice.exposed:
        warning = [catalog.say(read_by_all(channel_id), language) for language in notice.languages]
        container.add_item(TextDisplay("\n".join(warning)))
    else:
        _add_comment(container, notice, catalog)
    if buttons:
        container.add_item(ActionRow(*buttons))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its buttons are dynamic items: discord.py need not keep this view
    return view


def _add_comment(container: Container[LayoutView], notice: Notice, catalog: Catalog) -> None:
    """Show the comment once, and what is said of it in each language."""
    first, *others = notice.languages
    place = [message("-# {headline}", headline=_headline(notice)), said_line(notice.comment, notice.spot)]
    container.add_item(TextDisplay(said(catalog, first, _heading(notice), *place, _status(notice))))
    if notice.comment.status is not CommentStatus.DELETED:
        container.add_item(TextDisplay(_words(notice, catalog) or "> …"))
    if lines := _history(notice, catalog, first):
        container.add_item(TextDisplay(lines))
    for language in others:
        container.add_item(Separator())
        told = said(catalog, language, _heading(notice), _status(notice))
        lines = _history(notice, catalog, language)
        container.add_item(TextDisplay(f"{told}\n{lines}".strip()))


def _history(notice: Notice, catalog: Catalog, language: Language) -> str:
    """What rules found, and then what happened to the comment: what was found always has its room."""
    many = len(notice.languages)
    found = hit_lines(notice.hits, _FOUND // many, quoting=notice.public)
    history = history_lines(notice.comment, notice.reports, notice.history)
    told = ((found, _FOUND), (history, _HISTORY))
    texts = [said(catalog, language, *lines, longest=longest // many) for lines, longest in told]
    return "\n".join(filter(None, texts))


def _heading(notice: Notice) -> Message:
    if notice.kind is NoticeKind.HIDE:
        return message("### Hidden comment")
    if notice.comment.held:
        return message("### Waits for a moderator")
    members, rules = len(notice.reports), len(notice.hits)
    if not members and not rules:
        return message("### Was reported by a rule")
    if not members:
        return counted("### Reported by {count} rule", "### Reported by {count} rules", rules)
    if not rules:
        return counted("### Reported by {count} member", "### Reported by {count} members", members)
    return message(
        "### Reported by {members} and {rules}",
        members=counted("{count} member", "{count} members", members),
        rules=counted("{count} rule", "{count} rules", rules),
    )


def _headline(notice: Notice) -> str:
    return escaped(trimmed(one_line(notice.headline), 200))


def _status(notice: Notice) -> Message:
    return message("-# {status}", status=status_of(notice.comment))


def _words(notice: Notice, catalog: Catalog) -> str:
    """The text once, and its translation for those who read the other language."""
    longest = _WORDS - (_FOUND if notice.hits else 0)
    if made := notice.translation:
        return side_by_side(catalog, made.language, notice.comment, made, longest)
    first = notice.languages[0]
    words = words_of(notice.comment) if notice.public else _where_words_are(notice, catalog, first)
    return said(catalog, first, words, longest=longest)


def _where_words_are(notice: Notice, catalog: Catalog, language: Language) -> Message:
    """Shown instead of a text from a private room: not all who read the notice may read it."""
    if notice.spot.message_id:
        return message(
            "-# From a private channel: its moderators can read the text there with *Comment options*."
        )
    command = command_name(catalog, "moderate comments", language)
    return message(
        "-# From a private channel: its moderators can read the text with `{command}`.", command=command
    )


def _buttons(notice: Notice, catalog: Catalog) -> list[Button[LayoutView]]:
    def button(action: str, label: Message, style: discord.ButtonStyle) -> Button[LayoutView]:
        return Button(
            label=trimmed(" · ".join(catalog.say(label, one) for one in notice.languages), 80),
            custom_id=custom_ids.of_comment(action, notice.comment.source_id),
            style=style,
        )

    buttons = []
    if notice.can_approve:
        buttons.append(button("restore", message("Approve"), discord.ButtonStyle.success))
    if notice.can_hide:
        buttons.append(button("hide", message("Hide"), discord.ButtonStyle.danger))
        buttons.append(button("warn", message("Hide and warn"), discord.ButtonStyle.danger))
    if notice.kind is NoticeKind.REPORT and notice.open_reports and not notice.comment.held:
        buttons.append(button("dismiss", message("Dismiss"), discord.ButtonStyle.secondary))
    if notice.can_restore:
        buttons.append(button("restore", message("Restore"), discord.ButtonStyle.primary))
    return buttons
