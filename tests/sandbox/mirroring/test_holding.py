"""What a rule holds is copied, taken down and kept while others talk, at Discord's pace."""

from pathlib import Path

from benchmarks.holding import measure


async def test_what_is_held_is_kept_with_its_files_and_nothing_else_goes(tmp_path: Path):
    watch, wrong = await measure(100, tmp_path)

    assert len(watch.waits(files=False)) == 3
    assert len(watch.waits(files=True)) == 2
    assert len(watch.others) == 95
    assert wrong == 0
