"""How a mirror looks: a member's text as they wrote it, under their name.

What a machine made of it stands in a box of its own, with its provenance: nothing that a member writes can
look like that, and nothing in the box is taken for their words.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import discord
from discord.ui import ActionRow, Button, Container, Item, LayoutView, Section, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import comment_in_one_line, file_name
from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import LIKE_STAFF_MARK, SPOILER, CommentOrigin, DetectedLanguage
from bot.domain.letters import whole_characters
from bot.domain.message import Message, message
from bot.domain.people import STAFF
from bot.domain.spoilers import cut
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog
from bot.mirroring.file_limits import fitting
from bot.mirroring.webhooks_port import MirrorContent

MAX_NAME_LENGTH = 80
MAX_TEXT_LENGTH = 4_000
"""Characters of all text in one message with components: Discord's limit."""
MAX_BYTES = 6_500
"""Bytes of a mirror with its translation, in JSON: Discord answered bodies near 10 KB with errors."""
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


def webhook_name(name: str, mark: str = "") -> str:
    """A member's name, without what looks like the ``mark`` of staff, in a form that Discord accepts for a
    webhook; with that mark behind it, if there is one.
    """
    plain = LIKE_STAFF_MARK.sub("", _UNSEEN.sub("", one_line(name)))
    shown = _RESERVED.sub("·", one_line(plain))
    kept = whole_characters(shown, MAX_NAME_LENGTH - len(mark) - 1 if mark else MAX_NAME_LENGTH) or "…"
    return f"{kept} {mark}" if mark else kept


def mirror_of(content: MirrorContent, *, named: bool, catalog: Catalog) -> LayoutView:
    """A comment as a message. ``named``: the text begins with its author's name, as no webhook has it.

    Its translation stands below it or instead of it; where that is too long, a button asks for it.
    """
    made = content.translation
    if made is None:
        return _drawn(content, _text(content, catalog, named=named))
    source_id = content.comment.source_id
    if content.instead:
        original = _button(message("Show original"), "original", source_id, made, catalog)
        view = _drawn(content, _text(content, catalog, named=named), _translation(made, catalog, original))
    else:
        view = _drawn(content, _text(content, catalog, named=named), _translation(made, catalog))
    if view.content_length() <= MAX_CHARACTERS and _bytes(view) <= MAX_BYTES:
        return view
    content = replace(content, instead=False)
    translate = _button(message("Translate"), "translate", source_id, made, catalog)
    return _drawn(content, _text(content, catalog, named=named), ActionRow(translate))


def _bytes(view: LayoutView) -> int:
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return len(json.dumps(components))


def _text(content: MirrorContent, catalog: Catalog, *, named: bool) -> str:
    """What a mirror says apart from a translation."""
    comment = content.comment
    head = [line for line in (_origin(content), _quote(content, catalog)) if line]
    foot = [line for line in (_attachments(content),) if line]
    words = "" if content.instead else comment.text
    name = f"{_author(content, catalog)}:" if named else ""
    if name and words:
        name += "\n" if _AT_LINE_START.match(words) else " "
    room = MAX_TEXT_LENGTH - sum(len(line) + 1 for line in head + foot) - len(name)
    body = name + (cut(words, room) if words else "")
    return "\n".join([*head, *([body] if body else []), *foot])


def _author(content: MirrorContent, catalog: Catalog) -> str:
    author = content.comment.author
    name = f"**{escaped(trimmed(one_line(author.shown), MAX_NAME_LENGTH))}**"
    return f"{name} {catalog.say(STAFF, content.language)}" if author.staff else name


def _drawn(content: MirrorContent, text: str, *machine_made: Item[Any]) -> LayoutView:
    view = LayoutView(timeout=None)
    # By this id the mirror's comment is known again.
    view.add_item(TextDisplay(text or "…", id=content.comment.mark))
    for item in machine_made:
        view.add_item(item)
    for item in _files(content):
        view.add_item(item)
    return view


def _files(content: MirrorContent) -> Iterable[Item[Any]]:
    files = files_of(content)
    if pictures := [discord.MediaGalleryItem(one) for one in files if _is_picture(one)]:
        yield discord.ui.MediaGallery(*pictures)
    for one in files:
        if not _is_picture(one):
            yield discord.ui.File(one)


def _translation(made: MachineText, catalog: Catalog, button: Button[Any] | None = None) -> Container[Any]:
    """A box with what a machine made of a comment, and in small print where it comes from."""
    provenance = f"-# {catalog.say(made.provenance, made.language)}"
    below: Item[Any] = Section(provenance, accessory=button) if button else TextDisplay(provenance)
    return Container(TextDisplay(made.text), below)


def _button(label: Message, action: str, source_id: int, made: MachineText, catalog: Catalog) -> Button[Any]:
    """A button in the language of the room."""
    custom_id = custom_ids.of_comment(action, source_id)
    return Button(label=catalog.say(label, made.language), custom_id=custom_id)


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
    """The language of a comment from another room, or of one that is shown translated, as a link to its
    message. An arrow before it says that
    the message was added from outside the discussion.
    """
    if not content.elsewhere and not content.instead:
        return None
    arrow = "↗" if content.comment.origin is CommentOrigin.ADDED else ""
    name = f"{arrow} {_LANGUAGES.get(content.comment.language, '')}".strip()
    if not name:
        return None
    return f"-# [{name}]({content.link})" if content.link else f"-# {name}"


def _quote(content: MirrorContent, catalog: Catalog) -> str | None:
    """One small line with what a comment answers: a webhook's message cannot be a reply."""
    if content.answers is None:
        return None
    answered = content.answers.comment.author
    author = escaped(trimmed(one_line(answered.shown), 40))
    begins = comment_in_one_line(content.answers.comment, MAX_QUOTE_LENGTH)
    who = f"[{author}]({content.answers.link})" if content.answers.link else author
    if answered.staff:
        who += f" {catalog.say(STAFF, content.language)}"
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
