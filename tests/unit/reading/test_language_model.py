"""The language model says what py3langid says, of which it is made."""

from __future__ import annotations

import pytest
from py3langid.langid import LanguageIdentifier

from benchmarks.languages import LANGUAGES, original
from bot.reading.language_model import LanguageModel
from tests.unit.reading_site import ENGLISH, SPANISH

TEXTS = [
    *ENGLISH,
    *SPANISH,
    "",
    "a",
    "ok ok ok ok ok ok ok ok",
    "ESTO NO LO HABÍA VISTO NUNCA",
    "Hablo’n d’una cosa l'altra vegada",
    "Þetta reddast, Žižek och Łódź são ótimos",
    "Ich weiß nicht, ob der Hafen wieder öffnet",
    "la la la la la el el el the the the " * 100,
]


@pytest.fixture(scope="module")
def ours() -> LanguageModel:
    return LanguageModel()


@pytest.fixture(scope="module")
def theirs() -> LanguageIdentifier:
    return original()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_it_answers_as_the_original_does(text: str, ours: LanguageModel, theirs: LanguageIdentifier) -> None:
    words = " ".join(text.replace(",", " ").replace(".", " ").split())
    probable = ours.rank(words)
    assert set(probable) == set(LANGUAGES)
    assert sum(probable.values()) == pytest.approx(1)
    assert probable == pytest.approx(dict(theirs.rank(words)), abs=1e-5)


def test_what_stands_between_letters_of_other_scripts_is_still_found(ours: LanguageModel) -> None:
    assert ours.rank("東京 where the harbour is 東京")["en"] > 0.5
