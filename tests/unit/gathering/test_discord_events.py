"""Which of Discord's messages are somebody's words, and how ids tell time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.discussion import Author
from bot.domain.events import HistoryPage, LiveMessage, MessagePosted, first_snowflake, snowflake_time
from bot.gathering.discord_events import whole
from bot.mirroring.mirror_view import webhook_name


def test_an_id_tells_when_it_was_made_and_a_moment_the_first_id_of_it():
    moment = datetime(2026, 3, 14, 12, 30, 15, 250_000, tzinfo=UTC)
    assert snowflake_time(first_snowflake(moment)) == moment
    assert snowflake_time(first_snowflake(moment) - 1) < moment
    assert first_snowflake(datetime(2014, 1, 1, tzinfo=UTC)) == 0


def test_half_a_character_is_replaced_and_whole_ones_stay():
    assert whole("a \ud83d b") == "a ? b"
    assert whole("ñ 🚢") == "ñ 🚢"


def test_what_is_known_of_moderators_is_told_only_where_it_was_not():
    said = [
        MessagePosted(n, 10, Author(n, "x"), known, "", None, None, ())
        for n, known in ((1, None), (2, False))
    ]
    page = HistoryPage(10, tuple(LiveMessage(one.id, one) for one in said))
    told = page.with_moderators({1: True, 2: True})
    assert [one.moderator for one in told.posted] == [True, False]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Emma", "Emma"),
        ("Discord Clyde", "D·iscord C·lyde"),
        ("dISCORD", "d·ISCORD"),
        ("\u202egnp.exe\u200b", "gnp.exe"),
        ("two\nlines", "two lines"),
        ("   ", "…"),
        ("x" * 90, "x" * 80),
        ("Ana ✔ Staff", "Ana Staff"),
        ("✅", "…"),
    ],
)
def test_a_name_becomes_one_that_a_webhook_may_bear(name: str, shown: str):
    assert webhook_name(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana ✔ Staff"),
        ("x" * 90, f"{'x' * 72} ✔ Staff"),
        ("✔ Staff", "Staff ✔ Staff"),
        ("", "… ✔ Staff"),
    ],
)
def test_staff_bears_its_mark_behind_the_name(name: str, shown: str):
    assert webhook_name(name, "✔ Staff") == shown


@pytest.mark.parametrize("tick", ["✔", "✔\ufe0f", "✓", "✅", "☑️", "🗸", "🗹", "⍻", "ꪜ", "√"])
def test_no_name_is_shown_with_a_tick(tick: str):
    assert Author(1, f"{tick}Ana {tick}").shown == "Ana"
    assert Author(1, tick).shown == "…"
