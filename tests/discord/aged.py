"""Letting time pass for the pages of posted articles, which are read again after hours and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from bot.database.engine import Connection, schedule
from bot.database.schema import edition
from bot.jobs.kinds import Job
from bot.posting.pages import page_check_store as checks
from bot.posting.pages.page_check_store import PageCheck
from tests.discord.simulated import Simulated


async def check_of(tertulia: Simulated, article_id: int = 1) -> PageCheck:
    """When the pages of an article are read."""
    check = await tertulia.database.read(checks.get, article_id)
    assert check is not None
    return check


async def pass_by(tertulia: Simulated, time: timedelta, article_id: int = 1) -> None:
    """Let so much time pass for an article's pages: all that is stored of them is that much older."""

    def age(connection: Connection) -> None:
        check = checks.get(connection, article_id)
        assert check is not None
        older = replace(
            check,
            since=check.since - time,
            next_at=check.next_at and check.next_at - time,
            read_at=check.read_at and check.read_at - time,
        )
        checks.put(connection, article_id, older)
        missing = select(edition.c.id, edition.c.missing_since).where(edition.c.missing_since.is_not(None))
        for edition_id, since in connection.execute(missing).all():
            mine = update(edition).where(edition.c.id == edition_id)
            connection.execute(mine.values(missing_since=since - time))
        schedule(connection, Job.PAGE_CHECK, article_id)

    await tertulia.database.write(age)


async def look_again(tertulia: Simulated, time: timedelta, article_id: int = 1) -> PageCheck:
    """Let so much time pass, and the page be read that is due by then. Returns when it is read next."""
    before = await check_of(tertulia, article_id)
    assert before.next_at is not None
    await pass_by(tertulia, time, article_id)
    aged = before.next_at - time

    async def read() -> PageCheck | None:
        now = await check_of(tertulia, article_id)
        return now if now.next_at != aged else None

    found = await tertulia.until(read)
    assert isinstance(found, PageCheck)
    return found
