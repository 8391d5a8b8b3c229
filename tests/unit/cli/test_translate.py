"""``translate`` and ``models`` on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.cli.application import execute
from bot.cli.terminal import Terminal
from bot.translation.engines.apertium import Apertium

apertium_alone = pytest.mark.skipif(Apertium().lacking() is not None, reason="needs apertium-eng-spa")


def run(*arguments: str, locale: str = "en_US.UTF-8") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        execute(arguments, Terminal.of({"LANG": locale}, out, err))
    except SystemExit as asked:
        return int(asked.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@apertium_alone
def test_a_text_is_translated_with_its_engine_and_the_guards_word() -> None:
    assert run("translate", "Nadie vino a la fiesta.") == (
        0,
        "Nobody came to the party.\n",
        "Rough translation from Spanish, by Apertium\nThe check found no problems.\n",
    )


@apertium_alone
def test_a_file_and_standard_input_are_translated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("El perro es grande.\n")
    assert run("translate", "letter.txt")[1] == "The dog is big.\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"El perro es grande.\n")))
    assert run("translate", "-", "--to", "en")[1] == "The dog is big.\n"


@apertium_alone
def test_engines_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "firefox,apertium")
    code, out, _ = run("translate", "--compare", "El perro es grande.")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("firefox, ")
    assert lines[1] == "Would not be shown: Firefox's models are not installed: python -m bot models install"
    assert lines[2].startswith("apertium, ")
    assert lines[3:] == ["The dog is big.", "The check found no problems."]


STORY = """The old bridge is open again

The council opened the old bridge on Saturday, after two years of work and without a single speech. \
Some 3,000 people walked over it in the first hour, and nobody had to pay for it. \
The mayor said that the new bridge would not be built before 2031, as the money is not there. \
Neighbours had asked for it since the flood of 2011, which destroyed forty houses.
"""


@apertium_alone
def test_an_article_is_summarised_in_the_other_language(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY)
    code, out, err = run("summarize", "story.txt", "--language", "es")
    assert (code, err) == (0, "Rough translation from English, by Apertium\n")
    assert "puente" in out.splitlines()[0]
    assert "2031" in out
    told = json.loads(run("summarize", "story.txt", "--language", "es", "--json")[1])["editions"]
    assert (told["en"]["provenance"], told["es"]["provenance"]) == ("publisher", "machine")
    assert told["es"]["engine"] == "apertium 0.8.1"
    assert len(told["es"]["summary"]) == len(told["en"]["summary"])
    assert "es" not in json.loads(run("summarize", "story.txt", "--json")[1])["editions"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("El perro es grande.", "--to", "es"), "It is already in Spanish."),
        (
            ("jajaja",),
            "The language of the text is unclear. Say which one to translate to: --to en or --to es.",
        ),
        (("",), "There is nothing to translate."),
        (("12:30",), "There is nothing to translate."),
        (("carta.txt",), "The file carta.txt does not exist."),
        (("/",), "The file / cannot be read: Is a directory"),
        (("El perro es grande.",), "Firefox's models are not installed: python -m bot models install"),
    ],
)
def test_what_cannot_be_translated_has_a_reason(
    arguments: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "firefox")
    code, out, err = run("translate", *arguments)
    assert (code, out) == (1, "")
    assert err == f"{told}\n"


@apertium_alone
@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en_US.UTF-8", "LibreTranslate cannot be reached or has a problem."),
        ("es_ES.UTF-8", "LibreTranslate no responde o tiene un problema."),
    ],
)
def test_it_says_why_the_next_engine_was_asked(
    locale: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "libretranslate,apertium")
    monkeypatch.setenv("TERTULIA_LIBRETRANSLATE_URL", "http://127.0.0.1:9")
    code, out, err = run("translate", "El perro es grande.", locale=locale)
    assert (code, out) == (0, "The dog is big.\n")
    assert err.splitlines()[0] == told


def test_without_an_engine_it_says_how_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, _, err = run("translate", "El perro es grande.", locale="es_ES.UTF-8")
    assert code == 1
    assert "python -m bot models install" in err


def test_a_summary_that_cannot_be_translated_says_how_to_have_an_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "story.txt").write_text(STORY)
    code, out, err = run("summarize", "story.txt", "--language", "es")
    assert (code, out.splitlines()[0]) == (0, "The old bridge is open again")
    assert "python -m bot models install" in err.splitlines()[0]


def test_models_that_are_not_there_are_listed_and_missed(tmp_path: Path) -> None:
    assert run("models", "list")[1].splitlines() == [
        "English to Spanish: 25.4 MB, not installed",
        "Spanish to English: 26.2 MB, not installed",
    ]
    code, out, _ = run("models", "verify")
    assert code == 1
    assert len(out.splitlines()) == 6
    assert run("models", "remove")[0] == 0


def test_a_mirror_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_MODELS_URL", "http://127.0.0.1:9/models")
    code, _, err = run("models", "install")
    assert code == 1
    assert "cannot be reached" in err
    assert len(err.strip().splitlines()) == 1
