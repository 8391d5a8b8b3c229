"""Mirrors wait for what may have been said before them, and not for ever."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.database import schema
from bot.database.engine import Database
from bot.discussion.stores import (
    appearance_store as appearances,
    post_store as posts,
    send_order_store as turns,
    watermark_store as watermarks,
)
from bot.domain.discussion import PostStatus
from bot.mirroring.dialog_order import OpenDialogs
from tests.storage.discussed import NEWS, NOTICIAS, a_post, saying


def lately() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


async def a_mirror(database: Database) -> int:
    """A comment of one room that is to be shown in the thread 600 of another; gives the room's post."""
    news = await a_post(database, NEWS, "a", thread_id=500)
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    comment_id = await database.write(saying(news, 1_000))
    await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=noticias.id)
    return news.id


async def ready(database: Database, *, started: datetime, stale: Collection[int] = ()) -> bool:
    return bool(await database.read(turns.to_send, 600, 10, started, {}, stale))


async def changed(database: Database, table, **values) -> None:
    def work(connection) -> None:
        connection.execute(update(table).values(values))

    await database.write(work)


async def test_with_nothing_to_be_read_its_turn_has_come(database: Database):
    await a_mirror(database)
    assert await ready(database, started=lately())


async def test_it_waits_for_a_gap_before_it_for_a_while(database: Database):
    await a_mirror(database)
    await database.write(watermarks.open_gap, channel_id=500, after_id=999)
    assert not await ready(database, started=long_ago())
    await changed(database, schema.gap, opened_at=long_ago())
    assert await ready(database, started=long_ago())


@pytest.mark.parametrize("stale", [500, NEWS], ids=["its thread", "its channel"])
async def test_it_waits_while_it_is_unknown_what_was_missed_where_it_was_said(database: Database, stale: int):
    await a_mirror(database)
    assert not await ready(database, started=lately(), stale=[stale])
    assert await ready(database, started=lately(), stale=[600, NOTICIAS])


async def test_its_turn_is_over_once_something_older_came_or_may_come(database: Database):
    await a_mirror(database)
    held_by = (lately(), {}, ())
    newest = await database.read(appearances.newest)
    [first] = await database.read(turns.to_send, 600, 10, *held_by)
    assert await database.read(turns.is_turn, first, newest, *held_by)
    assert not await database.read(turns.is_turn, first, newest, lately(), {}, [500])
    news, noticias = await database.read(posts.live)
    for source_id, still in ((1_001, True), (999, False)):
        comment_id = await database.write(saying(news, source_id))
        await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=noticias.id)
        assert await database.read(turns.is_turn, first, newest, *held_by) is still


async def test_a_gap_that_is_older_than_the_bots_start_is_given_as_long_after_it(database: Database):
    await a_mirror(database)
    await database.write(watermarks.open_gap, channel_id=500, after_id=999)
    await changed(database, schema.gap, opened_at=long_ago())
    assert not await ready(database, started=lately())


async def test_it_waits_for_a_gap_after_it_not_at_all(database: Database):
    await a_mirror(database)
    await database.write(watermarks.open_gap, channel_id=500, after_id=1_000)
    assert await ready(database, started=lately())


async def test_it_waits_while_the_thread_of_its_room_is_not_known_yet(database: Database):
    post_id = await a_mirror(database)
    room = schema.post.c.id == post_id

    def cut_off(connection) -> None:
        pending = {"status": PostStatus.PENDING, "thread_id": None, "created_at": lately()}
        connection.execute(update(schema.post).where(room).values(pending))

    await database.write(cut_off)
    assert not await ready(database, started=long_ago())

    def not_lately(connection) -> None:
        connection.execute(update(schema.post).where(room).values(created_at=long_ago()))

    await database.write(not_lately)
    assert await ready(database, started=lately()), "where no thread can be made, replies to the card go on"


async def test_it_waits_for_dialogs_of_its_room_that_were_sent_before_it(database: Database):
    news = await a_mirror(database)
    home = await database.read(posts.get, news)
    assert home is not None

    async def ready_beside(unstored: dict[int, str]) -> bool:
        return bool(await database.read(turns.to_send, 600, 10, lately(), unstored, ()))

    assert not await ready_beside({999: home.public_id})
    assert await ready_beside({1_001: home.public_id, 999: "another"})
    assert not await ready_beside(dict.fromkeys(range(1000), home.public_id))


def test_a_dialog_that_is_told_twice_is_let_go_once_and_for_all():
    unstored = OpenDialogs()
    with unstored.holding("a", 7), unstored.holding("a", 7):
        assert unstored.sent == {7: "a"}
    assert unstored.sent == {}
