"""Comments are stored, changed and erased by one door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.meta.source import modules, tree

DOOR = "bot/discussion/door.py"
BEHIND = {
    "bot.discussion.stores.comment_store": {"add_all", "edit", "correct", "set_status"},
    "bot.database.erasure_ledger": {"erase", "erase_member"},
}
"""What only the door may call."""
WRITES_THE_TABLE = {
    "bot/discussion/stores/comment_store.py",
    "bot/database/erasure_ledger.py",
    "bot/database/engines/sqlite/ledger_file.py",
}
"""The statements themselves."""
WRITING = re.compile(
    r"\b(insert|insert_once|upsert|update|delete)\(comment\b(?!\.)|\bcomment\.(insert|update|delete)\("
)


def _names(module: Path) -> dict[str, str]:
    """What each name that ``module`` imports stands for."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _calls(module: Path) -> Iterator[str]:
    names = _names(module)
    yield from names.values()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield f"{names[node.value.id]}.{node.attr}"


def _writes_comments(module: Path) -> bool:
    if _names(module).get("comment") != "bot.database.schema.comment":
        return False
    return bool(WRITING.search(ast.unparse(tree(module))))


def test_nobody_goes_by_the_door() -> None:
    behind = {f"{store}.{name}" for store, names in BEHIND.items() for name in names}
    callers = {module.as_posix() for module in modules("bot", "cogs") if behind & set(_calls(module))}
    assert callers == {DOOR}
    assert behind <= set(_calls(Path(DOOR))), "some are called no more"


def test_few_write_into_the_table_of_comments() -> None:
    assert {one.as_posix() for one in modules("bot", "cogs") if _writes_comments(one)} == WRITES_THE_TABLE
