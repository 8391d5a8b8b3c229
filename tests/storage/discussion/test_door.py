"""What the door promises of every comment, however it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.locate import locate
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
)
from bot.domain.discussion import (
    AppearanceKind,
    AppearanceStatus,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DiscussionStatus,
    Post,
)
from bot.domain.events import Located, MessagePosted
from tests.storage.discussed import EMMA, NEWS, NOTICIAS, a_post

THREAD, OTHER = 500, 600
LATER = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
async def news(database: Database) -> Post:
    """The post of one room; another room has the same article."""
    post = await a_post(database, NEWS, "a", thread_id=THREAD)
    await a_post(database, NOTICIAS, "b", thread_id=OTHER)
    return post


@pytest.fixture
async def rooms(database: Database, news: Post) -> RoomIndex:
    rooms = RoomIndex(database)
    await rooms.load()
    return rooms


@pytest.fixture
def door() -> Door:
    return Door()


def message(message_id: int, text: str = "When is it finished?", **changes: object) -> MessagePosted:
    values = {"channel_id": THREAD, "author": EMMA, "moderator": False, "text": text, "replied_to": None}
    return MessagePosted(**{"id": message_id, "edited_at": None, "attachments": (), **values, **changes})


async def told(database: Database, rooms: RoomIndex, *messages: MessagePosted) -> dict[int, int]:
    located = await locate(database, rooms, messages)
    return await database.write(Door().accept, list(located.values()))


async def known(database: Database, source_id: int) -> Comment | None:
    return await database.read(comments.by_source, source_id)


async def shown_in(database: Database, comment_id: int) -> list[tuple[int, AppearanceKind, AppearanceStatus]]:
    shown = await database.read(appearances.of_comment, comment_id)
    return [(one.channel_id, one.kind, one.status) for one in shown]


@pytest.mark.parametrize("origin", CommentOrigin)
async def test_every_comment_is_to_be_shown_where_it_was_not_said(
    database: Database, door: Door, rooms: RoomIndex, news: Post, origin: CommentOrigin
):
    elsewhere = {CommentOrigin.REPLY: NEWS, CommentOrigin.ADDED: 77}
    said = message(1_000, channel_id=elsewhere.get(origin, THREAD))
    located = Located(said, news, origin, elsewhere=rooms.mirrored_in(news))
    ids = await database.write(door.accept, [located])
    original = (said.channel_id, AppearanceKind.ORIGINAL, AppearanceStatus.SHOWN)
    expected = [] if origin is CommentOrigin.DIALOG else [original]
    threads = [OTHER] if origin is CommentOrigin.THREAD else [THREAD, OTHER]
    expected += [(thread, AppearanceKind.MIRROR, AppearanceStatus.PENDING) for thread in threads]
    assert await shown_in(database, ids[1_000]) == expected


async def test_what_is_told_again_is_stored_once_and_brought_up_to_date(database: Database, rooms: RoomIndex):
    assert (await told(database, rooms, message(1_000, "frist"))).keys() == {1_000}
    assert await told(database, rooms, message(1_000, "first", edited_at=LATER)) == {}
    comment = await known(database, 1_000)
    assert comment is not None
    assert comment.text == "first"
    assert len(await shown_in(database, comment.id)) == 2


async def test_an_answer_finds_what_it_answers_whichever_of_them_comes_first(
    database: Database, rooms: RoomIndex
):
    await told(database, rooms, message(1_001, "In June.", replied_to=1_000))
    await told(database, rooms, message(1_000))
    await told(database, rooms, message(1_002, "Which?", replied_to=1_001))
    parents = [one and one.parent_id for one in [await known(database, each) for each in (1_001, 1_002)]]
    assert parents == [one and one.id for one in [await known(database, each) for each in (1_000, 1_001)]]


@pytest.mark.parametrize("moderator", [True, False, None])
async def test_what_is_said_where_nobody_may_add_anything_is_kept_and_not_shown(
    database: Database, rooms: RoomIndex, news: Post, moderator: bool | None
):
    lock = partial(discussions.set_status, discussion_id=news.discussion_id, status=DiscussionStatus.LOCKED)
    await database.write(lock)
    ids = await told(database, rooms, message(1_000, moderator=moderator))
    comment = await known(database, 1_000)
    assert comment is not None
    assert comment.status is (CommentStatus.VISIBLE if moderator else CommentStatus.REFUSED)
    assert len(await shown_in(database, ids[1_000])) == (2 if moderator else 1)


@pytest.mark.parametrize("room", [THREAD, NEWS])
async def test_messages_that_answer_each_other_are_stored_together(
    database: Database, rooms: RoomIndex, news: Post, room: int
):
    assert news.message_id is not None
    answers = {1_000: news.message_id, 1_001: 1_000, 1_002: 1_001, 1_003: 1_000, 1_004: 999}
    if room == NEWS:
        del answers[1_004]  # it would be none of ours there
    said = [message(one, channel_id=room, replied_to=answered) for one, answered in answers.items()]
    ids = await told(database, rooms, *said)
    stored = {one: await known(database, one) for one in answers}
    parents = {one: its and its.parent_id for one, its in stored.items()}
    expected = {1_000: None, 1_001: ids[1_000], 1_002: ids[1_001], 1_003: ids[1_000], 1_004: None}
    assert parents == {one: expected[one] for one in answers}
    if room == THREAD:
        [late] = (await told(database, rooms, message(999))).values()
        found = await known(database, 1_004)
        assert found is not None
        assert found.parent_id == late


def test_only_the_last_messages_that_were_deleted_are_kept_in_mind(door: Door):
    door.note_deleted([1_000])
    assert door.was_deleted(1_000)
    door.note_deleted(range(2_000, 2_000 + 10_000))
    assert not door.was_deleted(1_000)


async def test_what_was_erased_stays_so_by_whatever_way_it_comes_back(
    database: Database, door: Door, rooms: RoomIndex, news: Post
):
    first, second = (await told(database, rooms, message(1_000), message(1_001))).values()

    def erase(connection: Connection) -> None:
        door.erase(connection, first)
        door.erase_member(connection, EMMA.id, 0, 1_999)

    await database.write(erase)
    again = message(1_000, "back", edited_at=LATER)
    assert await told(database, rooms, again, message(1_500)) == {}
    added = Located(message(1_600), news, CommentOrigin.ADDED)
    assert await database.write(door.accept, located=[added]) == {}
    for comment_id in (first, second):
        await database.write(door.edit, comment_id=comment_id, text="back", edited_at=LATER)
        later = message(1_000, "back", edited_at=LATER + timedelta(days=1), author=Author(41, "Elena"))
        await database.write(door.correct, comment_id=comment_id, posted=later, parent_id=None)
    for source_id in (1_000, 1_001, 1_500, 1_600):
        comment = await known(database, source_id)
        assert comment is not None
        assert (comment.status, comment.text, comment.author.id) == (CommentStatus.DELETED, "", 0)
    assert await known(database, 2_000) is None
