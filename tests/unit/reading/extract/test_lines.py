"""Lines and sentences that stand in an article's paragraphs and are not the article; and those that are."""

from __future__ import annotations

import pytest

from bot.domain.article import Block, BlockKind
from bot.reading.extract.cleaning import cleared
from bot.reading.extract.drafts import Draft
from bot.reading.extract.lines.appeals import without_appeals
from bot.reading.extract.lines.people_lines import without_dateline
from bot.reading.extract.pages import read_page
from bot.reading.extract.plain_text import read_text
from bot.reading.summarise.finish_edition import edition_of
from tests.unit.reading_site import ENGLISH, SPANISH, page

LEAD = "The ferry to the island will run every night from May, the company said on Monday."


def texts(*lines: str, authors: tuple[str, ...] = ()) -> list[str]:
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in lines]
    return [block.text for block in cleared(blocks, "Ferries at night", authors)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Subscribe to our newsletter and never miss a story.",
        "Join 4,000 members who support our work.",
        "Sign up for The Tide, our weekly newsletter.",
        "Get the island's news in your inbox every Friday.",
        "Download our app and follow every ferry live.",
        "Follow us on Instagram for more pictures.",
        "Become a member to read the rest of this story.",
        "Support independent journalism with a donation.",
        "This article is for subscribers only.",
        "You have read three of your five free articles this month.",
        "Already a subscriber? Log in.",
        "We may earn a commission if you book through our links.",
        "This page contains affiliate links.",
        "Our newsroom is funded by readers like you.",
        "Your support makes this reporting possible.",
        "Comments are moderated and may take an hour to appear.",
        "Please keep it civil.",
        "Spotted a mistake? Let us know.",
        "Read our corrections policy.",
        "Do you have a story for us?",
        "Like this? Subscribe to The Tide, our weekly letter.",
        "Download the El Faro app for alerts.",
        "As an Amazon Associate, we earn from qualifying purchases.",
        "Our reporting is free thanks to readers like you.",
        "Contact Marta Olmo at olmo@elfaro.example.",
        "This article was originally published in El Faro.",
        "Unlock this story for one euro.",
        "Donate now and help us keep an eye on the ferry.",
        "If you like our work, please chip in a few euros.",
        "For just €3 a month you help us stay independent.",
        "Your gift keeps our reporters on the island.",
        "We need your help.",
        "Buy us a coffee.",
        "Support El Faro on Patreon.",
        "You have one article left this month.",
        "To read the whole story, log in.",
        "What do you think? Tell us what you would pay.",
        "Have you been on the night ferry? Share your story.",
        "Liked it? Share this article.",
        "Turn on notifications for our alerts.",
        "Dona ahora y ayúdanos a seguir informando.",
        "Si te gusta este trabajo, haz una aportación.",
        "Por solo 3 euros al mes nos ayudas a seguir.",
        "Tu aportación hace posible este periodismo.",
        "Necesitamos tu ayuda.",
        "Ayúdanos a seguir siendo libres.",
        "Te quedan dos artículos gratis.",
        "¿Qué opinas? Déjanos un comentario.",
        "Comparte esta noticia.",
        "Prohibida la reproducción total o parcial.",
        "¿Tienes una historia? Escríbenos a pista@elfaro.example.",
        "Recibe las noticias de la isla en tu móvil.",
        "Suscríbete a nuestro boletín semanal.",
        "Apúntate y recibe en tu correo las noticias de la isla.",
        "Hazte socia y apoya nuestro periodismo.",
        "Descarga la app de El Faro.",
        "Síguenos en nuestro canal de WhatsApp.",
        "Este contenido es exclusivo para suscriptores.",
        "¿Ya eres suscriptor? Inicia sesión.",
        "Has leído todos tus artículos gratuitos.",
        "El Faro puede recibir una comisión si compras algo en estos enlaces.",
        "Los comentarios serán moderados antes de publicarse.",
        "¿Has visto un error? Escríbenos.",
        "Consulta las normas de participación.",
    ],
)
def test_what_a_site_says_to_its_readers_is_no_part_of_the_article(sentence: str) -> None:
    assert texts(LEAD, sentence) == [LEAD]
    assert texts(f"{LEAD} {sentence}") == [LEAD]


@pytest.mark.parametrize(
    "sentence",
    [
        "The paper's newsletter has 4,000 subscribers, its editor said.",
        "Members of the guild support the plan.",
        "The club asked its members to sign up for the race by June.",
        "The bank charges a commission of two euros for each transfer.",
        "The minister joined the commission on Monday and will follow its work.",
        "Join the two halves with glue and wait an hour.",
        "La comisión recibió a los socios del club el lunes.",
        "Los suscriptores de la revista pagan ahora cinco euros al mes.",
        "El canal de la Mancha se cierra a los barcos.",
        "Siga la carretera hasta el faro.",
        "El error de cálculo costó dos millones, según la empresa.",
        "Comments by the mayor angered the fishermen.",
        "Published in 1999, the book tells of the island.",
        "Más de 300 personas vinieron.",
        "“Your support means everything to us,” the captain told the passengers.",
        "“We need your help,” the company wrote to the town.",
        "Share prices of the company fell, and it will not buy the second boat.",
        "Donate blankets, the firemen said, and by night the hall was full of them.",
        "If you can, leave the car on the island: the quay is closed from Friday.",
        "Recibe la licencia quien más votos obtiene entre los socios, explicó la capitana.",
        "Te quedan dos semanas para pedir el billete, dice la carta.",
    ],
)
def test_a_story_about_such_things_keeps_its_text(sentence: str) -> None:
    assert without_appeals(sentence) == sentence
    assert texts(LEAD, sentence) == [LEAD, sentence]


def test_what_follows_an_appeal_goes_with_it_where_it_is_short() -> None:
    appeal = "Become a member of El Faro to go on. It costs two euros a month. Stop when you like."
    assert without_appeals(f"{LEAD} {appeal}") == LEAD
    long = " ".join(ENGLISH)
    assert without_appeals(f"Sign up for our newsletter. {long}") == long


@pytest.mark.parametrize(
    "line",
    [
        "In other news: The theatre opens on Friday",
        "Elsewhere: Two boats for the lifeguards",
        "Keep reading: How the ferry was built",
        "Editor's picks: Ten islands to see",
        "The latest on ferries, from timetables to storms",
        "Le recomendamos: El teatro abre el viernes",
        "Te sugerimos leer: Diez islas que visitar",
        "Siga leyendo: Así se construyó el barco",
        "En otras noticias: El teatro abre el viernes",
        "Lo último: Dos barcas para los socorristas",
        "Además: El faro cumple cien años",
        "Para saber más: La historia del barco",
        "No dejes de leer cómo se construyó el barco",
        "Quizás te interese: Diez islas que visitar",
        "> More ferries from May",
        "By submitting the form you agree to our terms.",
        "Our standards: The El Faro Principles.",
        "La noticia continúa después del anuncio",
    ],
)
def test_a_line_that_names_another_story_is_left_out(line: str) -> None:
    assert texts(LEAD, line, ENGLISH[1]) == [LEAD, ENGLISH[1]]


@pytest.mark.parametrize(
    "line",
    [
        "By Marta Olmo, ferry correspondent",
        "Escrito por Marta Olmo",
        "Por MARTA OLMO / La Isla",
        "14 de julio de 2021 09:15",
        "Published July 14, 2021, 9:15 am",
        "marta.olmo@elfaro.example",
        "https://elfaro.example/ferry",
        "Marta Olmo",
        "Marta Olmo, staff writer",
        "Story by Marta Olmo, photos by Iker Lasa",
        "(Reporting by Marta Olmo; editing by Iker Lasa)",
        "Con información de EFE.",
        "Marta Olmo is a reporter at El Faro and covers the islands.",
    ],
)
def test_who_wrote_it_and_when_is_no_part_of_the_text(line: str) -> None:
    assert texts(line, LEAD, ENGLISH[1], authors=("Marta Olmo",)) == [LEAD, ENGLISH[1]]


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("Marta Olmo / La Isla", False),
        ("Marta Olmo | La Isla", False),
        ("Marta Olmo, La Isla", False),
        ("Marta Olmo. La Isla", False),
        ("Marta Olmo in La Isla", False),
        ("Redacción", False),
        ("Marta Olmo left the island", True),
        ("Marta Olmo, the last of them.", True),
    ],
)
def test_an_authors_name_with_a_place_is_no_part_of_the_text(line: str, is_kept: bool) -> None:
    assert texts(line, LEAD, authors=("Marta Olmo",)) == ([line, LEAD] if is_kept else [LEAD])


def test_dates_that_part_a_history_stay() -> None:
    days = ["14 July 2021", LEAD, "15 July 2021", ENGLISH[0], "16 July 2021", ENGLISH[1]]
    assert texts(*days) == days


@pytest.mark.parametrize(
    "lines",
    [
        ["Marta Olmo is a reporter at El Faro. She covers the islands and lives in Puerto Claro."],
        ["Marta Olmo is El Faro's transport correspondent.", "She joined the paper in 2015."],
        ["Marta Olmo es periodista y escribe sobre el mar."],
        ["Marta Olmo covers ferries. Follow her on X."],
    ],
)
def test_a_biography_at_the_end_is_left_out(lines: list[str]) -> None:
    assert texts(LEAD, ENGLISH[0], *lines, authors=("Marta Olmo",)) == [LEAD, ENGLISH[0]]
    about = "Marta Olmo is a reporter who lives on the island."
    assert texts(LEAD, about, *ENGLISH, authors=("Marta Olmo",)) == [LEAD, *ENGLISH]
    story = "Marta Olmo is the captain of the new ferry."
    assert texts(LEAD, story, authors=()) == [LEAD, story]


@pytest.mark.parametrize(
    ("dateline", "is_one"),
    [
        ("LA ISLA, July 14 (Reuters) - ", True),
        ("LA ISLA, Spain — ", True),
        ("(AP) -- ", True),
        ("La Isla, 14 jul (EFE).- ", True),
        ("La Isla, 14 de julio (Agencia Marea) – ", True),
        ("La Isla.- ", True),
        ("Madrid, EFE.- ", True),
        ("AFP.- ", True),
        ("SOUTH-", False),
        ("Step one - ", False),
        ("Marta Olmo — ", False),
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str, is_one: bool) -> None:
    assert (without_dateline(dateline + LEAD) == LEAD) is is_one
    draft = read_text("\n\n".join((dateline + LEAD, *ENGLISH)))
    assert isinstance(draft, Draft)
    assert draft.blocks[0].text == dateline + LEAD
    assert (edition_of(draft).sentences[0] == LEAD) is is_one


def body(*paragraphs: str, head: str = "", before: str = "", after: str = "") -> list[str]:
    text = page("en", "Ferries at night", paragraphs, head=head, before=before, after=after)
    found = read_page(text.encode(), "utf-8", "https://elfaro.example/local/ferry")
    assert isinstance(found, Draft), found
    return [block.text for block in found.blocks]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("It ran late.<sup><a href='#n1'>1</a></sup> Nobody saw it.", "It ran late. Nobody saw it."),
        ("It ran late.<sup>2</sup> Nobody saw it.", "It ran late. Nobody saw it."),
        ("It ran late<a class='fn' href='#fn3'>[3]</a>, they say.", "It ran late, they say."),
        ("It ran late*<sup>†</sup>, they say.", "It ran late*, they say."),
        ("It ran late.[4] Nobody saw it.", "It ran late. Nobody saw it."),
        ("It holds 40 m<sup>2</sup> of cargo.", "It holds 40 m2 of cargo."),
        ("The 1<sup>st</sup> boat left.", "The 1st boat left."),
        ("It costs <del>30</del> <ins>40</ins> euros.", "It costs 40 euros."),
        ("It costs <s>30</s> 40 euros.", "It costs 40 euros."),
        ("The <a href=/x>boat<span class='sr-only'> (opens in a new tab)</span></a> left.", "The boat left."),
        (f"The boat left<b class='{'a ' * 200}sr-only'> at night</b>.", "The boat left at night."),
        (
            "The new <a href=/x>boat (opens in a new tab)</a> left at night, its captain said.",
            "The new boat left at night, its captain said.",
        ),
        ("<span class=dropcap>T</span> he boat left.", "The boat left."),
        ("<span class=dropcap>A</span> boat left.", "A boat left."),
        ("<img class='drop-cap' alt='T' src=t.png>he boat left.", "The boat left."),
        (
            "<span aria-hidden=true>T</span><span class=visually-hidden>T</span>he boat left.",
            "The boat left.",
        ),
    ],
)
def test_marks_and_letters_are_read_as_a_reader_takes_them(marked: str, plain: str) -> None:
    assert body(marked, *ENGLISH) == [plain, *ENGLISH]


def test_a_first_letter_in_an_element_of_its_own_is_put_before_its_word() -> None:
    assert body(ENGLISH[1], before=f"<div class=cap>T</div><p>{ENGLISH[0][1:]}</p>")[0] == ENGLISH[0]


def test_a_bold_line_before_a_break_is_a_heading() -> None:
    text = page("en", "Ferries at night", [f"<b>What it costs</b><br>{ENGLISH[0]}", *ENGLISH[1:]])
    draft = read_page(text.encode(), "utf-8", "")
    assert isinstance(draft, Draft)
    assert [(block.kind, block.text) for block in draft.blocks][:2] == [
        (BlockKind.HEADING, "What it costs"),
        (BlockKind.PARAGRAPH, ENGLISH[0]),
    ]
    assert body(f"<b>The plan</b> costs 40 million.<br>{ENGLISH[0]}", *ENGLISH)[0].startswith(
        "The plan costs"
    )


def test_a_paragraph_that_is_mostly_a_link_stays_where_it_is_a_sentence() -> None:
    link = "<a href=/p>will run its oldest ferry to the island every night of the week from May</a>"
    lead = f"The company {link}, its captain said on Monday."
    assert body(lead, *ENGLISH)[0].startswith("The company will run")
    popup = "<span class=popup>Marta Olmo has sailed for 20 years.</span>"
    name = f"The captain <a href=/p>Marta Olmo{popup}</a> left."
    assert body(name, *ENGLISH)[0] == "The captain Marta Olmo left."
    assert body("<a href=/b>The theatre opens its season on Friday with a comedy</a> El Faro.", *ENGLISH) == [
        *ENGLISH
    ]


def test_tags_and_categories_in_a_class_say_nothing_of_what_the_element_is() -> None:
    text = page("en", "Ferries at night", ENGLISH).replace(
        "<article>", '<article class="post-7 hentry tag-newsletter category-related-posts tag-comments">'
    )
    others = "".join(f"<div class=earlier><p>{text}</p></div>" for text in SPANISH)
    draft = read_page(text.replace("</main>", f"</main>{others}").encode(), "utf-8", "")
    assert isinstance(draft, Draft)
    assert [block.text for block in draft.blocks] == [*ENGLISH]


@pytest.mark.parametrize("tag", ["article", "div class=story-page", "section class=story-page"])
@pytest.mark.parametrize("rank", ["h1", "h2"])
def test_whole_stories_below_the_article_stay_out(tag: str, rank: str) -> None:
    name = tag.split()[0]
    story = "".join(f"<p>{text}</p>" for text in ENGLISH)
    other = "".join(f"<p>{text[:-1]} in the theatre of Montalbo, twice.</p>" for text in ENGLISH)
    stories = "".join(f"<{tag}><{rank}>Story {one} of a theatre</{rank}>{other}</{name}>" for one in range(3))
    own = f"<{tag}><{rank}>Ferries at night</{rank}>{story}</{name}>"
    head = "<head><title>Ferries at night</title></head>"
    text = f"<html lang=en>{head}<body><main>{own}{stories}</main></body></html>"
    draft = read_page(text.encode(), "utf-8", "https://elfaro.example/a/ferry")
    assert isinstance(draft, Draft)
    assert [block.text for block in draft.blocks] == [*ENGLISH]


def test_a_fact_check_keeps_its_claim_and_rating() -> None:
    check = "</p><div class=box><div>Claim: The ferry sank twice</div><div>Rating: False</div></div><p>"
    found = body(ENGLISH[0] + check, *ENGLISH[1:])
    assert {"Claim: The ferry sank twice", "Rating: False"} <= set(found)


def test_a_ticker_and_a_box_of_another_story_stay_out() -> None:
    ticker = "<div class='news-ticker'><p>A storm closes the airport of the capital until tomorrow.</p></div>"
    box = f"<div class='mol-factbox'><h3>The theatre</h3><p>By Luis Paz</p><p>{SPANISH[0]}</p></div>"
    assert body(*ENGLISH, before=ticker, after=box) == [*ENGLISH]
