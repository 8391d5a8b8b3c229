"""``feeds``: the feeds that servers follow, straight from the database, also while the bot runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.cli.application import FeedsAction
from bot.cli.terminal import Terminal
from bot.database.engine import Connection
from bot.database.open_beside_bot import open_beside_bot
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import Message, counted, message
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store,
    following_store as followings,
)
from bot.feeding.entry_store import StoredEntry
from bot.feeding.feed_store import StoredFeed
from bot.feeding.managing.entry_words import STATES
from bot.feeding.managing.exchange_feeds import LARGEST_FILE, NOBODY, TakenIn, opml_of, require_some, take_in
from bot.reading import tasks
from bot.settings import load_settings

T = TypeVar("T")

_SHOWN = 10
_LONGEST_TITLE = 80


def feeds(
    terminal: Terminal, action: FeedsAction, what: str | None, server: int | None, channel: int | None
) -> None:
    """List, show, export or import feeds."""
    match action:
        case FeedsAction.LIST:
            work = _list(terminal)
        case FeedsAction.SHOW:
            work = _show(terminal, _needed(what, message("Name the link of a feed or an article.")))
        case FeedsAction.EXPORT:
            work = _export(terminal, _server(server))
        case FeedsAction.IMPORT:
            path = Path(_needed(what, message("Name the OPML file to import.")))
            into = _needed(channel, message("Name the channel with --channel."))
            work = _import(terminal, path, _server(server), into)
    asyncio.run(work)


async def _list(terminal: Terminal) -> None:
    async with open_beside_bot(load_settings().place) as database:
        found = await database.read(_followed)
    for feed, servers in found:
        terminal.tell(
            counted(
                "{url}: {title}; {count} server follows it; {state}",
                "{url}: {title}; {count} servers follow it; {state}",
                servers,
                url=feed.url,
                title=_short(feed.title),
                state=_state(feed),
            )
        )
    if not found:
        terminal.tell(message("No feed is followed."))


async def _show(terminal: Terminal, link: str) -> None:
    async with open_beside_bot(load_settings().place) as database:
        lines = await database.read(_about, link)
    if not lines:
        raise NotFound(message("No feed that is followed has that address or that link."))
    for one in lines:
        terminal.tell(one)


async def _export(terminal: Terminal, server: int) -> None:
    async with open_beside_bot(load_settings().place) as database:
        content = await database.read(opml_of, server, "Tertulia")
    if content is None:
        raise NotFound(message("This server follows no feed."))
    terminal.write(content.encode())


async def _import(terminal: Terminal, path: Path, server: int, channel: int) -> None:
    outlines = tasks.read_opml(await asyncio.to_thread(_content, path))
    require_some(outlines)
    now = datetime.now(UTC)

    def work(connection: Connection) -> TakenIn:
        return take_in(connection, server, channel, NOBODY, outlines, now)

    async with open_beside_bot(load_settings().place) as database:
        taken = await database.write(work)
    terminal.tell(counted("{count} feed added.", "{count} feeds added.", len(taken.added)))
    if taken.known:
        terminal.tell(
            counted("{count} was followed already.", "{count} were followed already.", len(taken.known))
        )
    for url in taken.refused:
        terminal.tell(message("Not an address that I open: {url}", url=trimmed(url, 200)))
    for url in taken.left_over:
        terminal.tell(message("Left out, as the server follows as many feeds as it can: {url}", url=url))
    if taken.added:
        terminal.note(message("A bot that is running looks at them once it is restarted or has reconnected."))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            limit = LARGEST_FILE // 1000
            raise BadInput(message("That file is too large. The limit is {kilobytes} KB.", kilobytes=limit))
        return path.read_bytes()
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be read: {detail}", file=str(path), detail=detail)
        ) from error


def _followed(connection: Connection) -> list[tuple[StoredFeed, int]]:
    """Every feed, by its address, with how many servers follow it."""
    every = sorted(feed_store.every(connection), key=lambda one: one.url)
    return [(one, len(followings.of_feed(connection, one.id))) for one in every]


def _about(connection: Connection, link: str) -> list[Message]:
    """What is known of the feed at a link, or of the entries with that link."""
    if (feed := feed_store.by_url(connection, link)) is not None:
        lines = [message("{title}: {state}", title=_short(feed.title), state=_state(feed))]
        for following in followings.of_feed(connection, feed.id):
            channels = ", ".join(map(str, following.channels))
            lines.append(
                message("Server {id}, channels {channels}", id=str(following.server_id), channels=channels)
            )
        for entry in entries.newest(connection, feed.id, _SHOWN):
            lines += _entry_lines(connection, entry)
        return lines
    found = [entries.of_link(connection, one.id, link) for one in feed_store.every(connection)]
    return [line for entry in found if entry for line in _entry_lines(connection, entry)]


def _entry_lines(connection: Connection, entry: StoredEntry) -> list[Message]:
    """An entry, and what became of it in each server."""
    title = _short(entry.entry.title or entry.entry.link or "…")
    lines = [message("- {title} ({time})", title=title, time=entry.first_seen_at)]
    for one in deliveries.of_entry(connection, entry.id):
        following = followings.get(connection, one.following_id)
        if following is None:
            continue
        state = STATES[one.state]
        server = str(following.server_id)
        lines.append(message("· server {id}: {state}, {time}", id=server, state=state, time=one.since))
        if one.failure:
            lines.append(message("· {why}", why=one.failure))
    return lines


def _state(feed: StoredFeed) -> Message:
    if feed.paused_at:
        return message("paused since {time}", time=feed.paused_at)
    if feed.failing_since and feed.failure:
        return message("fails since {time}: {why}", time=feed.failing_since, why=feed.failure)
    if feed.succeeded_at:
        return message("last read {time}", time=feed.succeeded_at)
    return message("not read yet")


def _short(text: str) -> str:
    return trimmed(one_line(text), _LONGEST_TITLE)


def _needed(given: T | None, why: Message) -> T:
    if given is None:
        raise BadInput(why)
    return given


def _server(given: int | None) -> int:
    return _needed(given, message("Name the server with --server."))
