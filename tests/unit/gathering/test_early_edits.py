"""Edits of messages that are not stored are kept only where they can be about to be, and never many."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.events import MessageEdited
from bot.gathering import early_edits
from bot.gathering.early_edits import EarlyEdits

CHANNEL, OTHER = 1, 2


def edit(message_id: int, text: str = "edited", channel_id: int = CHANNEL) -> MessageEdited:
    return MessageEdited(message_id, channel_id, text, datetime(2026, 1, 1, tzinfo=UTC), ())


@pytest.fixture
def edits() -> EarlyEdits:
    """Of a bot that has seen message 10 in the channel, and 20 in another."""
    made = EarlyEdits()
    made.saw(CHANNEL, 10)
    made.saw(OTHER, 20)
    return made


def test_an_edit_of_what_went_by_is_not_kept(edits: EarlyEdits) -> None:
    edits.keep(edit(9))
    edits.keep(edit(10))
    edits.keep(edit(15, channel_id=3))  # nothing was seen there yet
    assert not len(edits)


def test_an_edit_that_was_told_before_its_message_is_kept_until_another_is_seen(edits: EarlyEdits) -> None:
    edits.keep(edit(11))
    assert edits.get(11) == edit(11)
    edits.saw(CHANNEL, 12)
    edits.settled([12])
    assert edits.get(11) is None


def test_an_edit_of_what_waits_is_kept_until_that_is_stored(edits: EarlyEdits) -> None:
    for _ in range(2):  # told twice
        edits.queued(7)
    edits.keep(edit(7))
    edits.settled([7])
    assert edits.get(7) == edit(7)
    edits.settled([7])
    assert not len(edits)


def test_an_edit_in_a_channel_that_is_read_is_kept_until_it_was_read(edits: EarlyEdits) -> None:
    with edits.reading(CHANNEL):
        with edits.reading(CHANNEL):
            edits.keep(edit(7, "first"))
            edits.keep(edit(7, "second"))
            edits.keep(edit(8, channel_id=OTHER))
        assert edits.get(7) == edit(7, "second")
        assert len(edits) == 1
    assert not len(edits)


@pytest.mark.parametrize(("limit", "value"), [("MAX_EDITS", 3), ("MAX_CHARACTERS", 30)])
def test_of_too_many_the_oldest_are_dropped(
    edits: EarlyEdits, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(early_edits, limit, value)
    with edits.reading(CHANNEL):
        for message_id in (1, 2, 3, 2, 4, 5):
            edits.keep(edit(message_id, "x" * 10))
        assert [one for one in range(7) if edits.get(one)] == [2, 4, 5]
