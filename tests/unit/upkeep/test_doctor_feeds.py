"""The doctor says how many feeds are followed, and which cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.database.inspect_file import DatabaseReport
from bot.database.reports.feeds_report import FeedsReport, TroubledFeed
from bot.domain.feeds.following import PauseReason
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.upkeep.doctor_feeds import about_feeds
from bot.upkeep.finding import Finding, Level

NOW = datetime.now(UTC)
SOON = NOW + timedelta(minutes=20)
BLOCKED = TroubledFeed(
    title="The\nLantern",
    url="https://lantern.example/feed",
    since=datetime(2026, 3, 14, 12, tzinfo=UTC),
    reason={Language.EN: "It blocks bots.", Language.ES: "Bloquea a los bots."},
    paused_for=None,
    next_at=datetime(2026, 3, 16, 12, tzinfo=UTC),
    succeeded_at=datetime(2026, 3, 13, 12, tzinfo=UTC),
    new_entry_at=None,
)


def found(report: FeedsReport, *, in_use: bool = True) -> list[Finding]:
    return list(about_feeds(DatabaseReport(exists=True, in_use=in_use, feeds=report)))


def test_without_feeds_nothing_is_said() -> None:
    assert found(FeedsReport()) == []


def test_all_is_well() -> None:
    (one,) = found(FeedsReport(2, SOON, NOW, None))
    assert one.level is Level.FINE
    said = Catalog.load().say(one.what, Language.EN)
    assert said.startswith("2 feeds are followed. Next look: ")
    assert said.endswith("Last new entry: never.")


def test_looks_that_are_late_are_a_hint_while_the_bot_runs() -> None:
    report = FeedsReport(2, NOW - timedelta(hours=1), NOW, NOW)
    assert found(report)[0].level is Level.HINT
    assert found(report, in_use=False)[0].level is Level.FINE


def test_a_feed_that_fails_is_named_with_its_reason_and_times() -> None:
    _, one, more = found(FeedsReport(20, SOON, NOW, NOW, 12, (BLOCKED,)))
    assert one.level is Level.HINT
    assert one.remedy is not None
    english, spanish = (Catalog.load().say(one.what, language) for language in Language)
    assert "The Lantern (https://lantern.example/feed)" in english
    assert english.endswith("It blocks bots.")
    assert spanish.endswith("Bloquea a los bots.")
    assert "Mar 16, 2026" in Catalog.load().say(one.remedy, Language.EN)
    assert str(more.what) == "11 more feeds cannot be read."


def test_one_that_has_failed_for_hours_only_is_no_hint_yet() -> None:
    since = NOW - timedelta(hours=20)
    _, one = found(FeedsReport(1, SOON, NOW, NOW, 1, (replace(BLOCKED, since=since),)))
    assert one.level is Level.FINE


def test_a_paused_one_can_be_resumed() -> None:
    (_, one) = found(FeedsReport(1, SOON, NOW, NOW, 1, (replace(BLOCKED, paused_for=PauseReason.GONE),)))
    assert "is paused" in str(one.what)
    assert one.remedy is not None
    assert "resumes it" in str(one.remedy)
