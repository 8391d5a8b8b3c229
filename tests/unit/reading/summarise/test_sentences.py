"""Sentences: where they end and, more often, where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from bot.domain.language import Language
from bot.reading.summarise.sentences import split

ENGLISH = [
    "The ferry left at noon.|It came back empty.",
    "Mr. Okafor met Dr. Lane on St. Mary's Road.|They spoke for an hour.",
    "The U.S. Coast Guard agreed.|The harbour did not.",
    "He moved to the U.S.|The rest of the family stayed.",
    "J. R. Whitlock wrote it.|Nobody else could.",
    "Shares of Hollis Inc. fell by 3.5 percent.|They rose again on Friday.",
    "It opens at 9 a.m. and closes at 5 p.m.|The café stays open.",
    "It opened on Jan. 4 in Room No. 7.|Few came.",
    '"We were told nothing."|Mrs. Hale shook her head.',
    '"Is it over?" she asked.|Nobody answered.',
    '"It is over," he said.|"We lost."',
    "She wrote “We are open.”|Then she closed the shop.",
    "Well… maybe not.|Wait...|Really?|Yes!",
    "See https://example.org/a.b?c=d.|It is all there.",
    "They paid $4.5m for it (it was worth more).|That was in 2019.|2020 was worse.",
    "Nobody said no.|No. 10 was silent.",
    "She and I.|The two of us.",
    "1. Boil the water.|2. Wait.|In 2019.|So they did.",
    "He asked how (and why?) it had sunk.",
    "They worked for Yahoo! Inc. until May.|It was sold then.",
    "Who bought Yahoo! Japan?|Nobody knows.",
    "She works for Guess? Inc. in Ohio.|He does not.",
    "It was Plan B.|He had no other plan.",
    "A. The first ferry leaves at nine.|B. The second leaves at ten.",
    "George W. Bush came.|He stayed.",
    "Nobody had paid.|eBay fell.|iPhone sales rose.|Prices did not.",
    "“Who will pay for it?” Whitlock asked the room.|Nobody answered.",
    "“Never again!” Mrs. Hale told the crowd.|They clapped.",
    '"Who will pay for it?"|She left the room.',
    '"Who will pay for it?"|The room was silent.',
    "She walked to Com. & Adm. in the rain.|It was closed.",
    "She lives on Main St.|He lives in St. Louis on Fifth Ave.|They write.",
]
SPANISH = [
    "La lancha salió al mediodía.|Volvió vacía.",
    "La Sra. Ibarra y el Gral. Paz llegaron a la Av. Belgrano.|Hablaron una hora.",
    "Viajó a EE.UU. con su hermana.|No volvió.",
    "Viajó a EE. UU.|Rosa se quedó en casa.",
    "¿Quién lo pidió?|¡Nadie!|Así siguió todo.",
    "«No hay agua.»|Eso dijo el alcalde.",
    "Pagaron 1.250,50 euros.|Fue poco.",
    "El art. 14 y la pág. 3 lo dicen.|Nadie los lee.",
    "—¿Vienes? —preguntó ella.|No hubo respuesta.",
    "Cerró a las 5 p.m.|Marta apagó la luz.",
    "Compró pan, leche, etc.|Luego pagó.",
    "Bueno… tal vez.|Ya veremos.",
    "“Volveremos”, dijo.|¿Cuándo?",
    "D. Ramiro y Dña. Pilar firmaron.|El Sr. Costa no.",
    "CC. OO. convocó una huelga.|Las AA. VV. del barrio, no.",
    "Los JJ. OO. de 1992 y las FF. AA. lo cambiaron todo.|Nadie lo esperaba.",
    "El presidente de EE. UU. Joe Biden llegó el lunes.|Se fue el martes.",
    "La cantante de los EE.UU. Norah Jones actuó anoche.|Llovía.",
    "La economía crece en EE. UU.|Rosa lo celebra.",
    "“¿Quién lo paga?” Ibarra preguntó a la sala.|Nadie contestó.",
    "Cerró a las 8 p. m.|Abrió a las 9 a. m. del lunes.|Nació en 50 a. C.|Murió joven.",
    "El No. 10 dijo que no.|La Lcda. Soto y el Cmdte. Gil callaron.",
]


def joined(expected: str) -> list[str]:
    return expected.split("|")


@pytest.mark.parametrize("expected", ENGLISH)
def test_english(expected: str) -> None:
    assert split(" ".join(joined(expected)), Language.EN) == joined(expected)


@pytest.mark.parametrize("expected", SPANISH)
def test_spanish(expected: str) -> None:
    assert split(" ".join(joined(expected)), Language.ES) == joined(expected)


def test_an_empty_line_ends_a_sentence_and_a_single_line_break_does_not() -> None:
    assert split("A headline\n\nThe text goes\non here. And here.", Language.EN) == [
        "A headline",
        "The text goes\non here.",
        "And here.",
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split(text, Language.EN) == []


@given(st.text(alphabet="aB .!?\"'“”«»()¿¡…\n1é", max_size=80), st.sampled_from(Language))
def test_every_character_is_kept_once_and_in_order(text: str, language: Language) -> None:
    assert "".join("".join(split(text, language)).split()) == "".join(text.split())


@given(st.text(max_size=60), st.sampled_from(Language))
def test_each_sentence_is_a_piece_of_the_text(text: str, language: Language) -> None:
    position = 0
    for sentence in split(text, language):
        assert sentence == sentence.strip()
        assert sentence
        position = text.index(sentence, position) + len(sentence)


def test_time_grows_with_the_length_of_the_text_only() -> None:
    """A million full stops, or one word of a million letters, must not hang a worker."""
    assert split("." * 1_000_000, Language.EN) == ["." * 1_000_000]
    assert len(split("x" * 1_000_000 + ". Y", Language.ES)) == 2
    assert len(split("No. " * 100_000, Language.EN)) >= 1
