"""Kills a bot that follows feeds at random instants, and judges what it posted of them."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from benchmarks.recovery_feed_check import MODERATORS, ROOMS, FeedVerdict, judge, unfinished
from benchmarks.recovery_feeds import NewsSite
from bot.database.engine import Connection, open_database
from bot.discussion.stores import server_store as servers
from bot.domain.feeds.schedule import TOLD_AFTER
from bot.domain.language import Language
from bot.feeding import feed_store as feeds, following_store as followings
from bot.servers import language_store as languages
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.empty import put_empty_database

ONE_SOURCE = ("lantern", "farol")
"""The two editions of one paper."""
_SECONDS = 4
"""Between two looks at a feed while the bot lives: as often as its site may be asked for all four."""
LONGEST_LIFE = 6.0
"""Seconds that the bot lives where nothing is waited for, at most."""
LONGEST_WAIT = 15.0
"""Seconds that something is waited for before a kill; a bot may have nothing to do."""
INSTANTS = ("any", "feed", "feed", "page", "page", "card", "card", "card")
"""What is waited for."""
LONGEST_AFTER = 0.6
"""Seconds from what is waited for to the kill, at most."""
BURSTS = 0.15
"""How many of the times that the bot is down many stories come at once."""
PATIENCE = 120.0
"""Seconds the bot is given in the end without getting any further."""


@dataclass(frozen=True)
class FeedOutcome:
    """What came of the kills; ``in_flight`` is at how many of them the bot had something to do."""

    kills: int
    in_flight: int
    seconds: float
    verdict: FeedVerdict

    def figures(self) -> dict[str, int]:
        """What ``--json`` prints."""
        return {
            "kills": self.kills,
            "in_flight": self.in_flight,
            "entries": self.verdict.entries,
            "cards": self.verdict.cards,
            "late": self.verdict.late,
            "posted_twice": len(self.verdict.posted_twice),
            "lost": len(self.verdict.lost),
            "posted_wrongly": len(self.verdict.posted_wrongly),
            "told_twice": len(self.verdict.told_twice),
            "unfinished": len(self.verdict.unfinished),
        }


async def run(kills: int, folder: Path, *, seed: int) -> FeedOutcome:
    """Kill a bot that many times; everything it leaves lies in ``folder``."""
    began = time.monotonic()
    database, chance, in_flight = folder / "bot.sqlite3", random.Random(seed), 0
    async with (
        NewsSite(seed) as site,
        Sandbox.start(record=folder / "record.jsonl", rate_limits=False) as sandbox,
    ):
        put_empty_database(database)
        await _follow(database, site, sandbox)
        often = {"TERTULIA_FEED_SECONDS": str(_SECONDS)}
        bot = BotProcess(sandbox, database, allowed_origin=site.origin, settings=often)
        try:
            await bot.start()
            await _settled(database, 0)
            for _ in range(kills):
                since = _now()
                await bot.kill()
                _happen(site, chance)
                _make_due(database)
                await bot.start()
                happens = asyncio.create_task(_happen_later(site, chance))
                await _instant(site, sandbox, chance)
                await bot.kill()
                happens.cancel()
                in_flight += bool(unfinished(database, since))
            site.recover()
            for _ in range(2):  # whatever was to be posted twice is posted by the second look
                await bot.kill()
                since = _now()
                _make_due(database)
                await bot.start()
                left = await _settled(database, since)
            verdict = judge(site, sandbox)
            verdict.unfinished += left
        finally:
            await bot.kill()
    return FeedOutcome(kills, in_flight, time.monotonic() - began, verdict)


def _happen(site: NewsSite, chance: random.Random) -> None:
    """Something comes while the bot is down."""
    for _ in range(chance.randint(1, 4)):
        site.act()
    if chance.random() < BURSTS:
        site.burst()


async def _happen_later(site: NewsSite, chance: random.Random) -> None:
    """Something comes while the bot may be reading."""
    await asyncio.sleep(chance.uniform(0, LONGEST_LIFE / 2))
    site.act()


async def _instant(site: NewsSite, sandbox: Sandbox, chance: random.Random) -> None:
    """Wait until the bot is to be killed: at any time, or soon after it has had a feed or a page, or has sent
    a message.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT):
            match chance.choice(INSTANTS):
                case "any":
                    await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
                case "card":
                    await _sends(sandbox)
                case kind:
                    for _ in range(chance.randint(1, 4)):
                        await site.answered(kind)
            await asyncio.sleep(chance.choice((0.02, 0.1, LONGEST_AFTER)) * chance.random())


async def _sends(sandbox: Sandbox) -> None:
    """Wait until the bot has sent a message into a room."""
    world = sandbox.world
    rooms = [world.channel_named(one)["id"] for one in (*ROOMS.values(), MODERATORS)]

    def sent() -> int:
        return sum(len(world.messages.get(one, {})) for one in rooms)

    before = sent()
    while sent() == before:  # noqa: ASYNC110  # the sandbox tells nobody here
        await asyncio.sleep(0.005)


async def _settled(database: Path, since: int) -> list[str]:
    """Wait until the bot has looked at every feed since then and has done all; gives what it has not."""
    until, least = 0.0, -1
    while left := await asyncio.to_thread(unfinished, database, since):
        if least < 0 or len(left) < least:
            until, least = time.monotonic() + PATIENCE, len(left)
        elif time.monotonic() > until:
            return left
        await asyncio.sleep(0.2)
    return []


# ------------------------------------------------------------------ the database of a bot that is down


def _now() -> int:
    """Milliseconds since 1970, as the database has moments."""
    return time.time_ns() // 1_000_000


async def _follow(database: Path, site: NewsSite, sandbox: Sandbox) -> None:
    """Have the server follow every feed of a site, each in the room of its language."""
    opened = await open_database(database)
    try:
        await opened.write(_store, site, sandbox)
    finally:
        await opened.close()


def _store(connection: Connection, site: NewsSite, sandbox: Sandbox) -> None:
    world, now = sandbox.world, sandbox.clock.now()
    server_id = int(world.guild_id)
    servers.set_moderators_channel(connection, server_id, int(world.channel_named(MODERATORS)["id"]))
    room_of = {language: int(world.channel_named(room)["id"]) for language, room in ROOMS.items()}
    for language, channel_id in room_of.items():
        languages.set_channel(connection, server_id, channel_id, Language(language))
    sources: dict[str, int] = {}
    for feed in site.feeds.values():
        language = Language(feed.language)
        its = {"url": site.origin + feed.path, "title": feed.name, "home": None, "language": language}
        following_id = followings.add(
            connection,
            feed_id=feeds.add(connection, **its, now=now),
            server_id=server_id,
            channel_ids=[room_of[feed.language]],
            language=None,
            created_by=int(sandbox.member("Marta").id),
            now=now,
        )
        sources[feed.name] = following_id
    for name in ONE_SOURCE:
        stored = followings.get(connection, sources[name])
        assert stored is not None
        followings.update_conditions(connection, replace(stored, source=sources[ONE_SOURCE[0]]))


def _make_due(database: Path) -> None:
    """Have every feed looked at, and every page tried again, as though the time for it had come; what fails
    has failed for as long as people are told after.
    """
    now = _now()
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("UPDATE feed SET next_at = ?", (now,))
        connection.execute("UPDATE delivery SET due_at = ? WHERE state = 'waiting'", (now,))
        failing_since = now - TOLD_AFTER // timedelta(milliseconds=1)
        connection.execute(
            "UPDATE feed SET failing_since = ? WHERE failing_since IS NOT NULL", (failing_since,)
        )
