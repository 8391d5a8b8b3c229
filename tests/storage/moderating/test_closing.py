"""A discussion is due when its newest card and its last reopening are older than its server's days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.database.engine import Database
from bot.database.schema import discussion, post as post_table
from bot.discussion.stores import (
    discussion_store as discussions,
    post_store as posts,
    server_store as servers,
)
from bot.domain.discussion import DiscussionStatus, Post
from bot.moderating.closing import closing_store as closing
from tests.storage.discussed import NEWS, NOTICIAS, SERVER, a_post

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAYS = 14


@pytest.fixture
async def news(database: Database) -> Post:
    post = await a_post(database, NEWS, "a", thread_id=500)
    await card_posted(database, post, DAYS)
    await database.write(servers.set_close_after, server_id=SERVER, days=DAYS)
    return post


async def card_posted(database: Database, post: Post, days: float) -> None:
    at = update(post_table).where(post_table.c.id == post.id).values(created_at=NOW - timedelta(days=days))
    await database.write(lambda connection: connection.execute(at))


async def is_due(database: Database, post: Post, now: datetime = NOW) -> bool:
    due = await database.read(closing.due, SERVER, DAYS, now)
    days = await database.read(closing.days_if_due, post.discussion_id, now)
    assert days == (DAYS if due else None)
    return due == [post.discussion_id]


async def test_it_is_due_to_the_moment(database: Database, news: Post):
    assert await database.read(closing.servers) == {SERVER: DAYS}
    assert await is_due(database, news)
    assert not await is_due(database, news, NOW - timedelta(seconds=1))
    await database.write(servers.set_close_after, server_id=SERVER, days=0)
    assert await database.read(closing.days_if_due, news.discussion_id, NOW) is None
    assert await database.read(closing.servers) == {}


async def test_the_newest_card_counts_and_only_one_that_stands(database: Database, news: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=600)
    await card_posted(database, other, 1)
    assert not await is_due(database, news)
    await database.write(posts.mark_removed, post_id=other.id)
    assert await is_due(database, news)
    await database.write(posts.mark_removed, post_id=news.id)
    assert not await is_due(database, news)


async def test_a_reopening_counts_like_a_card(database: Database, news: Post):
    await database.write(discussions.close_by_age, discussion_id=news.discussion_id, days=DAYS)
    closed = await database.read(discussions.get, news.discussion_id)
    assert closed is not None
    assert (closed.status, closed.closed_after) == (DiscussionStatus.CLOSED, DAYS)
    assert not await is_due(database, news)
    opened = partial(discussions.set_status, status=DiscussionStatus.OPEN)
    await database.write(partial(opened, discussion_id=news.discussion_id))
    reopened = await database.read(discussions.get, news.discussion_id)
    assert reopened is not None
    assert reopened.reopened_at is not None
    assert reopened.closed_after is None
    assert not await is_due(database, news, reopened.reopened_at + timedelta(days=DAYS, seconds=-1))
    assert await is_due(database, news, reopened.reopened_at + timedelta(days=DAYS, seconds=1))


async def test_unlocking_is_no_reopening(database: Database, news: Post):
    for status in (DiscussionStatus.LOCKED, DiscussionStatus.OPEN):
        await database.write(discussions.set_status, discussion_id=news.discussion_id, status=status)
    found = await database.read(discussions.get, news.discussion_id)
    assert found is not None
    assert found.reopened_at is None
    assert await is_due(database, news)


async def test_threads_are_owed_a_note_until_they_were_told(database: Database, news: Post):
    await a_post(database, NOTICIAS, "b", thread_id=None)
    await database.write(closing.owe, discussion_id=news.discussion_id, days=DAYS)
    (note,) = await database.read(closing.owed, news.discussion_id)
    assert (note.post.id, note.days, note.begun_at) == (news.id, DAYS, None)
    await database.write(closing.mark_begun, post_id=news.id, at=NOW)
    (note,) = await database.read(closing.owed, news.discussion_id)
    assert note.begun_at == NOW
    await database.write(closing.owe, discussion_id=news.discussion_id, days=30)  # closed anew
    (note,) = await database.read(closing.owed, news.discussion_id)
    assert (note.days, note.begun_at) == (30, None)
    await database.write(closing.forget, post_ids=[news.id])
    assert await database.read(closing.owed, news.discussion_id) == []


async def test_a_closed_one_is_not_due_again(database: Database, news: Post):
    await database.write(
        lambda connection: connection.execute(
            update(discussion).values(status=DiscussionStatus.CLOSED, reason="old")
        )
    )
    assert not await is_due(database, news)
