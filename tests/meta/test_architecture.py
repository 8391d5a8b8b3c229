"""Which way the arrows point, where things may stand, and how large they may grow."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.meta.source import CODE, DIALECT, PROGRAM, ROOT, imports, modules, tree

ROOMS = (
    *("domain", "i18n", "logs", "jobs", "database", "reading", "translation", "discordkit", "discussion"),
    *(
        "audit",
        "servers",
        "translating",
        "mirroring",
        "posting",
        "feeding",
        "gathering",
        "browsing",
        "commenting",
        "moderating",
        "statistics",
        "exporting",
        "privacy",
    ),
    *("upkeep", "settings", "cli"),
)
"""The rooms of ``bot/`` in the order of their imports: each may use those before it, none after it."""
MODULES = 20
"""Modules of a room at the most; more of them ask to be two rooms."""
SPEAKS_DISCORD = re.compile(
    r"bot/(app|parts|feed_parts|command_parts)\.py|cogs/|bot/discordkit/|bot/[a-z]+/([a-z]+/)?(discord_\w+|\w+_(view|dialog|button|option|limits))\.py"
)
"""Where ``discord`` is imported: the composition root, and files whose names tell that role."""
SPEAKS_SQL = re.compile(r"bot/database/|bot/\w+/([a-z]+/)?\w+_store\.py")
CATCH_EVERYTHING = {
    "bot/database/group_of_writes.py",
    "bot/discordkit/errors.py",
    "bot/jobs/reconciler.py",
    "bot/jobs/supervisor.py",
}
"""Where errors are shown to people, where background work is supervised, and where one write's fault is kept
from the others that are committed with it.
"""
DATABASES = {"sqlalchemy", "sqlite3", "aiosqlite", "alembic"}
OPENS_THE_SANDBOX = ("bot/cli/sandbox.py", "bot/cli/sandbox_opening.py")
HISTORY = "bot/database/migrations/"
"""What a migration makes is never changed again, however long it is."""
MAKE_ENGINES = {"create_engine", "create_async_engine", "engine_from_config", "create_mock_engine"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
WRITTEN_BY_PEOPLE = {
    *(
        "text",
        "texts",
        "content",
        "body",
        "words",
        "written",
        "quote",
        "quoted",
        "excerpt",
        "answer",
        "answers",
    ),
    *("title", "headline", "summary", "standfirst", "sentences", "term", "terms", "link", "url"),
    *("token", "key_of_service", "headers", "params", "clean_content", "display_name"),
}
"""Names of what log calls never take, as it is somebody's words, or gives access."""
FILE_LINES, COG_LINES, FUNCTION_LINES = 300, 200, 50
ENGINES = "bot/database/engines/"
CHOOSE_THE_ENGINE = {"bot/database/engine_in_use.py", "bot/cli/sandbox.py"}
"""All that reach an engine: the sandbox by itself, as its file is SQLite's and it needs no SQLAlchemy."""
OF_AN_ENGINE = re.compile(r"(sqlite3|aiosqlite|psycopg|sqlalchemy\.dialects|bot\.database\.engines)\b")
STATEMENT = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA)\b")


def _name_of(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _wrong(found: Callable[[Path], Iterator[str]], *folders: str) -> list[str]:
    return [f"{module}: {fault}" for module in modules(*folders) for fault in found(module)]


def _room(name: str) -> str:
    return name.split(".")[1]


def _words(module: Path) -> Iterator[str]:
    """The names and texts in a module's code, docstrings aside."""
    docstrings = {id(node.value) for node in ast.walk(tree(module)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(module)):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.keyword(arg=str(word)):
                yield word
            case ast.Constant(value=str(word)) if id(node) not in docstrings:
                yield word


def _roots(module: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_rooms_use_only_those_before_them() -> None:
    def against_the_order(module: Path) -> Iterator[str]:
        if len(module.parts) < 3:  # the composition root stands above all rooms
            return
        own = ROOMS.index(module.parts[1])
        below = {*ROOMS[: own + 1], *(("app",) if module.parts[1] == "cli" else ())}
        for name in imports(module):
            if name.startswith("cogs") or (name.startswith("bot.") and _room(name) not in below):
                yield name

    assert not _wrong(against_the_order, "bot")


def test_no_room_is_crowded() -> None:
    crowded = Counter(module.parent for module in modules("bot") if module.name != "__init__.py")
    crowded.pop(Path(HISTORY, "versions"), None)
    assert not {room: count for room, count in crowded.items() if count > MODULES}


def test_the_sandbox_and_the_bot_know_nothing_of_each_other() -> None:
    def known(module: Path) -> Iterator[str]:
        if module.as_posix() not in OPENS_THE_SANDBOX:
            yield from _roots(module) & ({"bot", "cogs"} if module.parts[0] == "sandbox" else {"sandbox"})

    assert not _wrong(known, *PROGRAM)


def test_discord_is_spoken_to_in_few_places() -> None:
    def spoken(module: Path) -> Iterator[str]:
        if not SPEAKS_DISCORD.match(module.as_posix()):
            yield from _roots(module) & {"discord"}

    assert not _wrong(spoken, "bot", "cogs")


def test_sql_stands_in_stores_and_the_database() -> None:
    def written(module: Path) -> Iterator[str]:
        if SPEAKS_SQL.match(module.as_posix()):
            return
        yield from _roots(module) & DATABASES
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                yield node.value

    assert not _wrong(written, "bot", "cogs")


def test_only_an_engine_names_the_dialect_of_its_database() -> None:
    def named(module: Path) -> Iterator[str]:
        if module.as_posix().startswith((ENGINES, HISTORY)):
            return
        if module.as_posix() not in CHOOSE_THE_ENGINE:
            yield from filter(OF_AN_ENGINE.match, imports(module))
        yield from filter(DIALECT.search, _words(module))
        for node in ast.walk(tree(module)):
            match node:
                case ast.Attribute(attr="name", value=ast.Attribute(attr="dialect") | ast.Name(id="dialect")):
                    yield f"{node.lineno}: {ast.unparse(node)}"

    assert not _wrong(named, "bot", "cogs")


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


def test_errors_of_the_database_show_no_values() -> None:
    """What SQLAlchemy raises says the parameters of its statement otherwise: what members wrote."""

    def showing(module: Path) -> Iterator[str]:
        for node in ast.walk(tree(module)):
            if not isinstance(node, ast.Call) or _name_of(node.func) not in MAKE_ENGINES:
                continue
            hiding = {one.arg for one in node.keywords if getattr(one.value, "value", None) is True}
            if "hide_parameters" not in hiding:
                yield str(node.lineno)

    assert not _wrong(showing, *PROGRAM, "benchmarks")


def test_log_calls_have_a_template_and_take_nothing_that_people_wrote() -> None:
    def telling(module: Path) -> Iterator[str]:
        for node in ast.walk(tree(module)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"), attr=level), args=[first, *rest]):
                    if level not in LEVELS:
                        continue
                    templates = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                    if not all(isinstance(one, ast.Constant) for one in templates):
                        yield f"{node.lineno}: its sentence is no template"
                    named = {_name_of(one) for argument in rest for one in ast.walk(argument)}
                    yield from (f"{node.lineno}: {name}" for name in named & WRITTEN_BY_PEOPLE)

    assert not _wrong(telling, *PROGRAM)


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
