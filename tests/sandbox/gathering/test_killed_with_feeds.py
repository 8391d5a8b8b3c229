"""Killed at random instants, the bot posts what feeds bring once, and loses none of it."""

from pathlib import Path

from benchmarks.recovery_feed_run import run

KILLS = 3
"""A few at each run of the tests; ``python -m benchmarks.recovery --feeds`` kills it more often."""


async def test_what_feeds_bring_is_posted_once_whenever_the_bot_is_killed(tmp_path: Path):
    outcome = await run(KILLS, tmp_path, seed=5)

    assert outcome.verdict.differences() == []
    assert outcome.in_flight
    assert outcome.verdict.cards > KILLS
