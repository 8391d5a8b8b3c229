"""Bylines, tags and linked data name people in many shapes, and many things that are nobody."""

from __future__ import annotations

import json

import pytest

from bot.reading.extract.drafts import Draft
from bot.reading.extract.facts.people import clean_authors, is_byline
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, page

TITLE = "Ferry company drops its oldest line"


def authors(head: str = "", before: str = "", after: str = "") -> tuple[str, ...]:
    text = page("en", TITLE, ENGLISH, head=head, before=before, after=after)
    found = read_page(text.encode(), "utf-8", "https://www.elfaro.example/local/ferry")
    assert isinstance(found, Draft), found
    return found.authors


def data(author: object) -> str:
    told = {"@type": "NewsArticle", "headline": TITLE, "author": author}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Marta Olmo and Iker Lasa", ("Marta Olmo", "Iker Lasa")),
        ("By MARTA OLMO AND IKER LASA", ("MARTA OLMO", "IKER LASA")),
        ("Por Marta Olmo, Iker Lasa e Inés Vega", ("Marta Olmo", "Iker Lasa", "Inés Vega")),
        ("Texto de Marta Olmo · Fotos: Iker Lasa", ("Marta Olmo",)),
        ("Reporting by Marta Olmo; editing by Iker Lasa", ("Marta Olmo",)),
        ("Marta Olmo, transport correspondent", ("Marta Olmo",)),
        ("Marta Olmo, enviada especial a la isla", ("Marta Olmo",)),
        ("Marta Olmo | Political Editor", ("Marta Olmo",)),
        ("Marta Olmo (La Isla)", ("Marta Olmo",)),
        ("Marta Olmo in La Isla", ("Marta Olmo",)),
        ("Marta Olmo / La Isla", ("Marta Olmo",)),
        ("Marta Olmo. La Isla", ("Marta Olmo",)),
        ("Prof. Marta Olmo", ("Prof. Marta Olmo",)),
        ("Actualizado por Marta Olmo el 14/7/2021", ("Marta Olmo",)),
        ("El Faro - Marta Olmo", ("Marta Olmo",)),
        ("Sun Lee", ("Sun Lee",)),
        ("Marta Olmo y EFE", ("Marta Olmo", "EFE")),
        ("Marta Olmo / 14 de julio de 2021 - 09:15", ("Marta Olmo",)),
        ("Efe Publicado: 14 de julio", ("Efe",)),
        ("AP Last updated: July 14, 2021 9:15 am EDT", ("AP",)),
        ("Wednesday 14 July 2021, 9:15 by Marta Olmo", ("Marta Olmo",)),
        ("Marta Olmo 3 hours ago", ("Marta Olmo",)),
        ("Marta Olmo · 4 min read", ("Marta Olmo",)),
        ("Marta Olmo @olmo", ("Marta Olmo",)),
        ("Marta Olmo, Ph.D., and Iker Lasa, MBA", ("Marta Olmo", "Iker Lasa")),
        ("Sam Reed, Jr.", ("Sam Reed Jr",)),
        ("Pío Baroja y Nessi", ("Pío Baroja y Nessi",)),
        ("José Ortega y Gasset y Marta Olmo", ("José Ortega y Gasset", "Marta Olmo")),
        ("Olmo, Marta", ("Marta Olmo",)),
        ("Jan van der Meer", ("Jan van der Meer",)),
        ("marta olmo", ("marta olmo",)),
        ("The Associated Press", ("The Associated Press",)),
        ("July 14, 2021", ()),
        ("miércoles, 14 de julio", ()),
        ("El Faro", ()),
        ("Equipo de El Faro", ()),
        ("Redacción El Faro", ()),
        ("Staff", ()),
        ("Anonymous", ()),
        ("autor desconocido", ()),
        ("undefined", ()),
        ("N/A", ()),
        ("{{ post.author }}", ()),
        ("admin2", ()),
        ("Toda la actualidad de la isla, en tu mano", ()),
        ("News You Can Trust", ()),
        ("Your island, every morning", ()),
    ],
)
def test_a_byline_is_read_as_people_write_it(byline: str, names: tuple[str, ...]) -> None:
    assert clean_authors([byline], "El Faro") == names


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "givenName": "Marta", "familyName": "Olmo"}, ("Marta Olmo",)),
        ({"name": {"@type": "Person", "name": "Marta Olmo"}}, ("Marta Olmo",)),
        ({"name": {"@value": "Marta Olmo", "@language": "es"}}, ("Marta Olmo",)),
        ({"@list": [{"name": "Marta Olmo"}, "Iker Lasa"]}, ("Marta Olmo", "Iker Lasa")),
        ({"@type": "Role", "roleName": "reporter", "author": {"name": "Marta Olmo"}}, ("Marta Olmo",)),
        ({"name": "Pío Baroja y Nessi"}, ("Pío Baroja y Nessi",)),
        ([{"name": "Marta Olmo, MD"}, {"name": "Iker Lasa, Ph. D."}], ("Marta Olmo", "Iker Lasa")),
        ({"name": "null", "url": "/staff/7"}, ()),
        ({"@type": "Organization", "name": "El Faro"}, ()),
    ],
)
def test_linked_data_names_people_in_any_shape(author: object, names: tuple[str, ...]) -> None:
    assert authors(data(author)) == names


@pytest.mark.parametrize(
    "name", ["authors", "sailthru.author", "article:author:name", "citation_author", "dc.creator", "byl"]
)
def test_tags_of_any_program_that_name_a_writer_are_read(name: str) -> None:
    written = "Olmo, Marta" if name in ("citation_author", "dc.creator") else "Marta Olmo"
    assert authors(f'<meta name="{name}" content="{written}">') == ("Marta Olmo",)
    assert authors('<meta name="twitter:creator" content="The Ferry Paper">') == ()


def test_what_names_nobody_gives_way_to_the_next_source() -> None:
    byline = '<p class="byline">By Marta Olmo</p>'
    assert authors('<meta name="author" content="null">', byline) == ("Marta Olmo",)
    assert authors(data({"name": "El Faro"}) + '<meta name="author" content="webmaster">', byline) == (
        "Marta Olmo",
    )


@pytest.mark.parametrize(
    "other",
    [
        '<div id="comments"><p class="comment-author vcard"><cite>Luis Paz</cite> says:</p></div>',
        '<article class="card"><span class="author">Luis Paz</span><p>Another story</p></article>',
        '<div class="related-posts"><span class="byline">By Luis Paz</span></div>',
        '<aside><p class="author-name">Luis Paz</p></aside>',
        '<a href="/local/another-story"><span class="byline">By Luis Paz</span></a>',
        '<figure><img src="a.jpg"><figcaption class="author">Luis Paz</figcaption></figure>',
    ],
)
def test_whoever_wrote_something_else_on_the_page_is_no_author(other: str) -> None:
    assert authors(after=other) == ()
    assert authors(before=other, after='<p class="byline">Marta Olmo</p>') == ("Marta Olmo",)


def test_the_byline_closest_to_the_title_goes_first() -> None:
    before = '<div class="meta"><a class="author" href="/authors/marta-olmo">Marta Olmo</a></div>'
    assert authors(before=before, after='<div><p class="author-name">Luis Paz</p></div>') == ("Marta Olmo",)
    parts = '<p class="byline"><span>Marta Olmo</span><span>Transport Correspondent</span></p>'
    assert authors(before=parts) == ("Marta Olmo",)
    assert authors(before="<p>By Marta Olmo, staff writer</p>") == ("Marta Olmo",)
    assert authors(before='<a href="/autores/marta-olmo">Marta Olmo</a>') == ("Marta Olmo",)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("By Marta Olmo/July 14, 2021", True),
        ("Written by Marta Olmo, ferry correspondent", True),
        ("Escrito por Marta Olmo, corresponsal en la isla", True),
        ("Por: Redacción", True),
        ("By MARTA OLMO in La Isla", True),
        ("By Marta Olmo | olmo@elfaro.example", True),
        ("Posted on 14 July 2021 by Marta Olmo", True),
        ("By Anonymous", True),
        ("Por Marta Olmo y Iker Lasa", True),
        ("By noon the ferry had left.", False),
        ("By Tuesday the ferry had left with all of its passengers.", False),
        ("Por eso no salió el barco", False),
        ("Por La Isla pasan cada año 60 barcos", False),
        ("Marta Olmo left", False),
    ],
)
def test_a_line_that_is_a_byline_is_told(line: str, is_one: bool) -> None:
    assert is_byline(line) is is_one
