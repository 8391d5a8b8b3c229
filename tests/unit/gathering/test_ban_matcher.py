"""Which messages were deleted with a ban, as far as a log that names none can tell."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.discussion.history_port import Ban
from bot.domain.errors import BotLacks
from bot.domain.events import first_snowflake
from bot.domain.message import message
from bot.gathering.audit_log_matcher import Removed
from bot.gathering.ban_matcher import BanLog
from tests.clock import SteppedClock

EMMA, ELENA, MARTA, SERVER = 1, 2, 3, 10


@pytest.fixture
def now(clock: SteppedClock) -> datetime:
    return clock.utcnow()


@pytest.fixture
def log(clock: SteppedClock) -> BanLog:
    return BanLog(clock)


def written(at: datetime) -> int:
    return first_snowflake(at) + 7


def a_ban(at: datetime, member: int = EMMA) -> Ban:
    return Ban(50, MARTA, member, at)


def gone(message_id: int, since: datetime, author: int = EMMA, *, mirror: bool = False) -> Removed:
    return Removed(message_id, author, 20, mirror, since)


class Logged:
    """What the audit log says of bans, and how often it was asked."""

    def __init__(self, *bans: Ban, fails: bool = False) -> None:
        self.bans_there, self.fails, self.asked = list(bans), fails, 0

    async def bans(self, server_id: int) -> list[Ban]:
        self.asked += 1
        if self.fails:
            raise BotLacks(message("I need more."))
        return self.bans_there


async def test_what_is_deleted_in_bulk_around_a_ban_went_with_it(
    log: BanLog, clock: SteppedClock, now: datetime
):
    hour = written(now - timedelta(hours=1))
    log.tell([hour], in_bulk=True)
    await clock.advance(5.0)
    log.hear(a_ban(now))
    assert log.attribute([gone(hour, now)]) == {hour: MARTA}
    assert log.attribute([gone(hour, now, ELENA)]) == {}
    assert log.attribute([gone(hour, now, mirror=True)]) == {}


async def test_what_its_author_deleted_before_they_were_banned_is_their_own_act(
    log: BanLog, clock: SteppedClock, now: datetime
):
    before, after = written(now - timedelta(hours=1)), written(now - timedelta(hours=2))
    log.tell([before], in_bulk=False)
    await clock.advance(1.0)
    log.hear(a_ban(now))
    log.tell([after], in_bulk=False)
    assert log.attribute([gone(before, now), gone(after, now)]) == {after: MARTA}


async def test_bulk_deletions_of_another_time_and_older_messages_are_not_the_bans(
    log: BanLog, clock: SteppedClock, now: datetime
):
    early, late = written(now - timedelta(hours=1)), written(now - timedelta(hours=2))
    old = written(now - timedelta(days=8))
    log.tell([early], in_bulk=True)
    await clock.advance(60.0)
    log.hear(a_ban(now))
    log.tell([old], in_bulk=True)
    await clock.advance(3_600.0)
    log.tell([late], in_bulk=True)
    assert log.attribute([gone(one, now) for one in (early, old, late)]) == {}


async def test_a_ban_that_was_not_heard_of_is_read_from_the_log(log: BanLog, now: datetime):
    hour = written(now - timedelta(hours=1))
    log.tell([hour], in_bulk=True)
    logged = Logged(a_ban(now))
    await log.read(logged, SERVER, [gone(hour, now)])
    assert log.attribute([gone(hour, now)]) == {hour: MARTA}


@pytest.mark.parametrize(("hours", "expected"), [(2, True), (0.5, False)])
async def test_what_went_while_the_bot_was_away_went_with_a_ban_of_that_time(
    log: BanLog, now: datetime, hours: float, expected: bool
):
    day = written(now - timedelta(days=1))
    await log.read(Logged(a_ban(now - timedelta(hours=1))), SERVER, [gone(day, now)])
    found = log.attribute([gone(day, now - timedelta(hours=hours))])
    assert found == ({day: MARTA} if expected else {})


async def test_nothing_is_asked_about_what_authors_delete_one_by_one(log: BanLog, now: datetime):
    hour = written(now - timedelta(hours=1))
    log.tell([hour], in_bulk=False)
    logged = Logged(a_ban(now))
    await log.read(logged, SERVER, [gone(hour, now), gone(5, now, mirror=True)])
    assert logged.asked == 0
    assert log.attribute([gone(hour, now)]) == {}


async def test_a_log_that_may_not_be_read_tells_nothing(log: BanLog, now: datetime):
    hour = written(now - timedelta(hours=1))
    log.tell([hour], in_bulk=True)
    await log.read(Logged(fails=True), SERVER, [gone(hour, now)])
    assert log.attribute([gone(hour, now)]) == {}
