"""Links, texts and files become articles with their editions and summaries, or one clear sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.article import BlockKind
from bot.domain.errors import BadInput, NotReadable
from bot.domain.language import Language
from bot.reading.fetch.fetcher import LARGEST, Fetcher
from bot.reading.reader import Reader, Step
from bot.reading.worker_pool import Workers
from tests.unit.reading_site import ENGLISH, SPANISH, Site, page

TITLE = "Council approves the harbour plan"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    async with Workers(count=1) as pool:
        yield pool


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        yield one


@pytest.fixture
async def reader(site: Site, workers: Workers) -> AsyncIterator[Reader]:
    async with Fetcher(contact=None, allowed_origin=site.origin) as fetcher:
        yield Reader(fetcher, workers)


async def test_each_step_of_a_link_is_told(site: Site, reader: Reader) -> None:
    site.pages["/en"] = page("en", TITLE, ENGLISH, before='<a href="/es/nota">Leer en español</a>')
    site.pages["/es/nota"] = page("es", "El concejo aprueba el plan", SPANISH)
    steps: list[Step] = []

    async def progress(step: Step) -> None:
        steps.append(step)

    article = await reader.from_link(site.origin + "/en?utm_source=mail", progress=progress)
    assert steps == [Step.FETCHING, Step.EXTRACTING, Step.OTHER_EDITION, Step.SUMMARISING]
    assert article.original.url == site.origin + "/en"
    assert len(article.editions) == 2


async def test_every_summary_sentence_is_traced_to_its_source(reader: Reader) -> None:
    article = await reader.from_text("\n\n".join((TITLE, ENGLISH[0], "The work", *ENGLISH[1:])))
    edition = article.original
    assert edition.sentences == ENGLISH  # no heading among them
    assert [block.kind for block in edition.blocks].count(BlockKind.HEADING) == 1
    assert edition.summary
    assert all(edition.sentences[sentence.sentence] == sentence.text for sentence in edition.summary)
    assert [s.sentence for s in edition.summary] == sorted(s.sentence for s in edition.summary)
    assert article.aliases == ()


async def test_a_twin_headline_on_a_page_is_a_headline(site: Site, reader: Reader) -> None:
    twin = "El concejo de Valdemar aprueba por fin el plan del viejo puerto"
    site.pages["/a/b"] = page("en", TITLE, ENGLISH, before=f"<h2>{twin}</h2>")
    article = await reader.from_link(site.origin + "/a/b")
    assert [(line.language, line.title) for line in article.headlines] == [(Language.ES, twin)]
    assert article.title(Language.ES) == twin


async def test_pictures_of_the_inside_are_dropped(site: Site, reader: Reader) -> None:
    def told(picture: str) -> str:
        return page("en", TITLE, ENGLISH, head=f'<meta property="og:image" content="{picture}">')

    site.pages["/a/in"] = told("http://169.254.169.254/a.jpg")
    site.pages["/a/own"] = told("/harbour.jpg")
    assert (await reader.from_link(site.origin + "/a/in")).original.picture is None
    assert (await reader.from_link(site.origin + "/a/own")).original.picture == site.origin + "/harbour.jpg"


async def test_files_are_read_by_their_ending(reader: Reader) -> None:
    text = "\n\n".join((TITLE, *ENGLISH))
    for name, content in (
        ("a.txt", text.encode("utf-16")),
        ("A.TXT", text.encode("windows-1252")),
        ("a.md", ("# " + text).encode()),
        ("a.html", page("en", TITLE, ENGLISH).encode()),
    ):
        article = await reader.from_file(name, content)
        assert (article.original.title, article.original.sentences) == (TITLE, ENGLISH)
        assert (article.original.url, article.aliases) == (None, ())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF", r"end in \.txt"),
        ("noending", b"text", r"end in \.txt"),
        ("a.txt", b"\0\1\2\3", "has no text"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0", "has no text"),
        ("a.txt", b"short", "too short"),
        ("a.txt", b"word " * 50_000, "too long"),
        ("a.html", b"", "is empty"),
        ("a.html", b"a" * (LARGEST + 1), "too large"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    reader: Reader, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        await reader.from_file(name, content)


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("/gone", None, "no page"),
        ("/list/a", "<html><body>" + "<a href='/x'>A title</a> " * 40 + "</body></html>", "no article"),
        ("/wall/a", page("en", TITLE, ["Subscribe."], head='<script type="application/ld+json">'
         '{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}</script>'), "subscribers"),
        ("/app/a", "<html><body><div id=app></div></body></html>", "is empty"),
    ],
)  # fmt: skip
async def test_a_link_without_an_article_says_why(
    site: Site, reader: Reader, path: str, text: str | None, sentence: str
) -> None:
    if text is not None:
        site.pages[path] = text
    with pytest.raises(NotReadable, match=sentence):
        await reader.from_link(site.origin + path)


async def test_texts_are_held_to_their_limits(reader: Reader) -> None:
    with pytest.raises(NotReadable, match="too long"):
        await reader.from_text("a" * 200_001)
    with pytest.raises(NotReadable, match="neither in English nor in Spanish"):
        await reader.from_text(
            "Der alte Hafen wird im nächsten Jahr mit viel Geld der Stadt neu gebaut. " * 8
        )
    forced = await reader.from_text("\n\n".join(ENGLISH), language=Language.ES, title="Puerto")
    assert (forced.original.language, forced.original.title) == (Language.ES, "Puerto")


async def test_the_amp_page_is_read_where_the_page_itself_has_no_text(site: Site, reader: Reader) -> None:
    link = '<link rel="amphtml" href="/amp/harbour">'
    site.pages["/harbour"] = f"<html><head>{link}</head><body><div id=app></div></body></html>"
    canonical = f'<link rel="canonical" href="{site.origin}/harbour">'
    site.pages["/amp/harbour"] = page("en", TITLE, ENGLISH, head=canonical)
    article = await reader.from_link(site.origin + "/harbour")
    assert article.original.sentences == ENGLISH
    assert article.original.url == site.origin + "/harbour"
    site.pages["/amp/harbour"] = "<html><body></body></html>"
    with pytest.raises(NotReadable):
        await reader.from_link(site.origin + "/harbour")


async def test_the_amp_page_is_left_alone_where_there_is_text_or_it_is_elsewhere(
    site: Site, reader: Reader
) -> None:
    site.pages["/story"] = page("en", TITLE, ENGLISH, head='<link rel="amphtml" href="/amp/story">')
    await reader.from_link(site.origin + "/story")
    link = '<link rel="amphtml" href="https://other.example/amp">'
    site.pages["/empty"] = f"<html><head>{link}</head><body></body></html>"
    with pytest.raises(NotReadable):
        await reader.from_link(site.origin + "/empty")
    assert site.requests == ["/story", "/empty"]
