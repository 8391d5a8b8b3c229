"""The words of texts on a server are those that SQLite's own index would find."""

import random
import sqlite3

import pytest

from bot.database.engines.postgresql.words import Tokenizer


def indexed(texts: list[str]) -> list[set[str]]:
    """What SQLite's index has of each text."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE said USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
    index.execute("CREATE VIRTUAL TABLE word USING fts5vocab(said, 'instance')")
    index.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", enumerate(texts))
    found: list[set[str]] = [set() for _ in texts]
    for word, number in index.execute("SELECT term, doc FROM word"):
        found[number].add(word)
    return found


def made_of(letters: str) -> list[str]:
    chance = random.Random(5)
    return ["".join(chance.choices(letters, k=chance.randint(0, 40))) for _ in range(2_000)]


@pytest.mark.parametrize(
    "letters",
    [
        "abcXYZ019 .,-_'\"\t\n*%:&|!()",
        "abcXYZ " + "".join(map(chr, range(0x80, 0x180))),
        "aé ñ¿" + "".join(map(chr, range(0x2000, 0x2070))),
        "eno \u0301\u0303\u0308",
        "aß ΑΩάώ Ёжик 日本語 ①² 🎉\u200d",
    ],
    ids=["plain", "latin", "marks", "combining", "others"],
)
def test_words_are_those_of_the_index(letters: str):
    texts = made_of(letters)

    assert Tokenizer().words(texts) == indexed(texts)


def test_accents_and_capitals_make_no_other_word():
    (words,) = Tokenizer().words(["¿Mañana, «Ángel»? No: l’été…"])

    assert words == {"manana", "angel", "no", "l", "ete"}
