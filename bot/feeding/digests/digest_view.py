"""A digest as readers see it."""

from __future__ import annotations

from discord.ui import Container, LayoutView, TextDisplay

from bot.discordkit.escaping import escaped
from bot.discordkit.links import thread_link
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discussion.comment_text_view import said
from bot.domain.card import one_line, trimmed
from bot.domain.message import Message, counted, message
from bot.feeding.digests.digest import Digest, DigestLine
from bot.i18n.catalog import Catalog

_FIRST_ID = 2**30
_LONGEST_HEADLINES = (120, 80, 40)


def component_id(digest: Digest) -> int:
    """The id of the part of a message that shows a digest: by it the message is found again."""
    return _FIRST_ID + digest.number % 2**29


def digest_view(digest: Digest, catalog: Catalog) -> LayoutView:
    """Draw a digest, with headlines as long as fit into a message."""
    for longest in _LONGEST_HEADLINES:
        text = said(catalog, digest.language, *_lines(digest, longest))
        if len(text) <= MAX_CHARACTERS:
            break
    container: Container[LayoutView] = Container(accent_colour=ACCENT, id=component_id(digest))
    container.add_item(TextDisplay(text))
    view = LayoutView(timeout=None)
    view.add_item(container)
    return view


def _lines(digest: Digest, longest: int) -> list[Message]:
    heading = message("### The week in articles") if digest.weekly else message("### The day in articles")
    lines = [heading, *(_line(one, longest) for one in digest.lines)]
    if digest.more:
        lines.append(counted("-# And {count} more.", "-# And {count} more.", digest.more))
    return lines


def _line(one: DigestLine, longest: int) -> Message:
    headline = escaped(trimmed(one_line(one.headline), longest)) or "…"
    link = thread_link(one.post)
    if not one.comments:
        return message("- [{headline}]({link})", headline=headline, link=link)
    return counted(
        "- [{headline}]({link}) · {count} new comment",
        "- [{headline}]({link}) · {count} new comments",
        one.comments,
        headline=headline,
        link=link,
    )
