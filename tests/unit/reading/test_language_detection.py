"""The language of a comment: right where it says something, silent where it cannot know."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.domain.discussion import DetectedLanguage
from bot.reading.language_detection import detect
from tests.meta.source import ROOT

SAMPLES = ROOT / "tests" / "samples" / "short_comments.tsv"

EN, ES, OTHER, UNKNOWN = (
    DetectedLanguage.EN,
    DetectedLanguage.ES,
    DetectedLanguage.OTHER,
    DetectedLanguage.UNKNOWN,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't think the harbour will ever open again", EN),
        ("that is so sad for the families", EN),
        ("I DO NOT BELIEVE A WORD OF THIS", EN),
        ("No creo que vuelvan a abrir el puerto", ES),
        ("qué pena por las familias que viven allí", ES),
        ("esto no tiene ningún sentido, de verdad", ES),
        (
            "El president va dir ahir que el govern del país no ho farà, i que els veïns hauran d'esperar",
            OTHER,
        ),
        ("Il presidente ha detto che una parte del lavoro con la regione si fa lo stesso, al mercato", OTHER),
        ("write to info@harbour.example, they said, and that is what the others have done", EN),
        ("Não acredito que vão abrir o porto outra vez", OTHER),
        ("Je ne crois pas qu'ils vont rouvrir le port", OTHER),
        ("Ich glaube nicht, dass der Hafen wieder öffnet", OTHER),
        ("Я не верю, что порт откроют", OTHER),
        ("港はもう開かないと思う", OTHER),
    ],
)
def test_what_a_sentence_is_written_in(text: str, expected: DetectedLanguage) -> None:
    assert detect(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("same", EN),
        ("siiiii", ES),
        ("goooood one", EN),
        ("tío 😂😂", ES),
        ("sip", ES),
        ("> No me lo creo, de verdad\nnice one", EN),
        ("> I don't believe it\n> not a word\nni yo", ES),
        ("yo tampoco\n>>> I don't believe it\nnot a word", ES),
        ("> No me lo creo, de verdad", UNKNOWN),
        (">no me lo creo", ES),
        ("no", UNKNOWN),
        ("horrible idea", UNKNOWN),
    ],
)
def test_a_few_words_are_told_by_each_of_them_and_quotes_do_not_count(
    text: str, expected: DetectedLanguage
) -> None:
    assert detect(text) is expected


def test_of_short_comments_nearly_all_are_told() -> None:
    """Half of them were looked at when the words were chosen; the other half gives the figure."""
    lines = SAMPLES.read_text("utf-8").splitlines()[1::2]
    told = [(language, detect(text).value) for language, text in (line.split("\t") for line in lines)]
    right = sum(language == found for language, found in told)
    wrong = sum(found not in (language, UNKNOWN.value) for language, found in told)
    assert len(told) == 150
    assert right >= 0.95 * len(told)
    assert wrong <= 0.02 * len(told)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍👍",
        "123 456",
        "jajaja",
        "jajajajja ok",
        "hahaha",
        "LOL",
        "xD",
        "ok",
        "okay!!",
        "mmm",
        "no",
    ],
)
def test_what_both_languages_say_is_unknown(text: str) -> None:
    assert detect(text) is UNKNOWN


@pytest.mark.parametrize(
    "markup",
    [
        "https://example.org/this-is-the-english-headline-of-the-story",
        "<@123456789012345678> <#42> </article post:7> <t:1700000000:R>",
        "<:this_is_the_name:123456789012345678> :the_white_flag:",
        "`return the value of this` ```this is the code and the rest of it```",
        "@theharbourmaster #thisisenglish",
        "someone@thehouseontheharbour.example",
    ],
)
def test_markup_says_nothing_about_the_language(markup: str) -> None:
    assert detect(markup) is UNKNOWN
    assert detect(f"{markup} no creo que vuelvan a abrir el puerto {markup}") is ES


def test_the_text_of_a_masked_link_counts_and_its_target_does_not() -> None:
    assert detect("[mira lo que dicen los vecinos](https://example.org/this/is/the/story)") is ES


def test_a_short_foreign_looking_comment_is_never_called_other() -> None:
    assert detect("muito obrigado") is not OTHER


def test_a_laugh_does_not_outweigh_what_is_said() -> None:
    assert detect("jajajaja jajaja jajaja that is so true and you know it") is EN


def test_an_endless_text_costs_no_more_than_a_long_one() -> None:
    assert detect("el puerto sigue cerrado " * 100_000) is ES


def test_the_model_is_read_when_it_is_first_needed() -> None:
    """Starting the bot must not wait for a model that a short command never uses."""
    code = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from bot.reading.language_detection import detect
from bot.reading.language_model import MODEL_FILE
assert str(MODEL_FILE) not in opened
detect("harbour")
assert str(MODEL_FILE) in opened
assert "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
