"""Killed at random instants, again and again, the bot loses nothing and says nothing twice."""

from pathlib import Path

from benchmarks.recovery import ROOMS, run
from benchmarks.recovery_check import summary

KILLS = 6
"""A few at each run of the tests; ``python -m benchmarks.recovery`` kills it hundreds of times."""


async def test_nothing_is_lost_or_doubled_by_kills_at_random_instants(tmp_path: Path):
    outcome = await run(KILLS, tmp_path, rooms=ROOMS, seed=7)

    assert summary(outcome.verdict) == []
    assert outcome.in_flight == KILLS
    assert outcome.verdict.comments > KILLS
    assert outcome.verdict.translated > KILLS
