"""The guard finds what a translation lost, and leaves alone what people write."""

from __future__ import annotations

import pytest

from bot.domain.language import Language
from bot.translation import guard, guard_numbers
from bot.translation.direction import Direction
from bot.translation.engines.apertium_repair import repaired
from bot.translation.guard import Finding, check

INTO_ENGLISH, INTO_SPANISH = Direction.into(Language.EN), Direction.into(Language.ES)


@pytest.mark.parametrize(
    ("source", "translated", "direction"),
    [
        ("He did not say it.", "No lo dijo.", INTO_SPANISH),
        ("It is not possible.", "Es imposible.", INTO_SPANISH),
        ("Not only the mayor came.", "Vino también el alcalde.", INTO_SPANISH),
        ("Nadie vino a la fiesta.", "Nobody came to the party.", INTO_ENGLISH),
        ("Sin embargo, vino.", "However, he came.", INTO_ENGLISH),
        ("It cost 1,200 euros in May 2019.", "Costó 1.200 euros en mayo de 2019.", INTO_SPANISH),
        ("It was 30 degrees and 5 miles away.", "Hacía 86 grados y estaba a 8 kilómetros.", INTO_SPANISH),
        ("She has 3 brothers.", "Tiene tres hermanos.", INTO_SPANISH),
        ("He was 100 percent certain.", "Estaba totalmente seguro.", INTO_SPANISH),
        ("It cost €3.1billion in the 1980s.", "Costó 3100 millones de € en los años 80.", INTO_SPANISH),
        ("Rain of 2 to 4 inches at 9 p.m.", "Lluvia de 5 a 10 centímetros a las 21:00.", INTO_SPANISH),
        ("I couldn't help laughing.", "Me reí sin querer.", INTO_SPANISH),
        ("Madrid, Barcelona, Valencia", "Madrid, Barcelona, Valencia", INTO_ENGLISH),
        ("ok", "ok", INTO_SPANISH),
    ],
)
def test_a_good_translation_passes(source: str, translated: str, direction: Direction) -> None:
    assert check(source, translated, direction) == []


@pytest.mark.parametrize(
    ("source", "translated", "direction", "finding"),
    [
        ("He did not say it.", "Lo dijo.", INTO_SPANISH, Finding.NEGATION_LOST),
        ("I can't come.", "Puedo venir.", INTO_SPANISH, Finding.NEGATION_LOST),
        ("Nadie vino a la fiesta.", "Anybody came to the party.", INTO_ENGLISH, Finding.NEGATION_LOST),
        ("He came.", "No vino.", INTO_SPANISH, Finding.NEGATION_ADDED),
        ("It opened in 2011.", "Abrió en 2012.", INTO_SPANISH, Finding.NUMBER),
        ("It takes 45 men.", "Hacen falta hombres.", INTO_SPANISH, Finding.NUMBER),
        ("It was 5 miles away.", "Estaba a 20 kilómetros.", INTO_SPANISH, Finding.NUMBER),
        ("It cost 20 million.", "Costó 26 millones.", INTO_SPANISH, Finding.NUMBER),
        ("The frigate F125 is late.", "La fragata F134 llega tarde.", INTO_SPANISH, Finding.NUMBER),
        ("The bridge is in the town.", "The bridge is in the town.", INTO_SPANISH, Finding.COPY),
        ("Labour Party Pledges Free Travel", "Labour Party Pledges Free Travel", INTO_SPANISH, Finding.COPY),
        (
            "The bridge is in the town.",
            "This bridge was of the old town and it is that.",
            INTO_SPANISH,
            Finding.LANGUAGE,
        ),
        ("The long bridge of the old town is closed.", "Cerrado.", INTO_SPANISH, Finding.LENGTH),
        ("It is closed.", "Está está está está está cerrado.", INTO_SPANISH, Finding.REPETITION),
        ("It's closed.", "Est&#225; cerrado.", INTO_SPANISH, Finding.ENTITIES),
        ("It is closed.", "Aquí tienes la traducción: está cerrado.", INTO_SPANISH, Finding.CHATTER),
        ("It is closed.", " ", INTO_SPANISH, Finding.EMPTY),
    ],
)
def test_a_bad_one_is_found(source: str, translated: str, direction: Direction, finding: Finding) -> None:
    assert finding in check(source, translated, direction)


def test_an_engine_that_never_rephrases_needs_a_plain_negation() -> None:
    assert Finding.NEGATION_LOST in check("No es posible.", "It is unlikely.", INTO_ENGLISH, literal=True)
    assert check("No es posible.", "It is unlikely.", INTO_ENGLISH) == []


@pytest.mark.parametrize(
    ("source", "answer", "mended"),
    [
        ("Nadie vino.", "Anybody came.", "Nobody came."),
        ("Ningún tren sale hoy.", "Any train goes out today.", "No train goes out today."),
        ("Nada cambió.", "At all changed.", "Nothing changed."),
        ("No vino nadie.", "Any came.", "Any came."),
        ("Se fue sin ver a nadie.", "It went without seeing anybody.", "It went without seeing anybody."),
        (
            "Y nada me mueve en cualquier acto.",
            "And at all moves me in any act.",
            "And nothing moves me in any act.",
        ),
        ("Nada impide que salga.", "At all prevents that it goes.", "Nothing prevents that it goes."),
        ("Nada más llegar, habló.", "At all more arrive, spoke.", "At all more arrive, spoke."),
        ("Más que nadie, ella.", "More than anybody, she.", "More than anybody, she."),
    ],
)
def test_lost_negations_of_apertium_are_given_back(source: str, answer: str, mended: str) -> None:
    assert repaired(source, answer) == mended


def test_few_names_are_looked_for() -> None:
    names = " ".join(f"a {one}{other}{one}z" for one in "BCDFGH" for other in "aeiou")
    assert Finding.NAMES not in check(names, "BuBz", INTO_SPANISH)
    assert Finding.NAMES in check(names, "HuHz", INTO_SPANISH)


def test_few_numbers_are_held_against_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[guard_numbers.Number] = []
    monkeypatch.setattr(guard, "converts", lambda one, other: held.append(one) or one.digits == "111")
    before = " ".join(f"{number} km" for number in range(130, 0, -1))
    check(before, " ".join(map(str, range(1_000, 1_150))), INTO_SPANISH)
    assert 0 < len(held) <= 400
