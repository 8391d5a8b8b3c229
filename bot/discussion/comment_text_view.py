"""A comment as moderators read it: who said it, when, how it stands now, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.discordkit.escaping import escaped
from bot.discordkit.links import message_link
from bot.discordkit.member_words import file_name, in_lines
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, CommentStatus, Reaction
from bot.domain.language import Language
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, message
from bot.domain.moderation import HeldCause
from bot.domain.notice import MessageRef
from bot.domain.people import STAFF
from bot.domain.spoilers import cut
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog

MAX_TEXT_LENGTH = 1_500
MAX_REACTIONS = 8

STATUSES = {
    CommentStatus.VISIBLE: message("visible"),
    CommentStatus.HIDDEN: message("hidden"),
    CommentStatus.REFUSED: message("refused: the discussion was locked"),
    CommentStatus.DELETED: message("deleted"),
}


def status_of(comment: Comment) -> Message:
    """How a comment stands."""
    match comment.held_for:
        case None:
            return STATUSES[comment.status]
        case HeldCause.DIALOG_ONLY:
            return message("waits for a moderator, as every comment there does")
        case HeldCause.SILENCED:
            return message("waits for a moderator, as its author was muted or banned from discussions")
        case _:
            return message("waits for a moderator")


def said_line(comment: Comment, spot: MessageRef) -> Message:
    """Who said a comment, when, and where to find it. Times are shown in each reader's own time zone.

    Of one that was deleted it is not known any more who said it.
    """
    address = message_link(spot.server_id, spot.channel_id, spot.message_id)
    link = (
        message("[to the message]({link})", link=address)
        if spot.message_id
        else message("[to the thread]({link})", link=address)
    )
    time = in_figures(comment.said_at)
    if not comment.author.id:
        return message("{time} · {link}", time=time, link=link)
    return message(
        "{author} (<@{id}>) · {time} · {link}",
        author=_author(comment),
        id=str(comment.author.id),
        time=time,
        link=link,
    )


def _author(comment: Comment) -> Message:
    name = escaped(trimmed(one_line(comment.author.shown), 60))
    if comment.author.staff:
        return message("{name} {mark}", name=name, mark=STAFF)
    return message("{name}", name=name)


def quoted(text: str, longest: int = MAX_TEXT_LENGTH) -> str:
    """Somebody's words as a quotation that does nothing else."""
    return "\n".join(f"> {line}" for line in in_lines(text, longest))


def words_of(comment: Comment) -> Message:
    """What a comment says, quoted, with its attachments' names."""
    parts = [quoted(comment.words)] if comment.text else []
    parts += [f"> 📎 {file_name(one, 100)}" for one in comment.attachments]
    return message("{text}", text="\n".join(parts))


def side_by_side(
    catalog: Catalog, language: Language, comment: Comment, made: MachineText, longest: int
) -> str:
    """What a comment says, and below it what a machine made of that, both in at most ``longest`` characters
    as they are sent. Where that is too little, each gets half of it, or what the other leaves.
    """
    original = said(catalog, language, words_of(comment))
    return _both(catalog, language, original, comment.names, made, longest)


def beside(
    catalog: Catalog,
    language: Language,
    text: str,
    names: Mapping[int, str],
    made: MachineText | None,
    longest: int,
) -> str:
    """Somebody's text as :func:`side_by_side`, without a translation if there is none. ``names`` are those of
    what it mentions, by id.
    """
    original = quoted(named(text, names)) or "> …"
    if made is None:
        return cut(original, longest)
    return _both(catalog, language, original, names, made, longest)


def _both(
    catalog: Catalog,
    language: Language,
    original: str,
    names: Mapping[int, str],
    made: MachineText,
    longest: int,
) -> str:
    by = catalog.say(message("-# 🌐 {line}", line=made.provenance), language)
    translated = quoted(named(made.text, names))
    room = longest - len(by) - 2
    half = room // 2
    of_original = max(half, room - len(translated))
    shown = cut(original, of_original)
    return "\n".join([shown, by, cut(translated, room - len(shown))])


def reactions_line(reactions: Sequence[Reaction]) -> Message | None:
    """How often people reacted to a comment, the most frequent reactions first; None where nobody did."""
    if not reactions:
        return None
    shown = " · ".join(f"{one.emoji} {one.count}" for one in reactions[:MAX_REACTIONS])
    return message("{text}", text=f"-# {shown}")


def said(catalog: Catalog, language: Language, *lines: Message | None, longest: int | None = None) -> str:
    """Lines in one language, each on its own, in at most ``longest`` characters as they are sent."""
    text = "\n".join(catalog.say(line, language) for line in lines if line)
    return text if longest is None else cut(text, longest)
