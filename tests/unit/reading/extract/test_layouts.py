"""Layouts of news pages whose article is hard to tell from what stands around it."""

from __future__ import annotations

import json

import pytest

from bot.reading.extract.drafts import Draft, Unreadable
from bot.reading.extract.lines.chrome import is_chrome
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, OTHER_ENGLISH, page

TITLE = "Council approves the harbour plan"


def read(text: str) -> Draft:
    found = read_page(text.encode(), "utf-8", "https://www.elfaro.example/2022/01/28/harbour")
    assert isinstance(found, Draft), found
    return found


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="author-tooltip"><div>{}</div></div>',
        '<p class="disclosure">{}</p>',
        '<div id="editorial-disclaimer"><p>{}</p></div>',
        '<div id="next-post-thumbnails"><div class="nextstory"><p>{}</p></div></div>',
        '<div class="prev_article"><p>{}</p></div>',
    ],
)
def test_what_is_named_after_the_site_or_another_story_is_left_out(opening: str) -> None:
    other = opening.format(OTHER_ENGLISH[0])
    draft = read(page("en", TITLE, ENGLISH, before=other, after=other))
    assert [block.text for block in draft.blocks] == list(ENGLISH)


def test_a_layer_over_the_page_may_say_more_than_a_short_article() -> None:
    layer = "".join(f"<p>{text}</p>" for text in OTHER_ENGLISH)
    text = page("en", TITLE, ENGLISH).replace(
        "</body>", f'<div class="x-overlay"><div>{layer}</div></div></body>'
    )
    assert [block.text for block in read(text).blocks] == list(ENGLISH)


def test_the_captions_of_a_page_of_pictures_are_its_text() -> None:
    pictures = "".join(
        f'<figure class="slide"><img src="{number}.jpg"><figcaption class="slide-caption"><p>{text}</p>'
        "</figcaption></figure>"
        for number, text in enumerate(OTHER_ENGLISH)
    )
    draft = read(page("en", TITLE, ["Three nights at the theatre, in pictures."], after=pictures))
    assert [block.text for block in draft.blocks][-3:] == list(OTHER_ENGLISH)


def test_captions_beside_running_text_stay_out() -> None:
    picture = f"<figure><img src='a.jpg'><figcaption>{OTHER_ENGLISH[0]}</figcaption></figure>"
    draft = read(page("en", TITLE, ENGLISH, before=picture))
    assert [block.text for block in draft.blocks] == list(ENGLISH)


def test_short_paragraphs_of_an_opening_that_has_a_long_one_belong_to_it() -> None:
    part = "".join(f"<p>{text}</p>" for text in OTHER_ENGLISH * 3)
    short = "The review looks at what was built in ten years along this coast."
    long = f"{ENGLISH[0]} {ENGLISH[1]}"
    text = (
        f"<html lang=en><body><header><h1>{TITLE}</h1></header><main><section><p>{short}</p><p>{long}"
        f"</p></section><div class=main>{part}</div></main></body></html>"
    )
    assert [block.text for block in read(text).blocks][:2] == [short, long]


def test_the_text_given_to_search_engines_counts_where_the_page_shows_another() -> None:
    told = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(ENGLISH * 3 + OTHER_ENGLISH)}
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    bio = "Ana Gil grew up beside the lighthouse and writes about the sea, its ports and its people. " * 5
    draft = read(page("en", TITLE, [bio], head=script))
    assert ENGLISH[1] in draft.text
    assert "grew up" not in draft.text


@pytest.mark.parametrize(
    "line",
    [
        "El Faro is not responsible for the opinions, statements or pictures sent by contributors.",
        "The views expressed in this article are those of the author and do not necessarily reflect ours.",
        "Las opiniones expresadas aquí son de su autor y no reflejan necesariamente las nuestras.",
        "News date : 04/21/2022 Category : Press Releases",
        "Categoría: Comunicados",
        "¡Mira lo que tiene nuestro canal de YouTube!",
    ],
)
def test_what_a_site_says_of_itself_is_known(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "The minister said that the company is not responsible for the accident on the bridge.",
        "Views of the harbour are best from the lighthouse.",
        "A category of its own: the new ferry carries 400 people.",
    ],
)
def test_what_articles_say_is_not(line: str) -> None:
    assert not is_chrome(line)


BOX = "Subscribe now to continue reading this article."
CAJA = "Contenido exclusivo para suscriptores"


def test_text_that_breaks_off_at_a_subscribe_box_is_labelled() -> None:
    opening = f"{ENGLISH[0]} {ENGLISH[1]}"
    for box in (BOX, CAJA):
        wall = f'<div class="paywall"><p>{box}</p></div>'
        assert not read(page("en", TITLE, [opening], after=wall)).complete
        last = ENGLISH[2].replace(".", "") + " and the…"
        assert not read(page("en", TITLE, [*OTHER_ENGLISH, *ENGLISH[:2], last], after=wall)).complete


def test_a_whole_article_beside_a_subscribe_box_is_whole() -> None:
    wall = f'<div class="paywall"><p>{BOX}</p></div>'
    assert read(page("en", TITLE, [*ENGLISH, *OTHER_ENGLISH], after=wall)).complete
    assert read(page("en", TITLE, ENGLISH)).complete


def test_a_subscribe_box_without_any_article_is_a_paywall() -> None:
    wall = f'<div class="paywall"><p>{BOX}</p></div>'
    found = read_page(
        page("en", TITLE, ["The council voted."], after=wall).encode(), None, "https://a.example/b"
    )
    assert found is Unreadable.PAYWALL
