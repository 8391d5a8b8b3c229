"""Where tests stand, and what they may know of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.source import ROOT, imports, modules, tree

FILE_LINES = 500
KINDS = ("unit", "storage", "discord", "sandbox")
ACROSS_ROOMS = {
    "tests/discord/test_harness.py",
    "tests/discord/test_people.py",
    "tests/storage/test_plans.py",
    "tests/unit/test_benchmarks.py",
    "tests/unit/test_linear_time.py",
    "tests/unit/test_settings.py",
}
"""Tests of what belongs to no room. Those of the sandbox itself stand in its folder too."""
CLOSES_GAPS = {Path("tests/discord/overlay.py"), Path("tests/discord/members_overlay.py")}
"""They replace functions of simcord's, which are not public."""
OFFERED = {
    *("Simulated", "Pages", "card", "cards", "comment_of", "discuss", "forbid", "mirror_of", "post"),
    *("quick_deletions", "reply", "say", "stored", "text_of"),
}
"""What ``case_helpers`` keeps for tests that are written elsewhere."""
PRIVATE = re.compile(r"_(?!_|exit$|Element$)\w+")
"""But for ``os._exit`` and lxml's ``_Element``."""
BY_NAME = {"setattr", "getattr", "delattr", "hasattr"}

TESTS = modules("tests")


@pytest.mark.parametrize("kind", KINDS)
def test_tests_stand_in_the_rooms_they_test(kind: str) -> None:
    folder = Path("tests", kind)
    misplaced = [
        module.as_posix()
        for module in TESTS
        if module.name.startswith("test_")
        and module.is_relative_to(folder)
        and not _is_room(module.parent.relative_to(folder), kind)
    ]
    assert set(misplaced) <= ACROSS_ROOMS


def _is_room(place: Path, kind: str) -> bool:
    if kind == "sandbox" and (ROOT / "sandbox" / place).is_dir():
        return True
    return place != Path() and (ROOT / "bot" / place).is_dir()


def test_nothing_is_imported_from_a_test() -> None:
    shared = {
        f"{module}: {name}"
        for module in modules("tests", "benchmarks")
        for name in imports(module)
        if re.match(r"tests\.(\w+\.)*test_", name)
    }
    assert not shared


def test_tests_reach_no_private_names_of_other_modules() -> None:
    reached = [
        f"{module}:{fault}" for module in TESTS if module not in CLOSES_GAPS for fault in _reached(module)
    ]
    assert not reached


def _reached(module: Path) -> Iterator[str]:
    own = {name for node in ast.walk(tree(module)) for name in _defined(node)}
    for node in ast.walk(tree(module)):
        for name in _named(node):
            if name not in own:
                yield f"{getattr(node, 'lineno', 0)} {name}"


def _defined(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
            yield name


def _named(node: ast.AST) -> Iterator[str]:
    """The private names that an attribute, an import or a call such as ``setattr`` names."""
    match node:
        case ast.Attribute(attr=name):
            names = [name]
        case ast.ImportFrom(module=str(module), names=found):
            names = [*module.split("."), *(one.name for one in found)]
        case ast.Import(names=found):
            names = [part for one in found for part in one.name.split(".")]
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=given) if called in BY_NAME:
            words = [str(one.value) for one in given if isinstance(one, ast.Constant)]
            names = [part for word in words for part in word.split(".")]
        case _:
            names = []
    yield from filter(PRIVATE.fullmatch, names)


def test_files_of_tests_are_small() -> None:
    lengths = {
        module.as_posix(): len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in TESTS
    }
    assert not {module: length for module, length in lengths.items() if length > FILE_LINES}


def test_case_helpers_offer_what_tests_from_elsewhere_use() -> None:
    (offered,) = [
        ast.literal_eval(node.value)
        for node in tree(Path("tests/discord/case_helpers.py")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    assert set(offered) >= OFFERED
