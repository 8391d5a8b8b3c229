"""What the documents say agrees with what the program is, in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.app import assemble
from bot.cli.application import COMMANDS
from bot.discordkit.command_names import command_name
from bot.discordkit.intents import wanted
from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog
from bot.settings import Settings
from bot.upkeep.finding import Check
from tests.empty import put_empty_database
from tests.meta.source import ROOT

DOCS = ROOT / "docs"
FOR_DEVELOPERS = {DOCS / "architecture.md"}
"""In English only."""
READMES = [ROOT / "README.md", ROOT / "README.es.md"]
ENGLISH = [
    READMES[0],
    *sorted(path for path in DOCS.glob("*.md") if ".es" not in path.suffixes and path not in FOR_DEVELOPERS),
]
SPANISH = [path.with_suffix(".es.md") for path in ENGLISH]
DOCUMENTS = [*ENGLISH, *SPANISH]
PICTURES = sorted((DOCS / "pictures").glob("*"))
BY_LANGUAGE = [(ENGLISH, Language.EN), (SPANISH, Language.ES)]
in_each_language = pytest.mark.parametrize(("documents", "language"), BY_LANGUAGE, ids=["en", "es"])
LINK = re.compile(r"(!?)\[[^\]]*\]\((?!http)([^)#\s]*)#?([^)\s]*)\)")
VOLUME = "data"
"""A folder in the image, and no command."""
LONGEST_README = 150
LARGEST_PICTURE = 100_000


def _named(path: Path) -> str:
    return path.name


every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=_named)


def test_every_document_is_there_in_both_languages() -> None:
    assert {*READMES, *DOCS.rglob("*.md")} == {*DOCUMENTS, *FOR_DEVELOPERS}


@pytest.mark.parametrize("path", READMES, ids=_named)
def test_a_readme_is_about_three_screens_and_leads_to_every_page(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_README
    led = {(path.parent / target).resolve() for _, target, _ in LINK.findall(path.read_text())}
    assert led >= set(ENGLISH if path in ENGLISH else SPANISH) - {path}


@pytest.mark.parametrize(("one", "other"), list(zip(ENGLISH, SPANISH, strict=True)), ids=_named)
def test_a_document_leads_to_the_same_in_the_other_language_and_has_its_headings(
    one: Path, other: Path
) -> None:
    assert f"]({other.name})" in one.read_text()
    assert f"]({one.name})" in other.read_text()
    levels = [re.findall(r"^(#+) ", path.read_text(), re.MULTILINE) for path in (one, other)]
    assert levels[0] == levels[1]


def _anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", [*DOCUMENTS, *sorted(FOR_DEVELOPERS)], ids=_named)
def test_links_lead_somewhere(path: Path) -> None:
    for _, target, anchor in LINK.findall(path.read_text()):
        there = path.parent / target if target else path
        assert there.exists(), target
        assert not anchor or anchor in _anchors(there), anchor


@every_document
def test_pictures_are_in_the_languages_of_their_page(path: Path) -> None:
    shown = [Path(target) for picture, target, _ in LINK.findall(path.read_text()) if picture]
    assert all((".es" in one.suffixes) is (path in SPANISH) for one in shown)


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = {
        (path.parent / target).resolve()
        for path in DOCUMENTS
        for picture, target, _ in LINK.findall(path.read_text())
        if picture
    }
    assert shown == set(PICTURES)
    assert not [path.name for path in PICTURES if path.stat().st_size > LARGEST_PICTURE]


def _numbers(path: Path) -> Counter[str]:
    """The numbers of a page, whatever separates their decimals and thousands."""
    found = re.findall(r"\d[\d.,]*\d|\d", unicodedata.normalize("NFKC", path.read_text()))
    return Counter(re.sub(r"[.,]", "", one).lstrip("0") for one in found)


def test_figures_are_the_same_in_both_languages() -> None:
    assert _numbers(DOCS / "figures.md") == _numbers(DOCS / "figures.es.md")


@in_each_language
def test_every_setting_is_explained(documents: list[Path], language: Language) -> None:
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    listed = re.findall(r"^\| `([A-Z_]+)` \|", _text(documents), re.MULTILINE)
    assert sorted(listed) == sorted(settings)
    assert set(re.findall(r"\b(?:TERTULIA|DISCORD)_[A-Z_]+\b", _text(documents))) == settings


@in_each_language
def test_every_check_of_the_doctor_is_explained(documents: list[Path], language: Language) -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \|", _text(documents), re.MULTILINE)
    assert set(Check) <= set(listed)


@in_each_language
def test_documents_name_only_what_the_command_line_and_make_offer(
    documents: list[Path], language: Language
) -> None:
    text = _text(documents)
    named = set(re.findall(r"python -m bot ([a-z]+)", text))
    named |= set(re.findall(r"(?:^|`|sudo |bot |tertulia )tertulia ([a-z]+)", _code(text), re.MULTILINE))
    assert (
        {"summarize", "export", "doctor", "sandbox", "verify", "backup", "restore"} <= named <= set(COMMANDS)
    )
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test"} <= set(re.findall(r"`?make ([a-z]+)[` ]", _code(text))) <= targets


@pytest.mark.parametrize("name", ["figures.md", "figures.es.md"])
def test_figures_are_of_benchmarks_there_are(name: str) -> None:
    named = re.findall(r"^(?:\| |- )?`([a-z]+)`", (DOCS / name).read_text(), re.MULTILINE)
    assert "extraction" in named
    assert not [one for one in named if not (ROOT / "benchmarks" / f"{one}.py").exists()]


@pytest.fixture
async def commands(tmp_path: Any) -> dict[str, list[str]]:
    """The names of the commands: slash commands by their groups, and ``menu``."""
    path = tmp_path / "a.sqlite3"
    put_empty_database(path)
    settings = Settings(DISCORD_TOKEN="t" * 30, TERTULIA_DATABASE=path)
    found: dict[str, list[str]] = {"menu": []}
    async with assemble(settings, wanted(message_content=True)) as client, client:
        for payload in [one.to_dict(client.tree) for one in client.tree.get_commands()]:
            if payload["type"] == 3:
                found["menu"].append(payload["name"])
            else:
                subs = [one["name"] for one in payload.get("options", []) if one["type"] in (1, 2)]
                found[payload["name"]] = subs
    return found


@in_each_language
async def test_documents_name_every_command_as_their_readers_know_it_and_no_other(
    commands: dict[str, list[str]], documents: list[Path], language: Language
) -> None:
    catalog = Catalog.load()
    text = _text(documents)
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
    outside_blocks = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = re.findall(r"[` ]/([\w-]+)(?![\w/-])(?: ([\w-]+))?", outside_blocks)
    assert not [
        (group, sub)
        for group, sub in named
        if group != VOLUME and (group not in known or (sub and sub not in known[group]))
    ]


def _text(documents: list[Path]) -> str:
    return "\n".join(path.read_text() for path in documents)


def _code(text: str) -> str:
    """What stands between back quotes, and in blocks of commands."""
    return "\n".join(re.findall(r"```sh\n.*?```|`[^`\n]+`", text, re.DOTALL))
