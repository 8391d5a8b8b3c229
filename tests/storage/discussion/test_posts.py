"""A discussion has one live post a room, and the rooms in memory say what the database says."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    discussion_store as discussions,
    post_store as posts,
    server_store as servers,
)
from bot.domain.discussion import DiscussionStatus, Post, PostStatus
from tests.storage.discussed import NEWS, NOTICIAS, SERVER, an_article, posting


@pytest.fixture
async def discussion_id(database: Database) -> int:
    article_id = await database.write(an_article)
    opened = await database.write(discussions.open_for, article_id=article_id, server_id=SERVER)
    again = await database.write(discussions.open_for, article_id=article_id, server_id=SERVER)
    assert again == opened
    return opened.id


async def test_a_room_takes_a_second_card_of_a_story_only_after_the_first_is_gone(
    database: Database, discussion_id: int
):
    first = await database.write(posting(discussion_id, NEWS, "a"))
    with pytest.raises(IntegrityError):
        await database.write(posting(discussion_id, NEWS, "b"))
    assert await database.write(posting(discussion_id, NOTICIAS, "c"))
    assert await database.write(posts.mark_removed, post_id=first)
    assert not await database.write(posts.mark_removed, post_id=first)
    assert await database.write(posting(discussion_id, NEWS, "d"))


async def test_a_post_is_found_by_its_button_and_its_room(database: Database, discussion_id: int):
    post_id = await database.write(posting(discussion_id, NEWS, "a"))
    await database.write(posts.mark_posted, post_id=post_id, message_id=500, thread_id=500)
    post = await database.read(posts.get, post_id)
    assert post is not None
    assert post.status is PostStatus.POSTED
    assert await database.read(posts.by_public_id, "a") == post
    assert await database.read(posts.in_room, discussion_id, NEWS) == post
    assert await database.read(posts.of_discussion, discussion_id) == [post]
    assert await database.read(posts.recent, NEWS, 25) == [post]
    assert await database.read(posts.pending) == []
    found = await database.read(discussions.of_thread, 500)
    assert found is not None
    assert found.id == discussion_id


async def test_a_post_that_was_removed_while_its_card_was_sent_stays_removed(
    database: Database, discussion_id: int
):
    post_id = await database.write(posting(discussion_id, NEWS, "a"))
    assert await database.write(posts.mark_removed, post_id=post_id)
    assert not await database.write(posts.mark_posted, post_id=post_id, message_id=500, thread_id=501)
    post = await database.read(posts.get, post_id)
    assert post is not None
    assert (post.status, post.thread_id) == (PostStatus.REMOVED, None)


async def test_rooms_know_after_a_restart_which_threads_and_channels_are_ours(
    database: Database, discussion_id: int
):
    post_id = await database.write(posting(discussion_id, NEWS, "a"))
    await database.write(posts.mark_posted, post_id=post_id, message_id=500, thread_id=501)
    rooms = RoomIndex(database)
    await rooms.load()
    post = rooms.of_thread(501)
    assert post is not None
    assert (rooms.has_cards(NEWS), rooms.has_cards(NOTICIAS)) == (True, False)
    assert rooms.of_message(500, NEWS) == post
    assert rooms.all() == [post]
    rooms.drop(post_id)
    rooms.drop(post_id)
    assert rooms.of_thread(501) is None
    assert not rooms.has_cards(NEWS)


async def test_what_becomes_known_of_a_post_while_all_are_read_is_not_read_over(
    database: Database, discussion_id: int, monkeypatch: pytest.MonkeyPatch
):
    post_id = await database.write(posting(discussion_id, NEWS, "a"))
    rooms, read = RoomIndex(database), posts.live
    await rooms.load()

    loop = asyncio.get_running_loop()

    async def send_its_card() -> None:
        await database.write(posts.mark_posted, post_id=post_id, message_id=500, thread_id=501)
        posted = await database.read(posts.get, post_id)
        assert posted is not None
        rooms.put(posted)

    def while_its_card_is_sent(connection: Connection) -> list[Post]:
        before = read(connection)
        asyncio.run_coroutine_threadsafe(send_its_card(), loop).result(10)
        return before

    monkeypatch.setattr(posts, "live", while_its_card_is_sent)
    await rooms.load()
    assert rooms.of_thread(501) is not None


async def test_what_managers_decide_of_a_room_is_not_read_over_when_posts_are_read_again(database: Database):
    await database.write(servers.decide_room, server_id=SERVER, channel_id=NEWS, joined=True)
    rooms = RoomIndex(database)
    await rooms.load_decisions()
    assert rooms.decided() == {NEWS: True}
    rooms.decide(NEWS, None)  # its row could not be changed yet
    await rooms.load()
    assert rooms.decided() == {}


async def test_a_discussions_status_and_pace_are_kept(database: Database, discussion_id: int):
    await database.write(discussions.set_status, discussion_id=discussion_id, status=DiscussionStatus.LOCKED)
    await database.write(discussions.set_slowmode, discussion_id=discussion_id, seconds=30)
    found = await database.read(discussions.get, discussion_id)
    assert found is not None
    assert (found.status, found.slowmode) == (DiscussionStatus.LOCKED, 30)
    assert await database.read(discussions.by_public_id, found.public_id) == found
    assert await database.read(discussions.visible_comments, discussion_id, [1]) == (0, False)
    with pytest.raises(IntegrityError):
        await database.write(discussions.set_slowmode, discussion_id=discussion_id, seconds=21_601)
