"""Members' text as Discord markup: escaped, with its spoilers kept."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.discordkit.escaping import escaped
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Attachment
from bot.domain.excerpt import Piece, excerpt
from bot.domain.spoilers import cut, parts


def in_one_line(text: str, longest: int) -> str:
    """Return the beginning of ``text`` in one line of ``longest`` characters, before escaping."""
    return in_pieces(excerpt(text, (), longest))


def in_lines(text: str, longest: int) -> list[str]:
    """Return the first ``longest`` characters of ``text`` by line. Each line closes its own spoilers."""
    kept = "\n".join(cut(text, longest).splitlines())
    shown = "".join(_hidden_lines(part.text) if part.hidden else escaped(part.text) for part in parts(kept))
    return shown.split("\n")


def in_pieces(pieces: Iterable[Piece]) -> str:
    """Return pieces of a text in one line, with search hits in bold."""
    shown = []
    for hidden, some in groupby(pieces, key=lambda piece: piece.hidden):
        words = "".join(f"**{escaped(one.text)}**" if one.found else escaped(one.text) for one in some)
        shown.append(_hidden(words) if hidden else words)
    return "".join(shown)


def file_name(attachment: Attachment, longest: int, link: str | None = None) -> str:
    """Return an attachment's name, linked to ``link``; as a spoiler if the attachment is one."""
    name = escaped(trimmed(one_line(attachment.filename), longest))
    linked = f"[{name}]({link})" if link else name
    return _hidden(linked) if attachment.spoiler else linked


def _hidden(words: str) -> str:
    return f"||{words}||" if words.strip() else words


def _hidden_lines(text: str) -> str:
    return "\n".join(_hidden(escaped(line)) for line in text.split("\n"))
