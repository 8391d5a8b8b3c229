"""Compares what feeds brought a bot that was killed with the cards and messages that stand in its rooms."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.recovery_feeds import NewsSite
from sandbox.server import Sandbox

ROOMS = {"en": "news", "es": "noticias"}
MODERATORS = "moderators"
_TAG = re.compile(r"\bs\d{4}\b")
_LATE = re.compile(r"^### .*\[(\w+)\]\(", re.MULTILINE)
"""How a message about entries that came with too many others names their feed."""
_FIRST_ANNOUNCEMENT = 1_000_000
"""The least id of a component that shows an announcement."""
_FAILS, _WORKS = "I cannot read the feed", "works again"


@dataclass
class FeedVerdict:
    """Every difference that was found, in words; ``entries`` counts what feeds brought, ``cards`` what rooms
    show of it, ``late`` links in messages about several.
    """

    entries: int = 0
    cards: int = 0
    late: int = 0
    posted_twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    posted_wrongly: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    def differences(self) -> list[str]:
        """All of them."""
        return [*self.posted_twice, *self.lost, *self.posted_wrongly, *self.told_twice, *self.unfinished]


@dataclass
class _Room:
    """How many cards a room shows of each story, and how many links each feed's messages have to it."""

    cards: Counter[str] = field(default_factory=Counter)
    late: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def unfinished(database: Path, since: int) -> list[str]:
    """What a bot has yet to do; ``since`` are the milliseconds since 1970 that every feed was to be looked at
    after.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        rows = [
            *connection.execute("SELECT 'look at feed', id FROM feed WHERE looked_at < ?", (since,)),
            *connection.execute("SELECT 'unseen feed', id FROM feed WHERE looked_at IS NULL"),
            *connection.execute(
                "SELECT 'entry ' || state, entry_id FROM delivery WHERE state IN ('new', 'waiting')"
            ),
            *connection.execute("SELECT 'room owed', entry_id FROM owed_room"),
            *connection.execute("SELECT 'card', id FROM post WHERE status = 'pending'"),
            *connection.execute("SELECT 'announcement', id FROM announcement WHERE sent_at IS NULL"),
        ]
    return [f"{what} {one}" for what, one in rows]


def judge(site: NewsSite, sandbox: Sandbox) -> FeedVerdict:
    """Compare what the feeds of a site had with what stands in the rooms of a sandbox."""
    verdict = FeedVerdict()
    rooms = {language: _seen(sandbox, room) for language, room in ROOMS.items()}
    in_feeds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for feed in site.feeds.values():
        for item in feed.items:
            in_feeds[feed.language, item.story.tag].add(feed.name)
    for (language, tag), feeds in in_feeds.items():
        _judge_story(verdict, rooms[language], tag, feeds, was_before=tag in site.before)
    for language, room in rooms.items():
        known = {tag for one, tag in in_feeds if one == language}
        verdict.posted_wrongly += [f"{tag} in {ROOMS[language]}" for tag in room.cards.keys() - known]
    verdict.told_twice += _told_twice(sandbox, site)
    return verdict


def _judge_story(verdict: FeedVerdict, room: _Room, tag: str, feeds: set[str], *, was_before: bool) -> None:
    cards = room.cards[tag]
    links = {name: room.late[name][tag] for name in feeds}
    verdict.entries += len(feeds)
    verdict.cards += cards
    verdict.late += sum(links.values())
    if was_before:
        if cards:
            verdict.posted_wrongly.append(f"{tag} was there before, and has {cards} cards")
        return
    if cards > 1:
        verdict.posted_twice.append(f"{cards} cards of {tag}")
    verdict.posted_twice += [
        f"{count} links of {name} to {tag}" for name, count in links.items() if count > 1
    ]
    if cards and len(feeds) == 1 and any(links.values()):
        verdict.posted_twice.append(f"{tag} has a card and a link")
    if not cards and not any(links.values()):
        verdict.lost.append(f"{tag} of {', '.join(sorted(feeds))}")


def _seen(sandbox: Sandbox, name: str) -> _Room:
    room = _Room()
    for components in _messages(sandbox, name):
        text = "\n".join(_texts(components))
        if _announcements(components):
            if feed := _LATE.search(text):
                room.late[feed[1]].update(_TAG.findall(text))
        else:
            room.cards.update(set(_TAG.findall(text)))
    return room


def _told_twice(sandbox: Sandbox, site: NewsSite) -> Iterator[str]:
    told = Counter[int]()
    for name in (*ROOMS.values(), MODERATORS):
        for components in _messages(sandbox, name):
            told.update(_announcements(components))
    yield from (f"announcement {one}, {count} times" for one, count in told.items() if count > 1)
    said = ["\n".join(_texts(one)) for one in _messages(sandbox, MODERATORS)]
    health = [_FAILS if _FAILS in one else _WORKS for one in said if _FAILS in one or _WORKS in one]
    yield from (f"{one} twice in a row" for one, after in pairwise(health) if one == after)
    if health.count(_FAILS) > site.failures:
        yield f"failed {site.failures} times, told {health.count(_FAILS)} times"


def _messages(sandbox: Sandbox, name: str) -> list[list[Any]]:
    """The components of each message of the bot's in a room, oldest first."""
    world = sandbox.world
    found = world.messages.get(world.channel_named(name)["id"], {}).values()
    return [one.data["components"] for one in found if one.author_id == world.bot.id]


def _announcements(components: list[Any]) -> list[int]:
    return [int(one["id"]) for one in components if int(one.get("id") or 0) >= _FIRST_ANNOUNCEMENT]


def _texts(components: list[Any]) -> Iterator[str]:
    for one in components:
        if "content" in one:
            yield str(one["content"])
        yield from _texts(one.get("components", []))
