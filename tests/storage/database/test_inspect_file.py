"""Examining a database file changes nothing in it and finds what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.database.engine import Database, open_database
from bot.database.engine_in_use import engine_of
from bot.database.inspect_file import DatabaseReport, UsedRoom, examine
from bot.database.reports.backlog_report import MirrorBacklog
from bot.database.revisions import Schema
from bot.discussion.stores import (
    appearance_store as appearances,
    server_store as servers,
    watermark_store as watermarks,
)
from bot.domain.events import snowflake_time
from tests.storage.discussed import NEWS, NOTICIAS, SERVER, a_post, saying


def test_where_there_is_none_none_is_made(place: Path) -> None:
    assert examine(place) == DatabaseReport(exists=False)
    assert not place.exists()


async def test_a_sound_one_with_the_rooms_in_use(database: Database, path: Path) -> None:
    await database.write(servers.set_moderators_channel, server_id=1, channel_id=7)
    found = examine(path)
    assert found.schema is Schema.CURRENT
    assert not found.faults
    assert found.rooms == {UsedRoom(1, 7, cards=False)}
    assert not found.in_use


async def test_a_running_bot_is_seen(database: Database, path: Path) -> None:
    with engine_of(path).lock_for_bot():
        assert examine(path).in_use
    assert not examine(path).in_use


async def test_other_versions_are_told_apart(path: Path) -> None:
    await (await open_database(path)).close()
    for version, schema in (("9999", Schema.NEWER), (None, Schema.NONE)):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DELETE FROM alembic_version")
            if version:
                connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
        assert examine(path).schema is schema


async def test_orphans_are_found(path: Path) -> None:
    await (await open_database(path)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO discussion (public_id, article_id, server_id, status, slowmode, created_at) "
            "VALUES ('a', 99, 1, 'open', 0, 0)"
        )
    assert examine(path).faults == ("orphan in discussion",)


def test_what_is_no_database_is_told(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)
    assert examine(path).faults


async def test_what_is_still_to_be_done_is_told_by_room(database: Database, path: Path) -> None:
    news = await a_post(database, NEWS, "a", thread_id=500)
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    noon = 1_000 << 22
    ids = [await database.write(saying(news, noon + number)) for number in range(3)]
    for comment_id in ids:
        await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=noticias.id)
    (first, *_) = await database.read(appearances.pending, 600)
    shown = {"appearance_id": first.id, "message_id": noon + 9, "by_webhook": True}
    await database.write(appearances.mark_shown, **shown)
    assert examine(path).backlog.mirrors == (MirrorBacklog(SERVER, NOTICIAS, 2, 0, 0, snowflake_time(noon)),)
    await database.write(appearances.mark_changed, comment_id=ids[0])
    await database.write(watermarks.open_gap, channel_id=500, after_id=noon + 1)
    found = examine(path).backlog
    assert found.mirrors == (MirrorBacklog(SERVER, NOTICIAS, 2, 1, 1, snowflake_time(noon)),)
    (unread,) = found.unread
    assert (unread.server_id, unread.channel_id, unread.read_to) == (SERVER, NEWS, snowflake_time(noon + 1))
    assert found.read == 0
    await database.write(watermarks.open_gap, channel_id=600, after_id=noon)
    await database.write(watermarks.close_all, channel_id=600)
    assert examine(path).backlog.read == 1
    await database.write(watermarks.close_all, channel_id=500)
    assert examine(path).backlog.unread == ()
