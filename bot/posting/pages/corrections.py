"""Reading the pages of posted articles again: cards, summaries and machine editions follow what changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain.article import Article
from bot.domain.errors import BadInput, Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.pages.article_changes import Changes, changes
from bot.domain.pages.page_checks import Presence, next_look, next_retry
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.posting import (
    article_merge_store as merging,
    article_store as articles,
    machine_edition_store as machine_editions,
)
from bot.posting.article_store import StoredArticle
from bot.posting.pages import page_check_store as checks
from bot.posting.pages.own_text_port import OwnTexts
from bot.posting.pages.page_check_store import PageCheck
from bot.reading.fetch.faults import NoPage, OutOfReach
from bot.reading.reread import Reread, Rereader
from bot.translating.translator import Translator

APART = timedelta(minutes=1)
"""The least time between two readings of one article's pages that people ask for."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What came of reading an article's pages again, by language of the edition: what changed, and why some
    stay as they are. ``presence`` is whether the pages are there, ``unchanged_since`` when the newest version
    of any edition was read.
    """

    unchanged_since: datetime
    changes: Mapping[Language, Changes] = field(default_factory=dict)
    failures: Mapping[Language, BadInput] = field(default_factory=dict)
    presence: Mapping[Language, Presence] = field(default_factory=dict)


class Corrections:
    """Reads pages again and corrects what is shown of them; discussions stay as they are."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rereader: Rereader,
        own_texts: OwnTexts,
        rooms: RoomIndex,
        translator: Translator,
    ) -> None:
        self._clock = clock
        self._database = database
        self._rereader = rereader
        self._own_texts = own_texts
        self._rooms = rooms
        self._translator = translator
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @staticmethod
    def schedule_check_now(connection: Connection, article_id: int, at: datetime) -> None:
        """Have an article's pages read again, and its cards corrected, as soon as this transaction is
        committed: for whoever hears of a change, from a feed say. ``at`` is now.
        """
        checks.ask_now(connection, article_id, at)

    async def check(self, article_id: int) -> datetime | None:
        """Read an article's pages again if that is due. Returns when it is due next; None: never."""
        async with self._lock(article_id):
            next_at = await self._next_at(article_id)
            if next_at is None or next_at > self._clock.utcnow():
                return next_at
            await self._reread(article_id)
            return await self._next_at(article_id)

    async def reread(self, article_id: int) -> Correction:
        """Read an article's pages again now, whoever asks, and correct its cards in every server.

        Raises:
            Refused: it has no page, or that was read less than a minute ago.
        """
        async with self._lock(article_id):
            check = await self._database.read(checks.get, article_id)
            now = self._clock.utcnow()
            if check and check.read_at and now - check.read_at < APART:
                raise Refused(
                    message("I have read this page less than a minute ago. Please try again in a minute.")
                )
            correction = await self._reread(article_id)
        if correction is None:
            raise Refused(
                message("This article was not read from a page, so there is nothing to read again.")
            )
        return correction

    async def current(self, stored: StoredArticle) -> Article:
        """Return a stored article as its pages are now; they are read again unless that was just done.

        Raises:
            NotReadable: its original cannot be read any more.
        """
        with contextlib.suppress(Refused):
            failures = (await self.reread(stored.id)).failures
            if failure := failures.get(stored.article.original.language):
                raise failure
        known = await self._database.read(articles.find_by_alias, stored.article.aliases[0])
        now = await self._database.read(articles.get, known) if known else None
        return now.article if now else stored.article

    async def _next_at(self, article_id: int) -> datetime | None:
        check = await self._database.read(checks.get, article_id)
        return check.next_at if check else None

    def _lock(self, article_id: int) -> asyncio.Lock:
        lock = self._locks.get(article_id)
        if lock is None:
            self._locks[article_id] = lock = asyncio.Lock()
        return lock

    async def _reread(self, article_id: int) -> Correction | None:
        """Read an article's pages again, or the entries of feeds that stand in for them; None if it has
        neither.
        """
        stored = await self._database.read(articles.get, article_id)
        editions = stored.article.published.editions if stored else ()
        if stored is None or not any(one.url or one.from_feed for one in editions):
            await self._database.write(checks.forget, article_id)
            return None
        read = await self._with_own_texts(stored, await self._rereader.read(stored.article))
        now = self._clock.utcnow()
        correct = partial(
            _correct, article_id=article_id, read=read, now=now, translates=self._translator.is_on
        )
        correction, merged = await self._database.write(correct)
        if merged:
            await self._rooms.load()
        if not any(one.url for one in editions):  # its entry tells when it changes
            await self._database.write(checks.forget, article_id)
        return correction

    async def _with_own_texts(self, stored: StoredArticle, read: Reread) -> Reread:
        """What was read, with what entries say now where they stand in for pages that could not be read."""
        found = read.article or Article(())
        for before in stored.article.published.editions:
            if before.from_feed and found.edition(before.language) is None:
                said = await self._own_texts.edition(stored, before)
                if said is not None:
                    found = replace(found, editions=(*found.editions, said))
        return replace(read, article=found) if found.editions else read


def _correct(
    connection: Connection, *, article_id: int, read: Reread, now: datetime, translates: bool
) -> tuple[Correction | None, bool]:
    """Store what was read, and have the cards follow. Returns what changed, and whether articles were merged.

    Returns no correction if the article was merged into another while its pages were read.
    """
    before = articles.get(connection, article_id)
    if before is None:
        return None, False
    merged = False
    if read.article is not None:
        kept, aliases = _merged(connection, article_id, read.article)
        merged = kept != article_id or len(aliases) < len(read.article.aliases)
        article_id = kept
        articles.store_in(connection, article_id, replace(read.article, aliases=aliases))
    present = _note(connection, article_id, read, now)
    after = articles.get(connection, article_id)
    assert after is not None
    if replace(after.article, aliases=()) != replace(before.article, aliases=()):
        posts.mark_article_stale(connection, article_id)
    if translates:
        machine_editions.owe_of_article(connection, article_id, now)
    _settle(connection, article_id, read, now, present)
    changed = _changed(before.article, after.article)
    return Correction(after.read_at, changed, read.failures, present), merged


def _merged(connection: Connection, article_id: int, read: Article) -> tuple[int, tuple[str, ...]]:
    """Merge an article with those that have one of the addresses that were read, older ones first. Returns
    the id that it has now, and those of the addresses that are its own.
    """
    others = [one for one in articles.known(connection, read.aliases) if one != article_id]
    for other in others:
        keep, gone = sorted((article_id, other))
        if merging.merge(connection, keep=keep, gone=gone):
            article_id = keep
    elsewhere = {one for one in articles.known(connection, read.aliases) if one != article_id}
    own = (
        alias
        for alias in read.aliases
        if not elsewhere or articles.find_by_alias(connection, alias) not in elsewhere
    )
    return article_id, tuple(own)


def _note(connection: Connection, article_id: int, read: Reread, now: datetime) -> dict[Language, Presence]:
    """Store whether each page is there, and why what it shows was not taken. Returns the former."""
    known = checks.presence(connection, article_id)
    for language, before in known.items():
        failure = read.failures.get(language)
        if isinstance(failure, OutOfReach):
            continue
        if isinstance(failure, NoPage):
            known[language] = before.missing(now, is_gone=failure.is_gone)
        elif failure is None and read.article and read.article.edition(language):
            known[language] = Presence()
        said = {one: Catalog.load().say(failure.message, one) for one in Language} if failure else None
        checks.note(connection, article_id, language, known[language], said)
    return known


def _settle(
    connection: Connection,
    article_id: int,
    read: Reread,
    now: datetime,
    present: Mapping[Language, Presence],
) -> None:
    """Store when the pages are read next. A site that could not be asked is asked again for the same look."""
    check = checks.get(connection, article_id) or checks.of_old(connection, article_id) or PageCheck(now)
    if any(isinstance(one, OutOfReach) for one in read.failures.values()):
        failures = check.failures + 1
        next_at = next_retry(failures, now)
    else:
        failures = 0
        times = [next_look(check.since, now), *(one.next_look(now) for one in present.values())]
        next_at = min((one for one in times if one is not None), default=None)
    checks.put(connection, article_id, PageCheck(check.since, next_at, failures, now))


def _changed(before: Article, after: Article) -> dict[Language, Changes]:
    """What changed of the publisher's editions, by language; of one that is new, everything."""
    found: dict[Language, Changes] = {}
    for now in after.published.editions:
        was = before.published.edition(now.language)
        compared = changes(was or replace(now, title="", standfirst=None, blocks=(), picture=None), now)
        if compared.parts:
            found[now.language] = compared
    return found
