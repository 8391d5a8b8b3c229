"""Who deleted a message, as far as an audit log that names no messages can tell."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.services import deletions
from bot.services.changes import Removed
from bot.services.deletions import AuditLog
from bot.services.ports.history import Removal

EMMA, ELENA, MARTA, THREAD = 1, 2, 3, 10
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def entry(id_: int = 50, *, author: int | None = EMMA, channel: int = THREAD, count: int = 1) -> Removal:
    return Removal(id_, MARTA, author, channel, count, NOON)


def gone(
    message_id: int,
    author: int = EMMA,
    *,
    mirror: bool = False,
    since: datetime | None = None,
    told: float | None = None,
) -> Removed:
    told = time.monotonic() if told is None else told
    return Removed(message_id, message_id, author, 9, THREAD, mirror, since, told)


def test_a_deletion_right_after_its_entry_was_a_moderators():
    log = AuditLog()
    log.hear(entry())
    assert log.attribute([gone(100)]) == {100: MARTA}


@pytest.mark.parametrize("other", [entry(author=ELENA), entry(channel=11)])
def test_an_entry_about_another_author_or_channel_says_nothing(other: Removal):
    log = AuditLog()
    log.hear(other)
    assert log.attribute([gone(100)]) == {}


def test_an_entry_serves_once_and_again_when_its_count_has_grown():
    log = AuditLog()
    log.hear(entry())
    assert log.attribute([gone(100)]) == {100: MARTA}
    log.note(entry())
    assert log.attribute([gone(101)]) == {}, "nothing new stands in the log: their author's own act"
    log.note(entry(count=2))
    assert log.attribute([gone(102)]) == {102: MARTA}


def test_a_deletion_that_had_to_wait_is_given_to_the_entry_of_its_own_time():
    log = AuditLog()
    log.hear(entry())
    log.note(entry())
    now = time.monotonic()
    assert log.attribute([gone(100, told=now + 300)]) == {}
    assert log.attribute([gone(100, told=now)]) == {100: MARTA}


def test_what_is_settled_elsewhere_meanwhile_takes_no_entry_away():
    log = AuditLog()
    log.hear(entry())
    assert log.attribute([gone(200, ELENA)]) == {}
    assert log.attribute([gone(100)]) == {100: MARTA}


def test_an_old_entry_that_was_never_heard_of_says_nothing_about_a_deletion_now():
    log = AuditLog()
    log.note(entry(count=4))
    assert log.attribute([gone(100)]) == {}


def test_an_entry_about_other_messages_says_nothing_later_until_it_grows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deletions, "FRESH_SECONDS", 0.0)
    log = AuditLog()
    log.hear(entry())
    assert log.attribute([gone(100)]) == {}
    log = AuditLog()
    log.hear(entry())
    log.note(entry(count=2))
    assert log.attribute([gone(101)]) == {101: MARTA}


def test_fewer_than_were_deleted_cannot_tell_which_were_meant():
    log = AuditLog()
    log.hear(entry())
    assert log.attribute([gone(100), gone(101)]) == {}


def test_what_was_deleted_while_the_bot_was_away_is_a_moderators_if_the_log_says_so_since_then():
    log = AuditLog()
    log.note(entry())
    assert log.attribute([gone(100, since=NOON + timedelta(hours=1))]) == {}
    log = AuditLog()
    log.note(entry())
    assert log.attribute([gone(100, since=NOON - timedelta(hours=1))]) == {100: MARTA}


def test_an_entry_without_an_author_and_a_mirror_under_the_bots_name_match_by_channel():
    log = AuditLog()
    log.hear(entry(author=None, count=2))
    assert log.attribute([gone(100), gone(101)]) == {100: MARTA, 101: MARTA}
    log = AuditLog()
    log.hear(entry(author=777))
    assert log.attribute([gone(100, mirror=True)]) == {100: MARTA}


def test_the_log_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deletions, "_REMEMBERED", 2)
    log = AuditLog()
    for id_ in (50, 51, 52):
        log.hear(entry(id_))
    assert list(log._entries) == [51, 52]
