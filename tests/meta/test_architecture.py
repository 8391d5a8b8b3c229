"""Which way the arrows point, where things may stand, and how large they may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.meta.source import CODE, PROGRAM, ROOT, imports, modules, tree

_LOWEST = {"bot.domain"}
_LOW = _LOWEST | {"bot.jobs", "bot.reading", "bot.storage", "bot.i18n"}
LAYERS = {
    "bot.domain": set(),
    "bot.reading": _LOWEST,
    "bot.jobs": _LOWEST,
    "bot.storage": _LOWEST | {"bot.jobs"},
    "bot.i18n": _LOWEST,
    "bot.services": _LOW,
    "bot.ui": _LOW | {"bot.services"},
    "bot.chat": _LOW | {"bot.services", "bot.ui"},
    "cogs": _LOW | {"bot.services", "bot.ui", "bot.chat"},
}
"""What each layer may import besides itself; app, settings and the command line stand above them all."""
SPEAKS_DISCORD = ("bot/app.py", "bot/parts.py", "bot/chat/", "bot/ui/", "cogs/")
SPEAKS_SQL = ("bot/storage/",)
CATCH_EVERYTHING = {
    "bot/ui/boundary.py",
    "bot/jobs/reconciler.py",
    "bot/jobs/supervisor.py",
}
"""Where errors are shown to people, and where background work is supervised."""
DATABASES = {"sqlalchemy", "sqlite3", "aiosqlite", "alembic"}
OPENS_THE_SANDBOX = ("bot/cli/sandbox_host.py", "bot/cli/sandbox_opening.py")
HISTORY = "bot/storage/migrations/versions/"
"""Migrations are never changed again, however long they are."""
FILE_LINES, COG_LINES, FUNCTION_LINES = 300, 200, 50
STATEMENT = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA)\b")


def _wrong(found: Callable[[Path], Iterator[str]], *folders: str) -> list[str]:
    return [f"{module}: {fault}" for module in modules(*folders) for fault in found(module)]


def _layer(name: str) -> str | None:
    return next((layer for layer in LAYERS if name == layer or name.startswith(layer + ".")), None)


def _roots(module: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_imports_point_one_way() -> None:
    def against_the_arrows(module: Path) -> Iterator[str]:
        layer = _layer(".".join(module.with_suffix("").parts))
        for name in imports(module) if layer else ():
            ours = name.split(".")[0] in ("bot", "cogs") and name != "bot"
            if ours and _layer(name) not in LAYERS[str(layer)] | {layer}:
                yield name

    assert not _wrong(against_the_arrows, "bot", "cogs")


def test_the_sandbox_and_the_bot_know_nothing_of_each_other() -> None:
    def known(module: Path) -> Iterator[str]:
        if module.as_posix() not in OPENS_THE_SANDBOX:
            yield from _roots(module) & ({"bot", "cogs"} if module.parts[0] == "sandbox" else {"sandbox"})

    assert not _wrong(known, *PROGRAM)


def test_discord_is_spoken_to_in_few_places() -> None:
    def spoken(module: Path) -> Iterator[str]:
        if not module.as_posix().startswith(SPEAKS_DISCORD):
            yield from _roots(module) & {"discord"}

    assert not _wrong(spoken, "bot", "cogs")


def test_sql_has_one_home() -> None:
    def written(module: Path) -> Iterator[str]:
        if module.as_posix().startswith(SPEAKS_SQL):
            return
        yield from _roots(module) & DATABASES
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                yield node.value

    assert not _wrong(written, "bot", "cogs")


def test_only_the_error_boundary_and_the_supervisor_catch_everything() -> None:
    def caught(module: Path) -> Iterator[str]:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ExceptHandler):
                types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                names = [one.id if isinstance(one, ast.Name) else one for one in types]
                if {None, "Exception", "BaseException"} & {
                    n for n in names if n is None or isinstance(n, str)
                }:
                    yield str(node.lineno)

    assert {one.split(":")[0] for one in _wrong(caught, "bot", "cogs")} == CATCH_EVERYTHING


def test_files_and_functions_are_small() -> None:
    def large(module: Path) -> Iterator[str]:
        if module.as_posix().startswith(HISTORY):
            return
        lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
        if lines > (COG_LINES if module.parts[0] == "cogs" else FILE_LINES):
            yield f"{lines} lines"
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{node.name} has {length} lines"

    assert not _wrong(large, *PROGRAM, "benchmarks")


def test_modules_and_classes_say_what_they_are_for() -> None:
    def silent(module: Path) -> Iterator[str]:
        if tree(module).body and not ast.get_docstring(tree(module)):
            yield "the module"
        for node in ast.walk(tree(module)) if module.parts[0] in PROGRAM else ():
            named = isinstance(node, ast.ClassDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                yield node.name

    assert not _wrong(silent, *CODE)


def test_exceptions_from_the_checkers_are_named() -> None:
    def bare(module: Path) -> Iterator[str]:
        text = (ROOT / module).read_text(encoding="utf-8")
        yield from re.findall(r"#\s*type:\s*ignore(?!\[).*|#\s*noqa(?!:).*", text)

    assert not _wrong(bare, *CODE)
