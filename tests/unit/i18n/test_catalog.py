"""Everything the bot says exists in both languages, in a catalog that is exactly what the source says."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog as Translations, Message as Entry
from babel.messages.pofile import read_po
from discord import Locale, app_commands

from bot.app import assemble
from bot.discordkit.command_names import command_name
from bot.discordkit.intents import wanted
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.i18n.catalog import PO_FILE, Catalog
from bot.i18n.extract import extract, has_words, main, updated
from bot.settings import Settings
from tests.empty import put_empty_database

NAME = re.compile(r"[-_\w]{1,32}")
"""What Discord takes as a slash command's or an option's name; it must be in lower case too."""


COMMAND = re.compile(r"(?<![\w./])/((?:[a-z]+)(?: [a-z-]+(?=`))?)")
"""A slash command in a sentence; its subcommand where the two stand in code."""

AVOIDED = re.compile(
    r"(?<!--)(?<!{)\b(mirrors?|joined|everybody|mend(ed)?|lacks?|upheld|ledgers?|for good"
    r"|réplicas?|salas?|a la vista|hallad[oa]s?)\b"
)
"""Words with a plainer one that is said everywhere: *copies*, *shared*, *everyone*, *fix*, *missing* …"""
OPTIONS = {"mirrors"}
"""Names of options that are such a word."""


def _entries() -> list[Entry]:
    with PO_FILE.open("rb") as file:
        return [entry for entry in read_po(file, locale="es") if entry.id]


def _texts(value: str | list[str] | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _parameters(template: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(template) if name}


def test_the_catalog_has_every_text_of_the_source_and_no_other() -> None:
    current = PO_FILE.read_bytes()
    assert updated(current, extract()) == current, "run `make catalog` and translate what is new"


def test_gate_every_text_is_said_in_spanish() -> None:
    missing = [entry.id for entry in _entries() if not all(_texts(entry.string or ""))]
    assert not missing


def test_one_thing_has_one_plain_word() -> None:
    said = [text for entry in _entries() for text in (*_texts(entry.id), *_texts(entry.string or ""))]
    assert not [text for text in said if AVOIDED.search(text) and text not in OPTIONS]


def test_translations_have_the_parameters_of_their_source() -> None:
    wrong = []
    for entry in _entries():
        source = [_parameters(text) for text in _texts(entry.id)]
        said = [_parameters(text) for text in _texts(entry.string or "") if text]
        # A singular need not repeat the count; nothing may stand there that is not given.
        known = set().union(*source)
        if any(not one <= known for one in said) or (said and said[-1] != source[-1]):
            wrong.append((entry.id, entry.string))
    assert not wrong


def test_extraction_finds_marked_texts_and_keeps_their_translations(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(
        'message("Hello {name}", name=1)\ncounted("{count} bird", "{count} birds", 2)\n'
        'locale_str("lock")\nmessage("{first} {second}")\nprint("not this")\n'
    )
    found = extract([tmp_path])
    assert {entry.id for entry in found if entry.id} == {
        "Hello {name}",
        ("{count} bird", "{count} birds"),
        "lock",
    }
    before = b'msgid "lock"\nmsgstr "bloquear"\n\nmsgid "gone"\nmsgstr "se fue"\n'
    after = updated(before, found)
    assert b'msgstr "bloquear"' in after
    assert b"gone" not in after
    assert updated(after, found) == after


def test_make_catalog_updates_the_file_and_counts_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "es.po"
    file.write_text('msgid "gone"\nmsgstr "se fue"\n')
    monkeypatch.setattr("bot.i18n.extract.PO_FILE", file)
    main()
    texts = [entry for entry in extract() if entry.id]
    assert capsys.readouterr().out.startswith(f"{len(texts)} texts to be translated")
    assert "se fue" not in file.read_text()


@pytest.mark.parametrize(
    ("template", "expected"), [("{a} · {b}", False), ("", False), ("{a} of {b}", True), ("¡{a}!", False)]
)
def test_only_texts_with_words_are_translated(template: str, expected: bool) -> None:
    assert has_words(template) is expected


def test_numbers_plurals_and_languages_are_said_as_the_language_does() -> None:
    translations = Translations(locale="es")
    translations.add(("{count} bird", "{count} birds"), ("{count} pájaro", "{count} pájaros"))
    translations.add("Spanish", "español")
    catalog = Catalog(translations)
    many = counted("{count} bird", "{count} birds", 12345)
    assert catalog.say(many, Language.EN) == "12,345 birds"
    assert catalog.say(many, Language.ES) == "12.345 pájaros"
    assert catalog.say(counted("{count} bird", "{count} birds", 1), Language.ES) == "1 pájaro"
    inside = message("{one}: {language}", one=message("Unknown"), language=Language.ES)
    assert catalog.say(inside, Language.ES) == "Unknown: español"
    listed = message("{names}", names=["a", "b", "c"])
    assert catalog.say(listed, Language.EN) == "a, b, and c"
    assert catalog.say(listed, Language.ES) == "a, b y c"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Ver canal", "Insertar enlaces"], "Ver canal e Insertar enlaces"),
        (["agua", "viento", "hilo"], "agua, viento e hilo"),
        (["y", "íntimo"], "y e íntimo"),
        (["agua", "hielo"], "agua y hielo"),
        (["islas"], "islas"),
    ],
)
def test_spanish_lists_end_with_e_before_the_sound_of_an_i(names: list[str], expected: str) -> None:
    catalog = Catalog(Translations(locale="es"))
    assert catalog.say(message("{names}", names=names), Language.ES) == expected


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0, "0 seconds", "0 segundos"),
        (1, "1 second", "1 segundo"),
        (90, "1 minute and 30 seconds", "1 minuto y 30 segundos"),
        (21_600, "6 hours", "6 horas"),
        (3_725, "1 hour, 2 minutes, and 5 seconds", "1 hora, 2 minutos y 5 segundos"),
    ],
)
def test_a_span_of_time_is_said_in_the_units_people_use(seconds: int, english: str, spanish: str) -> None:
    waits = message("{time}", time=timedelta(seconds=seconds))
    catalog = Catalog.load()
    assert catalog.say(waits, Language.EN) == english
    assert catalog.say(waits, Language.ES) == spanish


@pytest.mark.parametrize("entry", [one for one in _entries() if COMMAND.search(_texts(one.id)[0])], ids=str)
def test_spanish_sentences_name_commands_as_spanish_clients_do(entry: Entry) -> None:
    catalog = Catalog.load()
    for named in COMMAND.finditer(_texts(entry.id)[0]):
        name = command_name(catalog, named.group(1), Language.ES)
        assert all(name in text for text in _texts(entry.string or "")), named.group()


@pytest.fixture
async def commands(tmp_path: Path) -> list[dict[str, Any]]:
    """Every command as Discord is given it."""
    path = tmp_path / "a.sqlite3"
    put_empty_database(path)
    settings = Settings(DISCORD_TOKEN="t" * 30, TERTULIA_DATABASE=path)
    async with assemble(settings, wanted(message_content=True)) as client, client:
        translator = client.tree.translator
        assert isinstance(translator, app_commands.Translator)
        return [
            await one.get_translated_payload(client.tree, translator) for one in client.tree.get_commands()
        ]


def _nodes(commands: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for command in commands:
        yield command
        yield from _nodes(command.get("options") or [])


async def test_names_of_commands_and_options_are_taken_by_discord_in_both_languages(
    commands: list[dict[str, Any]],
) -> None:
    wrong = []
    for node in _nodes(commands):
        names = [node["name"], *(node.get("name_localizations") or {}).values()]
        if node.get("description"):  # menus of messages may have spaces and capitals
            wrong += [one for one in names if not NAME.fullmatch(one) or one != one.lower()]
            said = [node["description"], *(node.get("description_localizations") or {}).values()]
            wrong += [one for one in said if not 1 <= len(one) <= 100]
        wrong += [one for one in names if not 1 <= len(one) <= 32]
        choices = node.get("choices") or []
        wrong += [one["name"] for one in choices if not 1 <= len(one["name"]) <= 100]
    assert not wrong


async def test_every_command_name_and_description_is_given_in_every_locale_offered(
    commands: list[dict[str, Any]],
) -> None:
    offered = {
        Locale.american_english,
        Locale.british_english,
        Locale.spain_spanish,
        Locale.latin_american_spanish,
    }
    for node in _nodes(commands):
        for key in ("name_localizations", "description_localizations"):
            if key.startswith("name") or node.get("description"):
                assert set(node.get(key) or {}) == {one.value for one in offered}, node["name"]


async def test_languages_are_offered_by_their_own_names_whoever_looks(commands: list[dict[str, Any]]) -> None:
    choices = (one for node in _nodes(commands) for one in node.get("choices") or [])
    english = [one for one in choices if one["value"] == "en"]
    assert english
    for one in english:
        assert {one["name"], *one.get("name_localizations", {}).values()} == {"English"}


async def test_no_two_neighbours_share_a_name_in_spanish(commands: list[dict[str, Any]]) -> None:
    for siblings in [commands, *(node.get("options") or [] for node in _nodes(commands))]:
        names = [((one.get("name_localizations") or {}).get("es-ES"), one.get("type")) for one in siblings]
        assert len(set(names)) == len(names)


async def test_a_command_may_be_named_otherwise_than_its_namesake_in_another_group(
    commands: list[dict[str, Any]],
) -> None:
    mine = {
        group["name"]: one["name_localizations"]["es-ES"]
        for group in commands
        for one in group.get("options") or []
        if one["name"] == "mine"
    }
    assert mine == {"language": "personal", "discussion": "mis-comentarios"}
    assert command_name(Catalog.load(), "discussion mine", Language.ES) == "/discusión mis-comentarios"
