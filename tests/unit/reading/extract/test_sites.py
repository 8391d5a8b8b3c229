"""Pages built the ways news sites build them: their text is the article, whole, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from bot.domain.article import BlockKind
from bot.reading.extract.drafts import Draft
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, OTHER_ENGLISH, SPANISH

TITLE, TITULO = "Council approves the harbour plan", "El concejo aprueba el plan del puerto"
QUOTE, SHORT = "“We have waited for this for a generation,” said Pilar Oña.", "The opposition voted against."
STORY = (*ENGLISH, QUOTE, SHORT)
NOTA = (*SPANISH, "«Llevamos una generación esperando», dijo Pilar Oña.", "La oposición votó en contra.")
OTHERS = "".join(f"<p>{text}</p>" for text in OTHER_ENGLISH)


def paragraphs(*texts: str, name: str = "p") -> str:
    return "".join(f"<{name}>{text}</{name.split()[0]}>" for text in texts)


@dataclass(frozen=True)
class Layout:
    """A page, and the texts of its article."""

    name: str
    body: str
    story: tuple[str, ...] = STORY


LAYOUTS = [
    Layout(
        "a blog's theme with a sidebar as long as the article",
        f"""<div id=page><header><p class=site-description>News of the coast since 1921.</p></header>
        <main><article class="post tag-harbour"><header><h1>{TITLE}</h1></header><div class=entry-content>
        {paragraphs(*STORY)}<p><strong>Read also:</strong> <a href=/x>The lighthouse turns one hundred</a></p>
        <div class=sharedaddy>Share this</div></div></article></main>
        <aside><h2>Recent posts</h2>{OTHERS}{OTHERS}</aside></div>""",
    ),
    Layout(
        "a body that says what it is beside blocks that do not",
        f"""<section class=xl-promo>{OTHERS}</section><div><h1>{TITLE}</h1><div class=byline>By Ana Gil</div>
        <div class="field field--name-body">{paragraphs(*STORY)}</div></div><div class=view>{OTHERS}</div>""",
    ),
    Layout(
        "microdata names the body",
        f"""<div>{OTHERS}</div><h1>{TITLE}</h1><div itemprop=articleBody>{paragraphs(*STORY)}</div>""",
    ),
    Layout(
        "the second article of a page that scrolls on",
        f"""<div><article><h1>{TITLE}</h1><div>{paragraphs(*STORY)}</div></article>
        <article><h1>A season at the theatre</h1><div>{OTHERS}</div></article></div>""",
    ),
    Layout(
        "teasers that are articles inside the article",
        f"""<article><h1>{TITLE}</h1>{paragraphs(*STORY[:3])}<article><h3><a href=/t>Theatre</a></h3>
        <p>{OTHER_ENGLISH[0]}</p></article>{paragraphs(*STORY[3:])}</article>""",
    ),
    Layout(
        "a grid of teasers longer than the article",
        f"""<article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article><div class=grid>
        {"".join(f"<article><h3><a href=/{n}>Theatre</a></h3>{OTHERS}</article>" for n in range(4))}</div>""",
    ),
    Layout(
        "comments longer than the article",
        f"""<article><h1>{TITLE}</h1><div>{paragraphs(*STORY)}</div></article><div><h3>14 Comments</h3>
        {"".join(f"<div><b>reader {n}</b>{OTHERS}</div>" for n in range(4))}</div>""",
    ),
    Layout(
        "columns of a table",
        f"""<table><tr><td width=150><a href=/>Home</a></td><td><table><tr><td><h1>{TITLE}</h1>
        {paragraphs(*STORY[:3])}</td></tr><tr><td>{paragraphs(*STORY[3:])}</td></tr></table></td>
        <td width=200><p>{OTHER_ENGLISH[0]}</p></td></tr></table>""",
    ),
    Layout(
        "divs for paragraphs", f"<h1>{TITLE}</h1><div>{paragraphs(*STORY[:4], name='div')}</div>", STORY[:4]
    ),
    Layout("two line breaks", f"<h1>{TITLE}</h1><div>{'<br><br>'.join(STORY)}</div>"),
    Layout("two line breaks apart", f"<h1>{TITLE}</h1><font>{' <br />&nbsp;<br/> '.join(STORY)}</font>"),
    Layout("a line break after sentences", f"<h1>{TITLE}</h1><div>{'<br>'.join(ENGLISH)}</div>", ENGLISH),
    Layout(
        "what the page hides",
        f"""<main><h1>{TITLE}</h1><p hidden>Nothing.</p><div style="display: none">{OTHER_ENGLISH[0]}</div>
        {paragraphs(*STORY)}</main>""",
    ),
    Layout(
        "most of the article is hidden until its programs show it",
        f"""<h1>{TITLE}</h1><p>{STORY[0]}</p><div style="display:none">{paragraphs(*STORY[1:])}</div>""",
    ),
    Layout(
        "a table of contents",
        f"""<main><h1>{TITLE}</h1><div class=toc><h2>Contents</h2><p>The plan of the council.</p></div>
        {paragraphs(*STORY)}</main>""",
    ),
    Layout("preformatted text", f"<h1>{TITLE}</h1><pre>{(chr(10) * 2).join(STORY)}</pre>"),
    Layout(
        "names of components",
        f"""<h1>{TITLE}</h1><div class=Article_root__x1>{paragraphs(*STORY)}</div>
        <div class=RelatedStories_list__y2><p>{OTHER_ENGLISH[0]}</p></div>""",
    ),
    Layout(
        "a link with a telling name in a sentence",
        f"""<h1>{TITLE}</h1><p>The <a class=textTag href=/>council of Valdemar</a> approved <a href=/p>a
        plan of 40 million euros</a> on Tuesday.</p>{paragraphs(*STORY[1:])}""",
        ("The council of Valdemar approved a plan of 40 million euros on Tuesday.", *STORY[1:]),
    ),
    Layout(
        "a teaser that is a link",
        f"""<article><h1>{TITLE}</h1>{paragraphs(*STORY[:2])}<p>➡️ <a href=/t>The theatre opens soon.</a></p>
        {paragraphs(*STORY[2:])}</article>""",
    ),
    Layout(
        "a box that asks for an address",
        f"""<article><h1>{TITLE}</h1>{paragraphs(*STORY[:3])}<div><h4>Morning briefing</h4><p>All that
        matters, at six.</p><form><input></form><p>By signing up you agree to our terms of service.</p></div>
        {paragraphs(*STORY[3:])}</article>""",
    ),
    Layout(
        "captions that are no captions",
        f"""<article><h1>{TITLE}</h1><p class=image-legend>Pilar Oña on the quay.</p>{paragraphs(*STORY[:3])}
        <p>The harbour on a day of rain. © Luis Prado</p><p>The quay, seen from the tower (Luis Prado/EFE)</p>
        {paragraphs(*STORY[3:])}</article>""",
    ),
    Layout(
        "an AMP page",
        f"""<amp-sidebar>{OTHERS}</amp-sidebar><main><h1>{TITLE}</h1>{paragraphs(*STORY[:3])}<amp-ad><div>
        {OTHER_ENGLISH[0]}</div></amp-ad>{paragraphs(*STORY[3:])}</main>""",
    ),
    Layout(
        "una nota con enlaces a otras",
        f"""<div class=nota><h1>{TITULO}</h1><div id=cuerpo_noticia><p>{NOTA[0]}</p>
        <p><b>LEA TAMBIÉN: <a href=/f>El faro cumple cien años</a></b></p><p>{NOTA[1]}</p>
        <p>Ver más: <a href=/l>La lonja</a></p><div class=noticias-rel><p>{OTHER_ENGLISH[0]}</p></div>
        <p>Para seguir leyendo, suscríbete a El Faro desde 1 euro al mes.</p><p>¿Ya eres suscriptor?</p>
        <blockquote class=instagram-media><p>Una publicación compartida de El Faro (@elfaro)</p></blockquote>
        {paragraphs(*NOTA[2:])}</div><div class=MasLeidas>{OTHERS}</div></div>""",
        NOTA,
    ),
]  # fmt: skip


def read(body: str, head: str = "") -> Draft:
    text = (
        f"<!doctype html><html><head><title>{TITLE} - El Faro</title>{head}</head><body>{body}</body></html>"
    )
    found = read_page(text.encode(), "utf-8", "https://www.elfaro.example/local/harbour")
    assert isinstance(found, Draft), found
    return found


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_text_is_the_article(layout: Layout) -> None:
    assert tuple(block.text for block in read(layout.body).blocks) == layout.story


def test_an_articles_entries_are_no_teasers() -> None:
    """A live blog's are articles inside an article too, and are most of it."""
    entries = "".join(
        f"<article><h3>Entry {n}</h3><p>{text}</p></article>" for n, text in enumerate(STORY[:4])
    )
    found = [block.text for block in read(f"<article><h1>{TITLE}</h1>{entries}</article>").blocks]
    assert set(STORY[:4]) <= set(found)


@pytest.mark.parametrize(
    "body",
    [
        f"{paragraphs(*STORY[:2])}<p><strong>What comes next</strong></p>{paragraphs(*STORY[2:])}",
        f"<div>{'<br><br>'.join([*STORY[:2], '<b>What comes next</b>', *STORY[2:]])}</div>",
    ],
)
def test_a_short_line_in_bold_type_is_a_heading(body: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{body}")
    assert [block.text for block in found.blocks if block.kind is BlockKind.HEADING] == ["What comes next"]


def test_a_question_in_bold_type_is_part_of_an_interview() -> None:
    question = "Why does the harbour matter?"
    found = read(f"<h1>{TITLE}</h1>{paragraphs(*STORY[:2], f'<b>{question}</b>', *STORY[2:])}")
    assert {block.text: block.kind for block in found.blocks}[question] is BlockKind.PARAGRAPH


@pytest.mark.parametrize("closing", ["The plan passed. (EFE)", "The plan passed, he told Reuters."])
def test_a_last_line_that_names_its_agency_stays(closing: str) -> None:
    assert read(f"<h1>{TITLE}</h1>{paragraphs(*STORY, closing)}").blocks[-1].text == closing


def test_a_text_for_search_engines_keeps_its_paragraphs() -> None:
    told = {"@type": "NewsArticle", "headline": TITLE, "articleBody": paragraphs(*STORY)}
    draft = read("<div id=root></div>", f'<script type="application/ld+json">{json.dumps(told)}</script>')
    assert tuple(block.text for block in draft.blocks) == STORY


def test_one_long_paragraph_is_an_article() -> None:
    assert len(read(f"<h1>{TITLE}</h1>{' '.join((*STORY, *OTHER_ENGLISH))}").blocks) == 1
