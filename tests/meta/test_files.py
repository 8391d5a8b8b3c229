"""What the project says of itself agrees with what it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.app import assemble
from bot.cli.application import COMMANDS
from bot.discordkit.command_names import command_name
from bot.discordkit.intents import wanted
from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog
from bot.settings import Settings
from tests.empty import put_empty_database
from tests.meta.source import ROOT, texts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
READMES = ("README.md", "README.es.md")
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


def test_env_example_lists_every_setting_and_no_other() -> None:
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    listed = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(settings)


def test_env_example_as_it_stands_is_right() -> None:
    uncommented = re.sub(r"^# (?=[A-Z_]+=)", "", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    pairs = dict(line.split("=", 1) for line in uncommented.splitlines() if "=" in line and line[0] != "#")
    given = Settings(_env_file=None, **{name: value for name, value in pairs.items() if value})
    assert given == Settings.model_construct(**Settings(_env_file=None).model_dump())


@pytest.mark.parametrize("readme", READMES)
def test_readmes_name_every_setting(readme: str) -> None:
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / readme).read_text(), re.MULTILINE))
    assert listed == settings


@pytest.mark.parametrize("readme", READMES)
def test_readmes_name_only_what_the_command_line_and_make_offer(readme: str) -> None:
    text = (ROOT / readme).read_text()
    assert set(re.findall(r"python -m bot ([a-z]+)", text)) <= set(COMMANDS)
    assert {"summarize", "export", "doctor", "sandbox"} <= set(re.findall(r"python -m bot ([a-z]+)", text))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    missing = [link for link in re.findall(r"\]\((?!http)([^)#]+)\)", text) if not (ROOT / link).exists()]
    assert not missing


@pytest.fixture
async def commands(tmp_path: Any) -> dict[str, list[str]]:
    """The names of the commands: slash commands by their groups, and ``menu``."""
    path = tmp_path / "a.sqlite3"
    put_empty_database(path)
    settings = Settings(_env_file=None, DISCORD_TOKEN="t" * 30, TERTULIA_DATABASE=path)
    found: dict[str, list[str]] = {"menu": []}
    async with assemble(settings, wanted(message_content=True)) as client, client:
        for payload in [one.to_dict(client.tree) for one in client.tree.get_commands()]:
            if payload["type"] == 3:
                found["menu"].append(payload["name"])
            else:
                subs = [one["name"] for one in payload.get("options", []) if one["type"] in (1, 2)]
                found[payload["name"]] = subs
    return found


@pytest.mark.parametrize(("readme", "language"), [("README.md", Language.EN), ("README.es.md", Language.ES)])
async def test_readmes_name_every_command_as_their_readers_know_it_and_no_other(
    commands: dict[str, list[str]], readme: str, language: Language
) -> None:
    catalog = Catalog.load()
    text = (ROOT / readme).read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    menus = [catalog.say(Message(menu), language) for menu in commands.pop("menu")]
    known = {
        command_name(catalog, group, language).lstrip("/"): [
            command_name(catalog, f"{group} {sub}", language).split()[-1] for sub in subs
        ]
        for group, subs in commands.items()
    }
    for menu in menus:
        assert any(f"*{menu}*" in row for row in rows), menu
    for group, subs in known.items():
        for sub in subs:
            assert any(f"`/{group}" in row and re.search(rf"[` ]{sub}\b", row) for row in rows), (group, sub)
        assert any(f"`/{group}" in row for row in rows), group
    named = re.findall(r"`/([\w-]+)(?: ([\w-]+))?", text)
    assert not [
        (group, sub) for group, sub in named if group not in known or (sub and sub not in known[group])
    ]


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
