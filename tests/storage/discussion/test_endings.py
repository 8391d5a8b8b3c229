"""Since when a discussion has ended is noted whoever ends it, and what was said in it is erased for good."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.database import schema
from bot.database.engine import Connection, Database, open_database
from bot.database.schema import ending
from bot.discussion.door import Door
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    ended_store as endings,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.domain.discussion import AppearanceStatus, CommentStatus, DiscussionStatus, Ending, Post
from bot.posting import article_merge_store as merging
from tests.storage.discussed import NEWS, NOTICIAS, a_post, an_article, posting, saying


@pytest.fixture
async def post(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def ended(database: Database) -> set[tuple[int, Ending]]:
    rows = await database.read(lambda connection: connection.execute(select(ending)).all())
    for row in rows:
        assert timedelta() <= datetime.now(UTC) - row.since + timedelta(seconds=1) < timedelta(minutes=1)
    return {(row.discussion_id, row.kind) for row in rows}


async def become(database: Database, post: Post, status: DiscussionStatus) -> None:
    await database.write(discussions.set_status, discussion_id=post.discussion_id, status=status)


async def test_closing_ends_a_discussion_and_reopening_or_unlocking_does_not(database: Database, post: Post):
    await become(database, post, DiscussionStatus.LOCKED)
    assert await ended(database) == set()
    await become(database, post, DiscussionStatus.CLOSED)
    assert await ended(database) == {(post.discussion_id, Ending.CLOSED)}
    await become(database, post, DiscussionStatus.OPEN)
    assert await ended(database) == set()


async def test_closing_it_again_does_not_begin_anew(database: Database, post: Post):
    await become(database, post, DiscussionStatus.CLOSED)

    def since(connection: Connection) -> datetime:
        return connection.execute(select(ending.c.since)).scalar_one()

    first = await database.read(since)
    await asyncio.sleep(0.01)
    await become(database, post, DiscussionStatus.CLOSED)
    assert await database.read(since) == first


async def test_it_is_deleted_with_the_last_of_its_cards_and_lives_again_with_a_new_one(
    database: Database, post: Post
):
    other = await a_post(database, NOTICIAS, "b", thread_id=600)
    await database.write(posts.mark_removed, post_id=post.id)
    assert await ended(database) == set()
    await database.write(posts.mark_removed, post_id=other.id)
    assert await ended(database) == {(post.discussion_id, Ending.DELETED)}
    await database.write(posting(post.discussion_id, NEWS, "c"))
    assert await ended(database) == set()


async def test_two_articles_that_become_one_leave_no_ending_behind(database: Database, post: Post):
    second = await database.write(an_article)
    first = await database.read(discussions.get, post.discussion_id)
    assert first is not None
    opening = partial(discussions.open_for, article_id=second, server_id=first.server_id)
    gone = await database.write(opening)
    gone_post = await database.write(posting(gone.id, NOTICIAS, "z"))
    await database.write(posts.mark_removed, post_id=gone_post)
    await database.write(discussions.set_status, discussion_id=gone.id, status=DiscussionStatus.CLOSED)
    assert {one for one, _ in await ended(database)} == {gone.id}
    assert await database.write(merging.merge, keep=first.article_id, gone=second)
    assert await ended(database) == set()


async def test_what_was_said_is_erased_for_good_and_its_own_messages_are_left_alone(
    database: Database, post: Post
):
    ids = [await database.write(saying(post, number, text=f"secret {number}")) for number in (1000, 1001)]
    hidden = await database.write(saying(post, 1002, text="secret too", status=CommentStatus.HIDDEN))
    await database.write(appearances.add_originals, channels={1000: 500})
    await become(database, post, DiscussionStatus.CLOSED)
    moment = datetime.now(UTC) + timedelta(seconds=5)
    assert await database.read(endings.since_before, Ending.CLOSED, moment - timedelta(days=1)) == []
    [found] = await database.read(endings.since_before, Ending.CLOSED, moment)
    due = found.discussion_id
    assert due == post.discussion_id
    erase = partial(Door().erase_ended, discussion_id=due, limit=2)
    first = await database.write(erase)
    assert len(first) == 2
    assert {*first, *await database.write(erase)} == {*ids, hidden}
    assert await database.read(endings.since_before, Ending.CLOSED, moment) == []
    found = await database.read(comments.get_many, [*ids, hidden])
    (shown,) = await database.read(appearances.of_comment, ids[0])
    assert await database.read(takedowns.lanes) == []
    assert {(one.status, one.text, one.author.id) for one in found.values()} == {
        (CommentStatus.DELETED, "", 0)
    }
    assert shown.status is AppearanceStatus.GONE
    assert await database.write(saying(post, 1003, text="said after it was reopened")) is not None
    again = erase.keywords | {"limit": 10}
    assert len(await database.write(Door().erase_ended, **again)) == 1


async def test_it_stays_erased_when_it_is_read_again(database: Database, post: Post):
    await database.write(saying(post, 1000, text="secret"))
    await become(database, post, DiscussionStatus.CLOSED)
    erase = partial(Door().erase_ended, discussion_id=post.discussion_id, limit=10)
    await database.write(erase)

    def forget(connection: Connection) -> None:
        connection.execute(delete(schema.comment))

    await database.write(forget)
    await database.write(saying(post, 1000, text="secret"))
    found = await database.read(comments.by_source, 1000)
    assert found is not None
    assert (found.status, found.text) == (CommentStatus.DELETED, "")


async def test_a_backup_put_back_takes_no_members_message_down(path: Path):
    database = await open_database(path)
    news = await a_post(database, NEWS, "a", thread_id=500)
    await database.write(saying(news, 1000, text="secret"))
    await database.write(appearances.add_originals, channels={1000: 500})
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    await database.write(Door().erase_ended, discussion_id=news.discussion_id, limit=10)
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    found = await database.read(comments.by_source, 1000)
    standing = await database.read(takedowns.lanes)
    await database.close()
    assert found is not None
    assert (found.status, found.text) == (CommentStatus.DELETED, "")
    assert standing == []
