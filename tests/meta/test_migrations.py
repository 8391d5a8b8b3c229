"""Migrations follow one another in one line, each with the next number."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.meta.source import DIALECT

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


ON_SQLITE_ALONE = 52
"""The last migration of one engine alone: the other begins with what it and those before it made."""


def dialects_of(source: str) -> list[str]:
    """The words of one engine alone that a migration says outside of ``execute(sqlite=, postgresql=)``."""
    module = ast.parse(source)
    for_each = [
        one
        for one in ast.walk(module)
        if isinstance(one, ast.Call) and {"sqlite", "postgresql"} == {key.arg for key in one.keywords}
    ]
    allowed = {id(one) for call in for_each for one in ast.walk(call)}
    return [
        one.value
        for one in ast.walk(module)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in allowed
        if DIALECT.search(one.value)
    ]


def test_later_migrations_say_what_both_engines_understand() -> None:
    later = [one for one in VERSIONS.glob("0*.py") if int(one.name[:4]) > ON_SQLITE_ALONE]
    assert {one.name: dialects_of(one.read_text()) for one in later} == {one.name: [] for one in later}


def test_a_trigger_is_written_for_both_engines_or_refused() -> None:
    trigger = "CREATE TRIGGER a BEFORE DELETE ON b BEGIN SELECT RAISE(ABORT, 'no'); END"
    assert dialects_of(f"op.execute({trigger!r})") == [trigger]
    assert dialects_of(f"execute(sqlite=[{trigger!r}], postgresql=['CREATE TRIGGER a'])") == []
    assert dialects_of(f"execute(sqlite=[{trigger!r}])") == [trigger]
    assert dialects_of("op.execute('SELECT at::date')") != []
