"""What the project says of itself agrees with what it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Settings
from bot.settings.example import EXAMPLE, example
from tests.meta.source import ROOT, texts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOREIGN = re.compile(
    "|".join(
        (
            "/" + "work/",
            "/" + "tmp/",
            "py" + r"pi\.org",
            "python" + "hosted",
            "index" + "-url",
            r"\bissue" + r" #?\d",
        )
    ),
    re.IGNORECASE,
)
"""Places and things that are not the project's."""


def test_the_project_speaks_of_itself_alone() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts().items()
        for match in FOREIGN.finditer(text)
        if not name.endswith(".svg")
    ]
    assert not found


def test_no_merge_was_left_half_done() -> None:
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    assert [name for name, text in texts().items() if marks.search(text)] == []


def test_env_example_is_made_from_the_settings() -> None:
    assert EXAMPLE.read_text("utf-8") == example(), "run `make env`"


def test_env_example_as_it_stands_is_right() -> None:
    uncommented = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    pairs = dict(line.split("=", 1) for line in uncommented.splitlines() if "=" in line and line[0] != "#")
    given = Settings(**{name: value for name, value in pairs.items() if value})
    assert given == Settings.model_construct(**Settings().model_dump())


def _constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().split()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def test_constraints_pin_versions_and_nothing_else() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def _closure(requirements: list[str]) -> Iterator[str]:
    """Every distribution that installing ``requirements`` brings, as far as it is installed here."""
    waiting, seen = [Requirement(one) for one in requirements], set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        yield key[0]
        try:
            required = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            continue
        for one in map(Requirement, required):
            extras = requirement.extras or {""}
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(one)


def test_constraints_pin_everything_that_gets_installed() -> None:
    groups = PROJECT["dependency-groups"]
    needed = set(_closure([*PROJECT["project"]["dependencies"], *groups["dev"], *groups["bench"]]))
    assert needed <= set(_constraints())
