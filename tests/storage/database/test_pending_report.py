"""How much is still to be done, in numbers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, update

from bot.database import schema
from bot.database.engine import Database
from bot.database.reports.pending_report import Feeds, PendingReport, Waiting, pending_report
from bot.discussion.stores import watermark_store as watermarks
from tests.storage.feeding.fed import NOON, a_feed, followed

MONTH = "2026-03"


async def reported(database: Database, first_action: int | None = None) -> PendingReport:
    return await database.read(pending_report, NOON, MONTH, first_action)


async def test_where_nothing_waits_all_is_zero(database: Database) -> None:
    assert await reported(database, 99) == PendingReport(Waiting(), 0, Waiting(), None, Feeds(), {})


async def test_open_gaps_are_counted(database: Database) -> None:
    await database.write(watermarks.open_gap, channel_id=500, after_id=1)
    await database.write(watermarks.open_gap, channel_id=501, after_id=1)
    gaps = (await reported(database)).gaps
    assert gaps.count == 2
    assert gaps.since is not None


async def test_feeds_are_counted_that_somebody_follows(database: Database) -> None:
    fine, failing, late, paused, unfollowed = [
        await a_feed(database, f"https://ferry.example/{name}.xml") for name in "abcde"
    ]
    for feed_id in (fine, failing, late, paused):
        await followed(database, feed_id)
    feed = schema.feed

    def fare(connection) -> None:
        for feed_id, values in {
            fine: {"next_at": NOON + timedelta(hours=1)},
            failing: {"next_at": NOON + timedelta(hours=1), "failing_since": NOON},
            late: {"next_at": NOON - timedelta(minutes=16)},
            paused: {"next_at": NOON - timedelta(days=1), "paused_at": NOON, "paused_for": "gone"},
            unfollowed: {"next_at": NOON - timedelta(days=1), "failing_since": NOON},
        }.items():
            connection.execute(update(feed).where(feed.c.id == feed_id).values(values))

    await database.write(fare)
    assert (await reported(database)).feeds == Feeds(followed=3, failing=1, overdue=1)


async def test_characters_are_those_of_the_month(database: Database) -> None:
    def use(connection) -> None:
        for month, server_id, characters in ((MONTH, 1, 100), (MONTH, 2, 20), ("2026-02", 1, 7)):
            values = {"month": month, "engine": "deepl", "server_id": server_id, "characters": characters}
            connection.execute(insert(schema.translation_use).values(values))

    await database.write(use)
    assert (await reported(database)).characters == {"deepl": 120}
