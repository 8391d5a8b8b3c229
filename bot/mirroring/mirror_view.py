"""How a mirror looks: a member's text as they wrote it, under their name."""

from __future__ import annotations

import io
import re

import discord

from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import comment_in_one_line, file_name
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import SPOILER, CommentOrigin, DetectedLanguage
from bot.domain.letters import whole_characters
from bot.domain.spoilers import cut
from bot.mirroring.file_limits import fitting
from bot.mirroring.webhooks_port import MirrorContent

MAX_NAME_LENGTH = 80
MAX_TEXT_LENGTH = 4_000
"""Characters of all text in one message with components: Discord's limit."""
MAX_QUOTE_LENGTH = 80
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_LANGUAGES = {DetectedLanguage.EN: "English", DetectedLanguage.ES: "Español"}
"""Each language by its own name, whoever reads it."""
_RESERVED = re.compile(r"(?<=d)(?=iscord)|(?<=c)(?=lyde)", re.IGNORECASE)
"""Discord refuses webhooks with its own name, or its bot's, in theirs."""
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
    # Joiners belong to emoji and to names in Persian or Hindi, where they stand between two characters.
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
)
_AT_LINE_START = re.compile(r"\s{0,9}(?:>|#{1,3}\s|-#\s|[-*+]\s|\d{1,9}[.)]\s|```)")
"""Markup that counts only where it begins a line."""


def webhook_name(name: str) -> str:
    """A member's name in a form that Discord accepts for a webhook."""
    shown = _RESERVED.sub("·", one_line(_UNSEEN.sub("", one_line(name))))
    return whole_characters(shown, MAX_NAME_LENGTH) or "…"


def mirror_of(content: MirrorContent, *, named: bool) -> discord.ui.LayoutView:
    """A comment as a message. ``named``: the text begins with its author's name, as no webhook has it."""
    comment = content.comment
    head = [line for line in (_origin(content), _quote(content)) if line]
    foot = [line for line in (_attachments(content),) if line]
    name = f"**{escaped(trimmed(one_line(comment.author.name), MAX_NAME_LENGTH))}**:" if named else ""
    if name:
        name += "\n" if _AT_LINE_START.match(comment.text) else " "
    room = MAX_TEXT_LENGTH - sum(len(line) + 1 for line in head + foot) - len(name)
    body = name + (cut(comment.text, room) if comment.text else "")
    text = "\n".join([*head, *([body] if body else []), *foot])
    view = discord.ui.LayoutView(timeout=None)
    # By this id the mirror's comment is known again.
    view.add_item(discord.ui.TextDisplay(text or "…", id=comment.mark))
    files = files_of(content)
    if pictures := [discord.MediaGalleryItem(one) for one in files if _is_picture(one)]:
        view.add_item(discord.ui.MediaGallery(*pictures))
    for one in files:
        if not _is_picture(one):
            view.add_item(discord.ui.File(one))
    return view


def files_of(content: MirrorContent) -> list[discord.File]:
    """Copies of attachments to send with :func:`mirror_of`, under unique names that Discord leaves alone."""
    named: dict[str, discord.File] = {}
    for name, copy in fitting(content.copies):
        plain = re.sub(r"[^A-Za-z0-9.-]", "_", name.removeprefix(SPOILER))[-60:]
        other = f"{len(named)}-{plain}" if plain in named else plain
        named[other] = discord.File(io.BytesIO(copy), other, spoiler=name.startswith(SPOILER))
    return list(named.values())


def _is_picture(file: discord.File) -> bool:
    return file.filename.lower().endswith(_PICTURES)


def _origin(content: MirrorContent) -> str | None:
    """The language of a comment from another room, as a link to its message. An arrow before it says that
    the message was added from outside the discussion.
    """
    if not content.elsewhere:
        return None
    arrow = "↗" if content.comment.origin is CommentOrigin.ADDED else ""
    name = f"{arrow} {_LANGUAGES.get(content.comment.language, '')}".strip()
    if not name:
        return None
    return f"-# [{name}]({content.link})" if content.link else f"-# {name}"


def _quote(content: MirrorContent) -> str | None:
    """One small line with what a comment answers: a webhook's message cannot be a reply."""
    if content.answers is None:
        return None
    author = escaped(trimmed(one_line(content.answers.comment.author.name), 40))
    begins = comment_in_one_line(content.answers.comment, MAX_QUOTE_LENGTH)
    who = f"[{author}]({content.answers.link})" if content.answers.link else author
    return f"-# ↪ {who}: {begins}"


def _attachments(content: MirrorContent) -> str | None:
    """The names of the attachments that are not sent along. They link to the original message, as their own
    addresses expire.
    """
    sent = {name for name, _ in fitting(content.copies)}
    left = [one for one in content.comment.attachments if one.sent_name not in sent]
    if not left:
        return None
    return "-# 📎 " + " · ".join(file_name(one, 60, content.link) for one in left[:10])
