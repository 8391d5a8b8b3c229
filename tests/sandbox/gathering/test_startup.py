"""A start after days away costs no more requests than what was missed."""

from pathlib import Path

from benchmarks.startup import ROOMS, measure


async def test_only_threads_with_something_new_are_read(tmp_path: Path):
    found = await measure(tmp_path, discussions=20, busy=4, missed=450)

    # Besides the pages that hold what was missed: one look into each channel, and a last page that came full.
    assert found["needed"] <= found["asked"] <= found["needed"] + len(ROOMS) + 1
    assert found["refused"] == 0
    assert found["commands"] > 0
