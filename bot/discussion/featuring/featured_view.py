"""Featured comments, as they stand on a card and first in a discussion."""

from __future__ import annotations

from collections.abc import Iterable

from bot.discussion.comment_lines_view import Say, body, heading, translation
from bot.domain.card import Featured
from bot.domain.language import Language
from bot.domain.message import message

_STARS = "**⭐ "
"""What featured comments begin with: a message that shows some is known by that."""


def features(texts: Iterable[str]) -> bool:
    """Whether the texts of a message have featured comments."""
    return any(one.startswith(_STARS) for one in texts)


def featured_text(featured: Iterable[Featured], say: Say, language: Language, longest: int) -> str:
    """Return featured comments below a heading in the reader's language, each with its translation; texts
    are cut to ``longest`` characters.
    """
    parts = [f"{_STARS}{say(message('Featured'))}**"]
    for one in featured:
        lines = [heading(one.comment, one.link, say, language), *body(one.comment, longest)]
        if one.translation:
            lines += translation(one.comment, one.translation, say, longest)
        parts.append("\n".join(lines))
    return "\n".join(parts)
