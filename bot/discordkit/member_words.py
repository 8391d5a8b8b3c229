"""Members' text as Discord markup: escaped, with its spoilers kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from bot.discordkit.escaping import escaped
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Attachment, Comment
from bot.domain.excerpt import Piece, excerpt
from bot.domain.mentions import TOKEN, without_cut
from bot.domain.spoilers import cut, parts


def in_one_line(text: str, longest: int) -> str:
    """Return the beginning of ``text`` in one line of ``longest`` characters, before escaping."""
    return in_pieces(excerpt(text, (), longest))


def comment_in_one_line(comment: Comment, longest: int) -> str:
    """Return the beginning of what a comment says or, where it says nothing, what is attached to it."""
    if text := in_one_line(comment.words, longest):
        return text
    files = [file_name(one, longest // 2) for one in comment.attachments[:2]]
    more = " …" if len(comment.attachments) > len(files) else ""
    return f"📎 {' · '.join(files)}{more}" if files else ""


def in_lines(text: str, longest: int) -> list[str]:
    """Return the first ``longest`` characters of ``text`` by line. Each line closes its own spoilers."""
    kept = without_cut("\n".join(cut(text, longest).splitlines()))
    shown = "".join(_hidden_lines(part.text) if part.hidden else _written(part.text) for part in parts(kept))
    return shown.split("\n")


def in_pieces(pieces: Iterable[Piece]) -> str:
    """Return pieces of a text in one line, with search hits in bold."""
    shown, whole = [], list(pieces)
    if len(whole) > 1 and whole[-1].text == "…":
        whole[-2] = replace(whole[-2], text=without_cut(f"{whole[-2].text}…")[:-1])
    for hidden, some in groupby(whole, key=lambda piece: piece.hidden):
        words = "".join(f"**{escaped(one.text)}**" if one.found else _written(one.text) for one in some)
        shown.append(_hidden(words) if hidden else words)
    return "".join(shown)


def file_name(attachment: Attachment, longest: int, link: str | None = None) -> str:
    """Return an attachment's name, linked to ``link``; as a spoiler if the attachment is one."""
    name = escaped(trimmed(one_line(attachment.filename), longest))
    linked = f"[{name}]({link})" if link else name
    return _hidden(linked) if attachment.spoiler else linked


def _written(text: str) -> str:
    """Escape ``text`` but for mentions and times, which each reader's client shows; none of them pings."""
    shown, end = [], 0
    for token in TOKEN.finditer(text):
        shown += [escaped(text[end : token.start()]), token[0]]
        end = token.end()
    return "".join([*shown, escaped(text[end:])])


def _hidden(words: str) -> str:
    return f"||{words}||" if words.strip() else words


def _hidden_lines(text: str) -> str:
    return "\n".join(_hidden(_written(line)) for line in text.split("\n"))
