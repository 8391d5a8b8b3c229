"""Pages are read each at its time, and no more of what is owed is kept in memory than is due soon."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.article import Article, Block, BlockKind, Edition
from bot.domain.discussion import RoomKind
from bot.domain.errors import NotReadable, Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.pages.page_checks import Presence
from bot.feeding.delivering.own_texts import EntryTexts
from bot.jobs.kinds import DUE_CHECKS
from bot.posting import article_store as articles
from bot.posting.pages import page_check_store as checks
from bot.posting.pages.corrections import APART, Corrections
from bot.posting.pages.page_check_store import PageCheck
from bot.posting.pages.page_check_worker import PageCheckWorker
from bot.reading.fetch.faults import NoPage, OutOfReach
from bot.reading.reader import Progress, Reader
from bot.reading.reread import Rereader
from bot.translating.translator import Translator
from bot.translation.chain import Chain
from tests.clock import SteppedClock

ONE, OTHER, ES = "https://news.example/1", "https://news.example/2", "https://news.example/es/1"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECONDS = HOUR.total_seconds()
DOWN = OutOfReach(message("The site could not be reached."))
MISSING = NoPage(message("There is no page."))


class Everywhere:
    """Every room can be read by everybody."""

    def public(self, server_id: int, channel_id: int) -> bool | None:
        return True


class Site(Reader):
    """What links lead to, without a network."""

    def __init__(self) -> None:
        self.pages: dict[str, Article | NotReadable] = {}
        self.asked: Counter[str] = Counter()

    async def from_link(self, link: str, *, progress: Progress | None = None) -> Article:
        self.asked[link] += 1
        await asyncio.sleep(0)
        page = self.pages[link]
        if isinstance(page, NotReadable):
            raise page
        return page

    async def unlike(self, before: Edition, after: Edition) -> None:
        return None


def edition_at(url: str, title: str = "The bridge reopens") -> Edition:
    text = "The bridge reopened on Monday."
    return Edition(Language.EN, title, (Block(BlockKind.PARAGRAPH, text),), (text,), (), url=url)


class Posted:
    """Articles that were posted, and what reads their pages."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.site = database, SteppedClock(), Site()
        translator = Translator(database, Chain([]), {}, self.clock)
        rooms = RoomIndex(database, Everywhere())
        self.corrections = Corrections(
            *(self.clock, database, Rereader(self.site), EntryTexts(database, self.site), rooms, translator)
        )
        self.worker = PageCheckWorker(self.clock, database, self.corrections)

    async def post(self, url: str, ago: timedelta = timedelta()) -> int:
        """Post an article some time ago; its page says what it said."""
        self.site.pages[url] = article = Article((edition_at(url),), aliases=(url,))
        article_id = await self.database.write(articles.store, article)
        await self.database.write(checks.owe, article_id, self.clock.utcnow() - ago)
        return article_id

    async def next_in(self, article_id: int) -> timedelta | None:
        """In what time an article's pages are read next."""
        check = await self.database.read(checks.get, article_id)
        return check.next_at - self.clock.utcnow() if check and check.next_at else None


@pytest.fixture
def posted(database: Database) -> Posted:
    return Posted(database)


async def test_what_is_due_within_the_hour_is_kept_in_memory_and_the_rest_where_it_is(posted: Posted):
    now = posted.clock.utcnow()
    for number, due in enumerate([timedelta(), HOUR, 4 * HOUR, 2 * DAY, None]):
        article_id = await posted.post(f"https://news.example/{number}")
        check = PageCheck(now, None if due is None else now + due)
        await posted.database.write(checks.put, article_id, check)
    assert await posted.worker.work(DUE_CHECKS) == 4 * SECONDS, "when the next one is due"
    assert posted.worker.health.backlog == 2
    assert not posted.site.asked


async def test_with_nothing_owed_it_wakes_for_nothing(posted: Posted):
    assert list(await posted.worker.pending()) == [DUE_CHECKS]
    assert await posted.worker.work(DUE_CHECKS) is None
    assert posted.worker.health.backlog == 0


async def test_a_page_is_read_when_it_is_due_and_not_before(posted: Posted):
    article_id = await posted.post(ONE)
    assert await posted.worker.work(article_id) == SECONDS
    assert not posted.site.asked
    await posted.clock.advance(SECONDS)
    assert await posted.worker.work(article_id) is None
    assert posted.site.asked[ONE] == 1
    assert await posted.next_in(article_id) == 5 * HOUR
    assert posted.worker.health.backlog == 1, "what is due then is read then"


async def test_looks_that_were_missed_while_the_bot_was_away_are_one(posted: Posted):
    article_id = await posted.post(ONE, 2 * DAY)
    assert await posted.worker.work(DUE_CHECKS) is None
    await posted.worker.work(article_id)
    assert posted.site.asked[ONE] == 1
    assert await posted.next_in(article_id) == DAY


async def test_a_site_that_stays_down_is_given_up_after_a_month(posted: Posted):
    article_id = await posted.post(ONE)
    posted.site.pages[ONE] = DOWN
    began = posted.clock.utcnow()
    while (left := await posted.next_in(article_id)) is not None:
        await posted.clock.advance(left.total_seconds())
        await posted.worker.work(article_id)
    assert 29 * DAY < posted.clock.utcnow() - began < 33 * DAY
    assert posted.site.asked[ONE] < 40


async def test_one_page_that_is_down_does_not_keep_the_other_from_being_corrected(posted: Posted):
    article_id = await posted.post(ONE, HOUR)
    spanish = replace(edition_at(ES), language=Language.ES)
    await posted.database.write(articles.store, Article((edition_at(ONE), spanish), aliases=(ONE, ES)))
    posted.site.pages[ONE] = DOWN
    corrected = replace(spanish, title="Reabre el puente")
    posted.site.pages[ES] = Article((corrected,), aliases=(ES,))
    await posted.worker.work(article_id)
    stored = await posted.database.read(articles.get, article_id)
    assert stored is not None
    assert stored.article.title(Language.ES) == "Reabre el puente"
    assert await posted.next_in(article_id) == HOUR, "the look is still owed"


async def test_who_asks_while_a_page_is_read_does_not_have_it_read_twice(posted: Posted):
    article_id = await posted.post(ONE, HOUR)
    reading = asyncio.create_task(posted.corrections.check(article_id))
    await asyncio.sleep(0)
    with pytest.raises(Refused, match="less than a minute ago"):
        await posted.corrections.reread(article_id)
    await reading
    assert posted.site.asked[ONE] == 1
    await posted.clock.advance(APART.total_seconds())
    await posted.corrections.reread(article_id)
    assert posted.site.asked[ONE] == 2


async def test_an_article_posted_before_pages_were_read_again_can_be(posted: Posted):
    article_id = await posted.post(ONE)
    await posted.database.write(checks.forget, article_id)
    correction = await posted.corrections.reread(article_id)
    assert not correction.changes
    assert await posted.database.read(checks.get, article_id) is not None


async def test_a_page_that_is_missing_stays_so_while_its_site_cannot_be_asked(posted: Posted):
    article_id = await posted.post(ONE, HOUR)
    posted.site.pages[ONE] = MISSING
    await posted.worker.work(article_id)
    missing = await posted.database.read(checks.presence, article_id)
    assert missing == {Language.EN: Presence(posted.clock.utcnow())}
    posted.site.pages[ONE] = DOWN
    await posted.clock.advance(DAY.total_seconds())
    await posted.worker.work(article_id)
    assert await posted.database.read(checks.presence, article_id) == missing


async def test_a_page_that_names_another_article_as_its_edition_joins_them(posted: Posted):
    article_id, other_id = await posted.post(ONE, HOUR), await posted.post(ES)
    for one in (article_id, other_id):
        await posted.database.write(discuss, one, 20 + one)
    spanish = replace(edition_at(ES), language=Language.ES)
    posted.site.pages[ONE] = Article((edition_at(ONE), spanish), aliases=(ONE, ES))
    await posted.worker.work(article_id)
    assert await posted.database.read(articles.get, other_id) is None
    assert len(await posted.database.read(posts.of_article, article_id, 1)) == 2


async def test_articles_with_cards_in_one_room_stay_apart_and_keep_their_addresses(posted: Posted):
    older, newer = await posted.post(OTHER), await posted.post(ONE, HOUR)
    for one in (older, newer):
        await posted.database.write(discuss, one, 20)
    corrected = edition_at(ONE, "The bridge reopens at last")
    posted.site.pages[ONE] = Article((corrected,), aliases=(ONE, OTHER))
    await posted.worker.work(newer)
    titles = await posted.database.read(articles.titles, [older, newer], Language.EN)
    assert titles == {older: "The bridge reopens", newer: "The bridge reopens at last"}
    assert await posted.database.read(articles.find_by_alias, OTHER) == older


def discuss(connection: Connection, article_id: int, channel_id: int) -> None:
    """Put a card of an article into a channel."""
    posts.add(
        connection,
        public_id=discussions.public_id(),
        discussion_id=discussions.open_for(connection, article_id, 1).id,
        channel_id=channel_id,
        kind=RoomKind.CHANNEL,
        language=Language.EN,
        joined=True,
        created_by=1,
    )
