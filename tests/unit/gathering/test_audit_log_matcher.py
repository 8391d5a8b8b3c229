"""Who deleted a message, as far as an audit log that names no messages can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.discussion.history_port import Removal
from bot.gathering import audit_log_matcher
from bot.gathering.audit_log_matcher import AuditLog, Removed
from tests.clock import SteppedClock

EMMA, ELENA, MARTA, THREAD = 1, 2, 3, 10
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def entry(id_: int = 50, *, author: int | None = EMMA, channel: int = THREAD, count: int = 1) -> Removal:
    return Removal(id_, MARTA, author, channel, count, NOON)


def gone(
    message_id: int, author: int = EMMA, *, mirror: bool = False, since: datetime = NOON - timedelta(hours=1)
) -> Removed:
    return Removed(message_id, author, THREAD, mirror, since)


@pytest.fixture
def log(clock: SteppedClock) -> AuditLog:
    """A log that was told of the deletions 100 to 102 and 200 when they happened, which is now."""
    audit_log = AuditLog(clock)
    audit_log.tell([100, 101, 102, 200])
    return audit_log


def test_a_deletion_right_after_its_entry_was_a_moderators(log: AuditLog):
    log.hear(entry())
    assert log.attribute([gone(100)]) == {100: MARTA}


@pytest.mark.parametrize("other", [entry(author=ELENA), entry(channel=11)])
def test_an_entry_about_another_author_or_channel_says_nothing(log: AuditLog, other: Removal):
    log.hear(other)
    assert log.attribute([gone(100)]) == {}


def test_an_entry_serves_once_and_again_when_its_count_has_grown(log: AuditLog):
    log.hear(entry())
    assert log.attribute([gone(100)]) == {100: MARTA}
    log.note(entry())
    assert log.attribute([gone(101)]) == {}, "nothing new stands in the log: their author's own act"
    log.note(entry(count=2))
    assert log.attribute([gone(102)]) == {102: MARTA}


async def test_a_deletion_that_had_to_wait_is_given_to_the_entry_of_its_own_time(
    log: AuditLog, clock: SteppedClock
):
    log.hear(entry())
    log.note(entry())
    await clock.advance(300)
    log.tell([100, 103])  # the first is told again
    assert log.attribute([gone(103)]) == {}
    assert log.attribute([gone(100)]) == {100: MARTA}


def test_what_is_settled_elsewhere_meanwhile_takes_no_entry_away(log: AuditLog):
    log.hear(entry())
    assert log.attribute([gone(200, ELENA)]) == {}
    assert log.attribute([gone(100)]) == {100: MARTA}


def test_an_old_entry_that_was_never_heard_of_says_nothing_about_a_deletion_now(log: AuditLog):
    log.note(entry(count=4))
    assert log.attribute([gone(100)]) == {}


@pytest.mark.parametrize(("grown", "found"), [([], {}), ([entry(count=2)], {103: MARTA})])
async def test_an_entry_about_other_messages_says_nothing_later_until_it_grows(
    log: AuditLog, clock: SteppedClock, grown: list[Removal], found: dict[int, int]
):
    log.hear(entry())
    await clock.advance(audit_log_matcher.FRESH_SECONDS)
    log.tell([103])
    for one in grown:
        log.note(one)
    assert log.attribute([gone(103)]) == found


def test_fewer_than_were_deleted_cannot_tell_which_were_meant(log: AuditLog):
    log.hear(entry())
    assert log.attribute([gone(100), gone(101)]) == {}


@pytest.mark.parametrize(("hours", "found"), [(1, {}), (-1, {300: MARTA})])
def test_what_was_deleted_while_the_bot_was_away_is_a_moderators_if_the_log_says_so_since_then(
    log: AuditLog, hours: int, found: dict[int, int]
):
    log.note(entry())
    assert log.attribute([gone(300, since=NOON + timedelta(hours=hours))]) == found


def test_an_entry_without_an_author_matches_by_channel(log: AuditLog):
    log.hear(entry(author=None, count=2))
    assert log.attribute([gone(100), gone(101)]) == {100: MARTA, 101: MARTA}


def test_a_mirror_under_the_bots_name_matches_by_channel(log: AuditLog):
    log.hear(entry(author=777))
    assert log.attribute([gone(100, mirror=True)]) == {100: MARTA}


async def test_the_log_is_not_remembered_for_ever(
    log: AuditLog, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(audit_log_matcher, "REMEMBERED", 2)
    authors = (11, 12, 13)
    for number, author in enumerate(authors):
        log.hear(entry(50 + number, author=author))
    log.tell([103])
    found = [log.attribute([gone(103, author)]) for author in authors]
    assert found == [{}, {103: MARTA}, {103: MARTA}], "the first is forgotten"
    await clock.advance(audit_log_matcher.FRESH_SECONDS)
    log.hear(entry(53))
    assert log.attribute([gone(200)]) == {}, "it was told of before"
    assert log.attribute([gone(102)]) == {102: MARTA}, "when it was told of is forgotten"
