"""Summaries stand alone: the lead is in them, nothing dangles or announces, every kind is told sensibly."""

from __future__ import annotations

import pytest

from bot.domain.article import Edition
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.markdown import read_markdown
from bot.reading.extract.pages import read_page
from bot.reading.extract.plain_text import read_text
from bot.reading.summarise.dangling import is_fit, points_back
from bot.reading.summarise.finish_edition import edition_of
from bot.reading.summarise.summaries import summarize
from tests.unit.reading_site import ENGLISH, page

TITLE = "Night ferry to La Isla will sail from May"
STORY = (
    "The night ferry to La Isla will sail again from May, the company said on Monday after eleven years.",
    "It will leave the old quay at eleven and reach the island at one, with room for 200 people and 30 cars.",
    "The council pays half of the cost, 400,000 euros a year, and the company the rest.",
    "Marta Olmo, who runs the island's only hotel, said that guests had asked for it every summer.",
    "The last night ferry sailed in 2010, when a storm broke its engine off the lighthouse of San Telmo.",
    "A ticket costs eleven euros, and nothing for those who live on the island.",
)


def edition(text: str) -> Edition:
    draft = read_text(text)
    assert isinstance(draft, Draft), draft
    return edition_of(draft)


def told(text: str) -> list[str]:
    return [one.text for one in edition(text).summary]


def test_the_lead_is_in_the_summary_of_a_report() -> None:
    found = edition("\n\n".join((TITLE, *STORY)))
    assert found.summary[0].sentence == 0
    assert (
        edition("\n\n".join((TITLE, f"LA ISLA (Efe).- {STORY[0]}", *STORY[1:]))).summary[0].text == STORY[0]
    )
    scene = "Marta Olmo opens the door of her hotel and looks at the sea."
    assert STORY[0] in told("\n\n".join((TITLE, scene, *STORY)))


def test_a_lead_that_cannot_stand_alone_is_left_out() -> None:
    lead = "She wanted the night ferry to sail to La Isla again in May, and so did her guests."
    assert lead not in told("\n\n".join((TITLE, lead, *STORY[1:])))


@pytest.mark.parametrize(
    "sentence",
    [
        "This is how the council of Valdemar answered.",
        "That's why the ferry stopped in 2010.",
        "This comes after eleven years without a ferry.",
        "Here's what the critics of the ferry say about its price:",
        "The reasons for the new ferry are these:",
        "Of these, three hundred live on the island.",
        "For him, the ferry was a road.",
        "The move comes after a year of talks.",
        "14 July 2021, 9:15 am",
        "Welcome back to the show, everyone.",
    ],
)
def test_english_that_says_nothing_by_itself_is_in_no_summary(sentence: str) -> None:
    assert not is_fit(sentence, Language.EN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Lo hizo acompañada de su hija.",
        "Apuntan a un fallo del motor.",
        "A él se sumará otro barco en junio.",
        "Entre ellos está la dueña del hotel.",
        "Así es como respondió el concejo.",
        "Esto es lo que dicen los críticos.",
        "Estas son las razones del cambio:",
        "Los detuvieron en el muelle.",
        "Aseguran que el barco no saldrá.",
        "La medida entrará en vigor en mayo.",
        "Muchas gracias por estar aquí.",
    ],
)
def test_spanish_that_says_nothing_by_itself_is_in_no_summary(sentence: str) -> None:
    assert not is_fit(sentence, Language.ES)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("This week the ferry will sail twice.", Language.EN),
        ("The ferry will leave at eleven.", Language.EN),
        ("Of the 300 people on the island, 40 own a boat.", Language.EN),
        ("Este lunes el barco saldrá dos veces.", Language.ES),
        ("En el puerto de La Isla esperaban 300 personas.", Language.ES),
        ("La policía cerró el muelle.", Language.ES),
        ("Los pescadores celebraron la noticia.", Language.ES),
        ("Murió el actor Iker Lasa a los 80 años.", Language.ES),
        ("Gracias a la ayuda del concejo, el barco volverá en mayo.", Language.ES),
    ],
)
def test_what_tells_something_may_be_in_a_summary(sentence: str, language: Language) -> None:
    assert is_fit(sentence, language)
    assert not points_back(sentence, language)


def test_what_is_said_twice_is_told_once() -> None:
    again = "The company said on Monday that the night ferry to La Isla will sail again from May."
    assert len({STORY[0], again} & set(told("\n\n".join((TITLE, STORY[0], again, *STORY[1:]))))) == 1


def test_a_live_blog_is_told_with_its_main_fact() -> None:
    fact = "A storm broke the quay of La Isla on Monday and left two boats on the rocks, the captain said."
    entries = [
        "The firemen of Valdemar have pumped the water out of forty cellars along the old quay.",
        "The school of La Isla stays closed until Wednesday, the teacher Inés Vega told the parents.",
        "The hotel of Marta Olmo has taken in twelve people whose roofs the wind has carried away.",
        "The lighthouse of San Telmo has no light tonight, and ships are asked to stay away from it.",
    ]
    times = ["18:40", "17:55", "17:10", "16:20"]
    blog = "".join(
        f"<div class=t>{when}</div><p>{text}</p>" for when, text in zip(times, entries, strict=True)
    )
    text = page("en", "Storm breaks the quay of La Isla, live", [], before=f"<p>{fact}</p>{blog}")
    draft = read_page(text.encode(), "utf-8", "")
    assert isinstance(draft, Draft)
    assert [block.text for block in draft.blocks if ":" in block.text] == times
    assert edition_of(draft).summary[0].text == fact


def test_key_points_are_told_with_the_lead() -> None:
    points = "\n".join(f"- {text}" for text in STORY[1:5])
    draft = read_markdown(f"# {TITLE}\n\n{STORY[0]}\n\n## Key points\n\n{points}\n\n" + "\n\n".join(ENGLISH))
    assert isinstance(draft, Draft)
    summary = [one.text for one in edition_of(draft).summary]
    assert summary[0] == STORY[0]
    assert set(summary) <= {*STORY[:5]}


def test_a_recipe_is_told_by_what_it_says_of_the_dish() -> None:
    about = (
        "This fish soup from La Isla is cooked in every house of the harbour when the boats come back at"
        " night.\n\n"
        "The fishermen make it of what they could not sell, with saffron and the water of the sea."
    )
    listed = "\n".join(
        f"- {amount}" for amount in ("500 g of fish", "2 onions", "1 litre of water", "saffron")
    )
    steps = "Cut the onions and fry them slowly.\n\nAdd the fish and the water, and wait half an hour."
    draft = read_markdown(f"# Fish soup from La Isla\n\n{about}\n\n## Ingredients\n\n{listed}\n\n{steps}")
    assert isinstance(draft, Draft)
    assert {one.text for one in edition_of(draft).summary} <= {*about.split("\n\n")}


def test_a_transcript_is_told_by_what_is_said_at_length() -> None:
    said = [
        "HOST: Welcome back, everyone.",
        "MARTA OLMO: Thank you for having me.",
        "HOST: Why does the island need a ferry at night?",
        "MARTA OLMO: The island of La Isla has no doctor, and the last boat of the day leaves at six in"
        " the evening.",
        "HOST: Who pays for it?",
        "MARTA OLMO: The council of Valdemar pays half of the 400,000 euros a year, and the company the"
        " other half.",
        "HOST: Thanks for joining us.",
    ]
    summary = told("\n\n".join(("Marta Olmo on the night ferry", *said)))
    assert summary
    assert set(summary) <= {said[3], said[5]}


def test_an_interview_that_begins_with_who_speaks_is_told_by_that() -> None:
    said = ["P: ¿Quién lo paga?", "R: El concejo paga la mitad de los 400.000 euros que cuesta al año."] * 3
    about = (
        "Marta Olmo dirige desde hace veinte años el único hotel de La Isla y pidió el barco nocturno"
        " desde el "
        "primer día. Su hotel cierra en invierno, cuando el último barco sale a las seis de la tarde."
    )
    assert told("\n\n".join(("Marta Olmo: la isla necesita un barco", about, *said)))[0] in about


def test_a_subscription_stub_says_that_it_is_one() -> None:
    appeal = "This story is for subscribers only. Already a subscriber? Log in."
    stub = f"{TITLE}\n\n{STORY[0]} {STORY[1]}\n\n{appeal}"
    assert told(stub) == [STORY[0]]
    assert not edition(stub).complete
    assert edition("\n\n".join((TITLE, *STORY))).complete
    text = page("en", TITLE, [*STORY[:3], "Become a member of El Faro to read the rest. It costs two euros."])
    draft = read_page(text.encode(), "utf-8", "")
    assert isinstance(draft, Draft)
    assert [block.text for block in draft.blocks] == [*STORY[:3]]
    assert not draft.complete


@pytest.mark.parametrize(
    "appeal",
    [
        "Subscribe to continue reading",
        "Continue reading with a subscription to El Faro.",
        "Want to read more? Subscribe now.",
        "Suscríbete para seguir leyendo",
        "Sigue leyendo con tu suscripción a El Faro.",
        "¿Quieres leer más? Suscríbete ahora.",
    ],
)
def test_a_text_that_ends_in_an_appeal_to_subscribe_is_a_beginning(appeal: str) -> None:
    assert not edition(f"{TITLE}\n\n{STORY[0]} {STORY[1]}\n\n{appeal}").complete


def test_without_a_headline_the_best_sentences_are_told() -> None:
    assert len(summarize(STORY, Language.EN)) == 2
