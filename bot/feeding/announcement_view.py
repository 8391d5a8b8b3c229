"""What people are told about feeds, as a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, Separator, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.domain.card import one_line, thread_name, trimmed
from bot.domain.feeds.following import AnnouncementKind, PauseReason
from bot.domain.feeds.schedule import PAUSED_AFTER
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.feeding.announcement_board_port import Announced, EntryLink
from bot.feeding.reviewing.review_view import review_view
from bot.i18n.catalog import Catalog

LONGEST_TITLE = 100
LONGEST_HEADLINE = 150
LONGEST_LINK = 500
"""Characters; the headline of an entry with a longer link stands without it."""
MOST_ROOMS = 10
"""Rooms that are named."""
_FIRST_ID = 1_000_000
_TROUBLE = discord.Colour(0xD9822B)


def announcement_view(announced: Announced, catalog: Catalog) -> LayoutView:
    """An announcement, in each language of those who read it. Its button never expires."""
    if announced.review is not None:
        return review_view(announced.review, catalog, component_id(announced))
    in_trouble = announced.kind in (AnnouncementKind.FAILING, AnnouncementKind.PAUSED)
    container: Container[LayoutView] = Container(
        accent_colour=_TROUBLE if in_trouble else ACCENT, id=component_id(announced)
    )
    longest = MAX_CHARACTERS // len(announced.languages)
    for number, language in enumerate(announced.languages):
        if number:
            container.add_item(Separator())
        container.add_item(TextDisplay(_text(announced, catalog, language, longest)))
    if announced.kind is AnnouncementKind.PAUSED:
        container.add_item(ActionRow(_resume(announced, catalog)))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its button is a dynamic item: discord.py need not keep this view
    return view


def component_id(announced: Announced) -> int:
    """The id of the part of a message that shows an announcement: by it the message is found again."""
    return id_of(announced.id)


def id_of(announcement_id: int) -> int:
    """The same, of the announcement's own id."""
    return _FIRST_ID + announcement_id % (2**30)


def post_name(announced: Announced, catalog: Catalog) -> str:
    """The name of the forum post that shows an announcement in a forum."""
    more = counted("{count} more article", "{count} more articles", len(announced.entries))
    title = one_line(announced.title)
    return thread_name(
        f"{catalog.say(more, announced.languages[0])} · {title}" if title else announced.address
    )


def _resume(announced: Announced, catalog: Catalog) -> Button[Any]:
    label = " · ".join(catalog.say(message("Resume"), one) for one in announced.languages)
    return Button(
        label=trimmed(label, 80),
        custom_id=custom_ids.resume_feed(announced.following_id),
        style=discord.ButtonStyle.primary,
    )


def _text(announced: Announced, catalog: Catalog, language: Language, longest: int) -> str:
    lines = [catalog.say(line, language) for line in _lines(announced, language)]
    if announced.kind is AnnouncementKind.LATE:
        lines += _headlines(
            announced.entries, catalog, language, longest - sum(len(one) + 1 for one in lines)
        )
    return "\n".join(lines)


def _lines(announced: Announced, language: Language) -> Iterator[Message]:
    about = {"feed": _named(announced)}
    reason = message("> {reason}", reason=escaped(trimmed(announced.reason.get(language, ""), 500)))
    match announced.kind:
        case AnnouncementKind.FAILING:
            yield message("### I cannot read the feed {feed}", **about)
            yield reason
            if announced.failing_since is not None:
                since = in_figures(announced.failing_since)
                yield message("It has been so since {time}.", time=since)
            yield message("I go on trying, at least once a day, and tell you when it works again.")
        case AnnouncementKind.WORKING:
            yield message("### The feed {feed} works again", **about)
            yield message("What came meanwhile is posted as usual.")
        case AnnouncementKind.PAUSED:
            yield message("### The feed {feed} is paused", **about)
            yield reason
            yield _why_paused(announced.paused_for)
            yield message("Press *Resume* when it can be read again, or follow its new address.")
        case AnnouncementKind.MOVED:
            yield message("### The feed {feed} has moved", **about)
            address = escaped(trimmed(announced.address, LONGEST_LINK))
            yield message("Its old address leads to {address}, which I read from now on.", address=address)
        case AnnouncementKind.UNREACHABLE:
            yield message("### I cannot post what comes from {feed}", **about)
            rooms = ", ".join(f"<#{one}>" for one in announced.rooms[:MOST_ROOMS])
            yield message("Channels: {channels}", channels=rooms)
            yield message("It waits until I can see these channels and post there, or you choose others.")
        case AnnouncementKind.LATE:
            yield counted(
                "### {count} more article from {feed}",
                "### {count} more articles from {feed}",
                len(announced.entries),
                **about,
            )


def _why_paused(reason: PauseReason | None) -> Message:
    if reason is PauseReason.GONE:
        return message("Its site says that it will not come back, so I look at it no longer.")
    return counted(
        "It could not be read for {count} day, so I look at it no longer.",
        "It could not be read for {count} days, so I look at it no longer.",
        PAUSED_AFTER.days,
    )


def _named(announced: Announced) -> str:
    """The feed's title as a link to it; or the link, if it has no title."""
    title = escaped(trimmed(one_line(announced.title), LONGEST_TITLE))
    target = link_target(announced.address)
    if target is None or len(target) > LONGEST_LINK:
        return title
    return f"[{title or escaped(trimmed(announced.address, LONGEST_TITLE))}]({target})"


def _headlines(
    entries: tuple[EntryLink, ...], catalog: Catalog, language: Language, longest: int
) -> Iterator[str]:
    """As many as fit into ``longest`` characters, and how many more there are."""
    room = longest - 60
    for number, entry in enumerate(entries):
        line = f"- {_headline(entry)}"
        if len(line) + 1 > room:
            more = counted("… and {count} more.", "… and {count} more.", len(entries) - number)
            yield catalog.say(more, language)
            return
        room -= len(line) + 1
        yield line


def _headline(entry: EntryLink) -> str:
    title = escaped(trimmed(one_line(entry.title), LONGEST_HEADLINE))
    target = link_target(entry.link) if entry.link else None
    if target is None or len(target) > LONGEST_LINK:
        return title or "…"
    return f"[{title or escaped(trimmed(entry.link or '', LONGEST_TITLE))}]({target})"
