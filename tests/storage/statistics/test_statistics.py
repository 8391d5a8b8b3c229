"""Comments are counted by hour and language as far as a member sees them; what waits, for moderators."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from bot.database import erasure_ledger as erasures, schema
from bot.database.engine import Connection, Database
from bot.discussion.stores import post_store as posts, report_store as reports
from bot.domain.discussion import CommentStatus, DetectedLanguage, Post
from bot.domain.errors import Refused
from bot.domain.events import first_snowflake
from bot.domain.language import Language
from bot.domain.moderation import Category
from bot.domain.people import Member
from bot.i18n.catalog import Catalog
from bot.statistics.drawing import Drawing
from bot.statistics.statistics import Statistics, figures_of_export
from tests.clock import FastClock
from tests.storage.discussed import ELENA, EMMA, NEWS, NOTICIAS, SERVER, a_post, saying

STAFF = NOTICIAS
"""A room that not everybody sees."""
ECHO = ("-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
"""In place of the process that draws: its picture is what it was asked to draw."""
MEMBER = Member(70, "Luis", None, SERVER, NEWS, Language.EN, False, False)


@dataclass(frozen=True)
class Standing:
    """Somebody who sees some rooms, and moderates some of them."""

    seen: frozenset[int] = frozenset((NEWS,))
    moderated: frozenset[int] = frozenset()
    member: Member = MEMBER

    def sees(self, channel_id: int) -> bool:
        return channel_id in self.seen

    def moderates(self, channel_id: int) -> bool:
        return channel_id in self.moderated


READER = Standing()
BOTH = frozenset((NEWS, STAFF))


@pytest.fixture
def statistics(database: Database) -> Statistics:
    return Statistics(database, Drawing(child=ECHO), Catalog.load(), FastClock())


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "news", thread_id=500)


@pytest.fixture
async def staff(database: Database, news: Post) -> Post:
    return await a_post(database, STAFF, "staff", thread_id=501)


async def say(database: Database, post: Post, ago: timedelta, **changes: object) -> int:
    """Say something so long ago; its id."""
    moment = datetime.now(UTC) - ago
    source_id = first_snowflake(moment) + (await _count(database))
    return await database.write(partial(saying(post, 1), source_id=source_id, said_at=moment, **changes))


async def _count(database: Database) -> int:
    return len(await database.read(lambda connection: connection.execute(schema.comment.select()).all()))


async def drawn(statistics: Statistics, viewer: Standing, *asked: int | None) -> dict[str, dict[str, int]]:
    """What the chart shows: for each panel's title, the name and the sum of each series."""
    picture = await statistics.picture(viewer, *(asked or (None,)))
    panels = json.loads(picture.content)["panels"]
    return {one["title"]: {each["name"]: sum(each["values"]) for each in one["series"]} for one in panels}


HOURS = "Comments by hour of the day and language"
WAITS = "What waits for moderators, by age"
MINUTES, DAY = timedelta(minutes=5), timedelta(days=1)


async def test_each_language_and_hour_by_itself(
    database: Database, statistics: Statistics, news: Post
) -> None:
    moment = datetime.now(UTC).replace(hour=23, minute=59, second=59) - DAY
    for number, language in enumerate((DetectedLanguage.EN, DetectedLanguage.EN, DetectedLanguage.ES)):
        said = moment + timedelta(seconds=number)
        more = {"source_id": first_snowflake(said), "said_at": said, "language": language}
        await database.write(partial(saying(news, 1), **more))
    (panel,) = json.loads((await statistics.picture(READER, None)).content)["panels"]
    english, spanish = panel["series"]
    assert (english["values"][23], english["values"][0], sum(english["values"])) == (1, 1, 2)
    assert spanish["values"][0] == 1


async def test_nothing_is_counted_that_the_member_may_not_read(
    database: Database, statistics: Statistics, news: Post, staff: Post
) -> None:
    await say(database, news, MINUTES)
    await say(database, staff, MINUTES)
    for status in (CommentStatus.HIDDEN, CommentStatus.REFUSED):
        await say(database, news, MINUTES, status=status)
    await database.write(partial(erasures.erase, comment_ids=[await say(database, news, MINUTES)]))
    for viewer, count in (
        (READER, 1),
        (Standing(BOTH), 2),
        (Standing(BOTH, BOTH), 2),
        (Standing(frozenset((STAFF,))), 1),
    ):
        for asked in (None, news.discussion_id):
            assert (await drawn(statistics, viewer, asked))[HOURS] == {"English": count}
    outside = Standing(frozenset())
    with pytest.raises(Refused, match="no comments here yet"):
        await statistics.picture(outside, None)


async def test_other_servers_are_not_counted(database: Database, statistics: Statistics, news: Post) -> None:
    await say(database, news, MINUTES)
    elsewhere = replace(READER, member=replace(MEMBER, server_id=SERVER + 1))
    for asked in (None, news.discussion_id):
        with pytest.raises(Refused):
            await statistics.picture(elsewhere, asked)


async def test_without_its_card_a_discussion_is_the_moderators(
    database: Database, statistics: Statistics, news: Post
) -> None:
    await say(database, news, MINUTES)
    await database.write(posts.mark_removed, post_id=news.id)
    with pytest.raises(Refused):
        await statistics.picture(READER, None)
    moderator = Standing(moderated=frozenset((NEWS,)))
    assert (await drawn(statistics, moderator))[HOURS] == {"English": 1}


async def test_the_last_days_of_a_server_and_all_of_a_discussion(
    database: Database, statistics: Statistics, news: Post
) -> None:
    for days in (1, 20, 40):
        await say(database, news, days * DAY)
    assert (await drawn(statistics, READER))[HOURS] == {"English": 2}
    assert (await drawn(statistics, READER, None, 50))[HOURS] == {"English": 3}
    assert (await drawn(statistics, READER, news.discussion_id))[HOURS] == {"English": 3}
    assert (await drawn(statistics, READER, news.discussion_id, 5))[HOURS] == {"English": 1}
    title = json.loads((await statistics.picture(READER, news.discussion_id, 5)).content)["title"]
    assert title.endswith("the last 5 days")


async def report(database: Database, comment_id: int) -> None:
    more = {"reason": "spam", "category": Category.SPAM}
    await database.write(partial(reports.add, comment_id=comment_id, reporter_id=80, **more))


async def hold(database: Database, comment_id: int) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(schema.held).values(comment_id=comment_id, since=datetime.now(UTC)))

    await database.write(work)


async def test_moderators_see_what_waits_in_their_rooms_by_age(
    database: Database, statistics: Statistics, news: Post, staff: Post
) -> None:
    await report(database, await say(database, news, timedelta(hours=2)))
    await report(database, await say(database, staff, timedelta(hours=2)))
    await say(database, news, 2 * DAY, status=CommentStatus.REFUSED)
    await hold(database, await say(database, news, 9 * DAY, status=CommentStatus.HIDDEN))
    await say(database, news, MINUTES)
    assert WAITS not in await drawn(statistics, READER)
    of_news = Standing(BOTH, frozenset((NEWS,)))
    assert (await drawn(statistics, of_news))[WAITS] == {"held": 1, "reported": 1, "refused": 1}
    of_both = Standing(BOTH, BOTH)
    assert (await drawn(statistics, of_both))[WAITS]["reported"] == 2
    own = replace(of_both, member=replace(MEMBER, id=EMMA.id))
    assert WAITS not in await drawn(statistics, own)
    picture = await statistics.picture(of_news, news.discussion_id)
    assert "Waiting as held: over 7 days (1)." in picture.said
    assert "Waiting as reported: 1 to 6 hours (1)." in picture.said
    assert "Waiting as refused: 1 to 3 days (1)." in picture.said


async def test_an_export_counts_what_it_holds(database: Database, news: Post, staff: Post) -> None:
    await say(database, news, MINUTES)
    await say(database, staff, MINUTES, author=ELENA)
    await report(database, await say(database, news, MINUTES))
    await say(database, news, MINUTES, status=CommentStatus.HIDDEN)
    await database.write(partial(erasures.erase, comment_ids=[await say(database, news, MINUTES)]))
    now = datetime.now(UTC)

    async def counted(
        statuses: tuple[CommentStatus, ...], channels: set[int] | None
    ) -> tuple[int, int | None]:
        asked = (news.discussion_id, statuses, channels, Language.EN, now)
        figures = await database.read(figures_of_export, *asked)
        return figures.comments, None if figures.by_age is None else figures.waiting

    assert await counted((CommentStatus.VISIBLE,), {NEWS}) == (2, None)
    assert await counted((CommentStatus.VISIBLE,), None) == (3, None)
    assert await counted(tuple(CommentStatus), {NEWS}) == (3, 1)
    assert await counted(tuple(CommentStatus), {STAFF}) == (1, 0)
    assert await counted(tuple(CommentStatus), None) == (4, 1)
