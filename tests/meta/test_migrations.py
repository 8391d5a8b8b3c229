"""Migrations follow one another in one line, each with the next number."""

from __future__ import annotations

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "bot" / "database" / "migrations" / "versions"


def test_each_migration_has_the_next_number_and_follows_the_one_before() -> None:
    files = sorted(VERSIONS.glob("0*.py"))
    numbers = [file.name.split("_")[0] for file in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    for before, own, file in zip([None, *numbers], numbers, files, strict=False):
        text = file.read_text()
        follows = re.search(r"^down_revision.* = (.+)$", text, re.MULTILINE)
        assert re.search(rf'^revision.* = "{own}"$', text, re.MULTILINE), file.name
        assert follows is not None, file.name
        assert follows[1] == (f'"{before}"' if before else "None"), file.name
