"""A news site with feeds for the bot that is killed: it publishes, edits, renames, fails and cuts short.

It listens on loopback in the benchmark's own process, so that it outlives the bot.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

from benchmarks.recovery_stories import LANGUAGES, Story

BURST = 8
"""Stories that come at once now and then: more than the bot posts of those that come together."""
_CUT, _PAGE_FAILS = 0.15, 0.05
"""How many documents are cut short, and how many pages cannot be had."""
_OLD = 2
_OLD_DAYS = 3
"""Stories of each feed that are there before it is followed, and their age."""
_MOST = 30
"""Entries of a document, the newest."""


@dataclass
class Item:
    """A story in one feed. ``guid`` may change, ``query`` is what its link there has at its end."""

    story: Story
    guid: str
    query: str = ""


@dataclass
class NewsFeed:
    """A feed in one language. ``failing``: it cannot be had."""

    name: str
    language: str
    items: list[Item] = field(default_factory=list)
    failing: bool = False

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/feeds/{self.name}.xml"

    def document(self, origin: str) -> str:
        """The feed as RSS, newest first."""
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{self.name}</title><link>{origin}/{self.language}/</link>"
            f"<language>{self.language}</language>{''.join(map(self._item, self._shown()))}</channel></rss>"
        ).replace("ORIGIN", origin)

    def _shown(self) -> list[Item]:
        return self.items[: -_MOST - 1 : -1]

    def _item(self, item: Item) -> str:
        story = item.story
        return (
            f"<item><title>{escape(story.headline(self.language))}</title>"
            f"<link>ORIGIN{story.path(self.language)}{item.query}</link>"
            f'<guid isPermaLink="false">{item.guid}</guid>'
            f"<pubDate>{format_datetime(story.published)}</pubDate>"
            f"<description>{escape(story.paragraphs(self.language)[0])}</description></item>"
        )


class NewsSite:
    """The site; as a context it listens at ``origin``.

    ``feeds`` are the two editions of one paper, an agency with some of its stories, and a paper that fails at
    times. ``before`` are the tags of stories that are there before anything is followed. ``asked`` counts
    what was answered, by kind; ``failures`` how often the last feed began to fail.
    """

    def __init__(self, seed: int) -> None:
        self.origin = ""
        self.feeds = {
            name: NewsFeed(name, language)
            for name, language in (("lantern", "en"), ("farol", "es"), ("agency", "en"), ("quay", "es"))
        }
        self.before: set[str] = set()
        self.asked = Counter[str]()
        self.failures = 0
        self._chance = random.Random(seed)
        self._stories: dict[int, Story] = {}
        self._later: list[Callable[[], None]] = []
        self._is_well = False
        self._answered = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/feeds/{name}.xml", self._feed)
        app.router.add_get("/{language:en|es}/{number:[0-9]+}/{words}", self._page)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        for _ in range(_OLD):
            for name in self.feeds:
                self.before.add(self._publish(name, age=_OLD_DAYS).tag)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def edited(self) -> list[Story]:
        """The stories that were edited after they were published."""
        return [one for one in self._stories.values() if one.edits]

    def recover(self) -> None:
        """From now on everything can be had, whole; what was to come later is there."""
        self._is_well = True
        for feed in self.feeds.values():
            feed.failing = False
        self._do_later()

    async def answered(self, kind: str) -> None:
        """Wait until the bot has had another ``feed`` or ``page``."""
        before = self.asked[kind]
        while self.asked[kind] == before:
            self._answered.clear()
            await self._answered.wait()

    # ------------------------------------------------------------------ what happens

    def act(self) -> None:
        """Something happens that happens at newspapers."""
        self._do_later()
        usual = [self._story_in_both, self._story_in_both, self._agency_story, self._publish_in_one]
        self._chance.choice([*usual, self._rename, self._edit, self._begin_or_end_failing])()

    def burst(self) -> None:
        """Many stories come at once in one feed."""
        name = self._chance.choice([*self.feeds])
        for _ in range(BURST):
            self._publish(name)

    def _do_later(self) -> None:
        later, self._later = self._later, []
        for one in later:
            one()

    def _story_in_both(self) -> None:
        """A story in both editions; half of the time the second comes later, and the agency has it too."""
        story = self._publish("lantern", both=True)

        def second() -> None:
            self._add("farol", story)

        if self._chance.random() < 0.5:
            self._later.append(second)
        else:
            second()
        if self._chance.random() < 0.5:
            self._later.append(lambda: self._add("agency", story, query="?utm_source=agency"))

    def _agency_story(self) -> None:
        """A story that the agency has first."""
        story = self._publish("agency")
        self._later.append(lambda: self._add("lantern", story))

    def _publish_in_one(self) -> None:
        self._publish(self._chance.choice([*self.feeds]))

    def _rename(self) -> None:
        """An entry gets another guid."""
        item = self._recent()
        item.guid += "-again"

    def _edit(self) -> None:
        """A story gets another headline and another beginning, in its feed and on its page."""
        self._recent().story.edits += 1

    def _begin_or_end_failing(self) -> None:
        feed = self.feeds["quay"]
        feed.failing = not feed.failing
        self.failures += feed.failing

    def _recent(self) -> Item:
        return self._chance.choice(self._chance.choice([*self.feeds.values()]).items[-5:])

    def _publish(self, name: str, *, both: bool = False, age: float = 0) -> Story:
        number, language = len(self._stories) + 1, self.feeds[name].language
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=age)
        story = Story(number, LANGUAGES if both else (language,), at)
        self._stories[number] = story
        self._add(name, story)
        return story

    def _add(self, name: str, story: Story, query: str = "") -> None:
        self.feeds[name].items.append(Item(story, f"{name}-{story.number}", query))

    # ------------------------------------------------------------------ answers

    async def _feed(self, request: web.Request) -> web.Response:
        feed = self.feeds[request.match_info["name"]]
        self._note("feed")
        if feed.failing:
            return web.Response(status=503)
        body = feed.document(self.origin).encode()
        if not self._is_well and self._chance.random() < _CUT:
            body = body[: self._chance.randrange(len(body) // 4, len(body))]
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def _page(self, request: web.Request) -> web.Response:
        story, language = self._stories[int(request.match_info["number"])], request.match_info["language"]
        self._note("page")
        if language not in story.languages:
            return web.Response(status=404)
        if not self._is_well and self._chance.random() < _PAGE_FAILS:
            return web.Response(status=503)
        return web.Response(text=story.page(language, self.origin), content_type="text/html")

    def _note(self, kind: str) -> None:
        self.asked[kind] += 1
        self._answered.set()
