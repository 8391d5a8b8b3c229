"""A comment as readers see it: author, time and text."""

from __future__ import annotations

from collections.abc import Callable

from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import file_name, in_one_line
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, CommentStatus, DetectedLanguage
from bot.domain.language import Language
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, message
from bot.domain.people import STAFF
from bot.domain.translation import MachineText

MAX_NAME_LENGTH = 30
MAX_FILES = 2

Say = Callable[[Message], str]
"""Renders a message in the reader's language."""


def name_of(comment: Comment, longest: int = MAX_NAME_LENGTH) -> str:
    """Return the author's name, cut to ``longest`` characters and escaped."""
    return escaped(trimmed(one_line(comment.author.shown), longest))


def author_of(comment: Comment, say: Say, longest: int = MAX_NAME_LENGTH) -> str:
    """Return the author's name in bold, with the mark of staff behind it where they have that."""
    name = f"**{name_of(comment, longest)}**"
    return f"{name} {say(STAFF)}" if comment.author.staff else name


def since(comment: Comment) -> str:
    """Return when a comment was said."""
    return in_figures(comment.said_at)


def heading(
    comment: Comment, link: str | None, say: Say, language: Language, longest_name: int = MAX_NAME_LENGTH
) -> str:
    """Return a line with author (unless ``longest_name`` is 0), linked time, and the language where not the
    reader's.
    """
    time = since(comment)
    parts = [author_of(comment, say, longest_name)] if longest_name else []
    parts.append(f"[{time}]({link})" if link else time)
    if comment.edited_at:
        parts.append(say(message("edited")))
    if (other := _language(comment)) and other is not language:
        parts.append(say(message("in {language}", language=other)))
    return " · ".join(parts)


def files(comment: Comment) -> list[str]:
    """Return a line for each attachment, at most :data:`MAX_FILES`."""
    return [f"-# 📎 {file_name(one, MAX_NAME_LENGTH)}" for one in comment.attachments[:MAX_FILES]]


def body(comment: Comment, longest: int) -> list[str]:
    """Return the text, cut to ``longest`` characters, and a line for each attachment."""
    text = [in_one_line(comment.words, longest)] if comment.text else []
    return text + files(comment)


def translation(comment: Comment, made: MachineText, say: Say, longest: int) -> list[str]:
    """Return what was made of a comment, cut to ``longest`` characters, below a line that says by what."""
    return [f"-# 🌐 {say(made.provenance)}", in_one_line(named(made.text, comment.names), longest)]


def absence(comment: Comment) -> Message | None:
    """Return the placeholder for a comment that is not visible, or None."""
    match comment.status:
        case CommentStatus.VISIBLE:
            return None
        case CommentStatus.DELETED:
            return message("Deleted comment · {time}", time=since(comment))
        case _:
            return message("Comment not visible · {time}", time=since(comment))


def _language(comment: Comment) -> Language | None:
    known = (DetectedLanguage.EN, DetectedLanguage.ES)
    return Language(comment.language.value) if comment.language in known else None
