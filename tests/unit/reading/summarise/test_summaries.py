"""Summaries: the sentences that carry a story, whole, in order, and able to stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from bot.domain.language import Language
from bot.reading.summarise.dangling import points_back
from bot.reading.summarise.features import FEATURES, closed, describe, marks
from bot.reading.summarise.summaries import summarize
from bot.reading.summarise.weights import WEIGHTS

ENGLISH = [
    "The city council voted on Tuesday to reopen the old ferry terminal after eleven years.",
    "The terminal closed when a storm tore away its pontoon and flooded the ticket hall.",
    "She smiled.",
    "He said it would be a good thing for everybody on the island.",
    "Councillors set aside four million dollars for a new pontoon and for two electric ferries.",
    "The first electric ferry is to cross the bay next June, the council said, with forty crossings a week.",
    "Residents of the island have had to drive ninety minutes around the bay since the ferry stopped.",
    "However, this has not been easy for the shops near the terminal.",
    "A baker on Pier Street remembers queues of passengers at six in the morning.",
    "The council will publish the ferry's timetable and its fares in March.",
    "It rained during the vote.",
    "Some people brought umbrellas, sandwiches and a brass band to the steps of the town hall.",
]
SPANISH = [
    "El ayuntamiento votó el martes la reapertura de la vieja terminal del ferri tras once años.",
    "La terminal cerró cuando un temporal arrancó el pontón e inundó la sala de billetes.",
    "Ella sonrió.",
    "Además, ello fue una buena noticia para todos los vecinos de la isla y del ferri.",
    "Los concejales reservaron cuatro millones para un pontón nuevo y dos ferris eléctricos.",
    "El primer ferri eléctrico cruzará la bahía en junio, según el ayuntamiento, cuarenta veces por semana.",
    "Los vecinos de la isla conducen noventa minutos alrededor de la bahía desde que paró el ferri.",
    "Sin embargo, esto no ha sido fácil para las tiendas cercanas a la terminal.",
    "Una panadera de la calle del Muelle recuerda las colas de pasajeros a las seis de la mañana.",
    "El ayuntamiento publicará en marzo los horarios del ferri y sus tarifas.",
]


def test_a_summary_is_verbatim_in_order_and_traceable() -> None:
    for sentences, language in ((ENGLISH, Language.EN), (SPANISH, Language.ES)):
        summary = summarize(sentences, language, title="Ferry / ferri")
        indices = [sentence.sentence for sentence in summary]
        assert len(summary) == 3
        assert indices == sorted(set(indices))
        assert all(sentences[sentence.sentence] == sentence.text for sentence in summary)


def test_a_sentence_that_cannot_stand_alone_is_not_chosen() -> None:
    assert not {2, 3, 7, 10} & {s.sentence for s in summarize(ENGLISH, Language.EN)}
    assert not {2, 3, 7} & {s.sentence for s in summarize(SPANISH, Language.ES)}


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("He said it would reopen.", Language.EN),
        ("However, this was not enough.", Language.EN),
        ("“They were told nothing,” said the mayor.", Language.EN),
        ("As a result, the ferry stopped.", Language.EN),
        ("“We were told nothing,” she later told this paper.", Language.EN),
        ("Agregó que la lancha saldría.", Language.ES),
        ("«No iré a la isla», dijo.", Language.ES),
        ("Además, ello costó dinero.", Language.ES),
        ("Sin embargo, la lancha salió.", Language.ES),
        ("«Esto no puede seguir», afirmó el alcalde.", Language.ES),
    ],
)
def test_what_points_back_is_known(sentence: str, language: Language) -> None:
    assert points_back(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Hector said it would reopen.", Language.EN),
        ("The ferry stopped.", Language.EN),
        ("“We were told nothing,” said the mayor, Ana Ruiz.", Language.EN),
        ("«No iré a la isla», dijo Pilar Oña.", Language.ES),
        ("La lancha salió.", Language.ES),
        ("Sin agua no hay huerta.", Language.ES),
        ("", Language.EN),
        ("2019 was a bad year.", Language.EN),
    ],
)
def test_what_stands_alone_is_left_alone(sentence: str, language: Language) -> None:
    assert not points_back(sentence, language)


def test_a_sentence_that_points_back_may_stand_beside_the_one_before_it() -> None:
    """The story is in the second sentence; it may be taken because the first tells who *she* is."""
    told = [
        "The harbour master Amparo Leal of Puerto Sereno retired on Friday after forty years on the quay.",
        "She had closed the harbour of Puerto Sereno only once, when a storm sank the ferry in 1987.",
        "Her office smells of rope.",
        "It rained.",
        "Nobody wanted to speak about the weather on that day, nor about the new parking meters.",
        "He bought bread.",
    ]
    chosen = {sentence.sentence for sentence in summarize(told, Language.EN, title="Harbour master retires")}
    assert chosen == {0, 1}


def test_a_quote_is_never_cut_open() -> None:
    quote = 'The mayor of Puerto Sereno said: "The ferry of Puerto Sereno will sail again next June.'
    rest = 'We have waited for the ferry of Puerto Sereno for eleven years."'
    told = [*ENGLISH[:2], quote, rest, *ENGLISH[4:]]
    for count in (1, 2, 3, 4):
        chosen = {sentence.sentence for sentence in summarize(told, Language.EN, count=count)}
        assert (2 in chosen) == (3 in chosen)


def test_quotes_and_brackets_are_counted_over_neighbours() -> None:
    assert closed([marks('He said: "Go.'), marks('Now."')])
    assert closed(
        [
            marks(
                "«Vamos",
            ),
            marks("ya» (dijo)."),
        ]
    )
    assert not closed([marks("“Go.")])
    assert not closed([marks("(Go.")])


def test_features_and_weights_go_together() -> None:
    described = describe(ENGLISH, Language.EN, "Ferry", range(len(ENGLISH)))
    assert {len(sentence.features) for sentence in described} == {len(FEATURES)}
    assert {len(weights.features) for weights in WEIGHTS.values()} == {len(FEATURES)}
    assert all(0 <= value <= 4 for sentence in described for value in sentence.features)


@given(
    st.lists(st.text(alphabet='aB .!?"“”«»()¿é1', max_size=40), max_size=20),
    st.sampled_from(Language),
    st.integers(1, 5),
)
def test_any_text_gives_a_summary_in_order(sentences: list[str], language: Language, count: int) -> None:
    summary = summarize(sentences, language, title="aB", paragraphs=range(len(sentences)), count=count)
    indices = [sentence.sentence for sentence in summary]
    assert len(indices) <= count
    assert bool(indices) == bool(sentences)
    assert indices == sorted(set(indices))
    assert [sentences[index] for index in indices] == [sentence.text for sentence in summary]


def test_two_sentences_that_say_the_same_are_not_both_chosen() -> None:
    again = [
        ENGLISH[0],
        "On Tuesday the city council voted to reopen the old ferry terminal after eleven years.",
        *ENGLISH[1:],
    ]
    assert not {0, 1} <= {s.sentence for s in summarize(again, Language.EN)}


def test_short_texts_get_fewer_sentences() -> None:
    assert summarize([], Language.EN) == ()
    assert [s.sentence for s in summarize(ENGLISH[:1], Language.EN)] == [0]
    assert len(summarize(ENGLISH[:6], Language.EN)) == 2


def test_the_count_is_kept() -> None:
    assert len(summarize(ENGLISH, Language.EN, count=1)) == 1
    assert len(summarize(ENGLISH, Language.EN, count=2)) == 2


def test_the_same_text_gives_the_same_summary() -> None:
    assert summarize(ENGLISH, Language.EN, title="Ferry") == summarize(
        list(ENGLISH), Language.EN, title="Ferry"
    )


def test_sentences_without_any_word_do_no_harm() -> None:
    assert len(summarize(["...", "?!", "—", "", "123"] * 3, Language.ES)) <= 3
