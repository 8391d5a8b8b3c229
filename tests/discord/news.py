"""A small article in two languages, on a site a test serves; and posting it as a moderator does."""

from __future__ import annotations

import discord
from simcord import ChannelHandle

from tests.discord.answers import Answer
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

ENGLISH = {
    "title": "The bridge over the river reopens after two years of repairs",
    "standfirst": "Twelve million euros and four new pillars later, the town crosses again",
    "link": "Leer en español",
    "paragraphs": [
        "The old bridge over the river reopened on Monday, two years after a flood had damaged its pillars. "
        "Hundreds of people crossed it on foot before the first bus was let through at noon.",
        "The mayor, Ana Ruiz, said that the repairs had cost 12 million euros, three more than planned. "
        "Engineers led by Lucía Ferrer replaced 14 stones and strengthened the arches with steel.",
        "The 35 shops of Plaza Mayor lost a third of their customers while the bridge was closed, says the "
        "chamber of commerce of the town. Many of them expect the summer to bring the customers back.",
    ],
}
SPANISH = {
    "title": "Reabre el puente sobre el río tras dos años de obras",
    "standfirst": "Doce millones de euros y cuatro pilares después, el pueblo vuelve a cruzar",
    "link": "Read in English",
    "paragraphs": [
        "El viejo puente sobre el río reabrió el lunes, dos años después de que una riada lo dañara. "
        "Cientos de personas lo cruzaron a pie antes de que pasara el primer autobús al mediodía.",
        "La alcaldesa, Ana Ruiz, dijo que las obras habían costado 12 millones de euros, tres más de lo "
        "previsto. Los ingenieros de Lucía Ferrer sustituyeron 14 piedras y reforzaron los arcos con acero.",
        "Las 35 tiendas de la Plaza Mayor perdieron un tercio de sus clientes mientras el puente estuvo "
        "cerrado, dice la cámara de comercio del pueblo. Muchas esperan que el verano los traiga de vuelta.",
    ],
}
TEXT = "\n\n".join([ENGLISH["title"], SPANISH["title"], "Leer en español", *ENGLISH["paragraphs"]])  # type: ignore[list-item]
"""The article as somebody copies it from its page, with its twin headline."""


def _page(pages: Pages, language: str, path: str, other: str, story: dict[str, object]) -> str:
    body = "".join(f"<p>{text}</p>" for text in story["paragraphs"])  # type: ignore[attr-defined]
    other_language = "es" if language == "en" else "en"
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<title>{story["title"]}</title><link rel="canonical" href="{pages.url(path)}">
<link rel="alternate" hreflang="{other_language}" href="{pages.url(other)}">
<meta property="og:site_name" content="The Riverside"><meta property="og:title" content="{story["title"]}">
<meta property="og:description" content="{story["standfirst"]}"><meta name="author" content="Tom Hill">
<meta property="og:image" content="{pages.url("/bridge.jpg")}">
<meta property="article:published_time" content="2026-03-02T08:00:00Z"></head>
<body><header><a href="/">The Riverside</a></header><article><h1>{story["title"]}</h1>
<p class="standfirst">{story["standfirst"]}</p><a href="{other}">{story["link"]}</a>{body}</article>
<footer>Cookies</footer></body></html>"""


def serve(pages: Pages, *, spanish: bool = True) -> str:
    """Serve the article and, if wanted, its Spanish edition; gives the English one's address."""
    english, other = "/bridge", "/es/puente"
    if spanish:
        pages.put(other, _page(pages, "es", other, english, SPANISH))
    return pages.put(english, _page(pages, "en", english, other, ENGLISH))


async def post(
    tertulia: Simulated, link: str, *, channel: ChannelHandle | None = None, **options: object
) -> Answer:
    """Let Marta post the article behind a link."""
    if channel is not None:
        options["channel"] = channel
    return await tertulia.run(tertulia.marta, "/article post", link=link, **options)


async def remove(tertulia: Simulated, *, at: ChannelHandle | None = None, **options: object) -> Answer:
    """Let Marta remove a card, and confirm that."""
    asked = await tertulia.run(tertulia.marta, "/article remove", at=at, **options)
    return await tertulia.click(tertulia.marta, asked.message, "Remove the card")


def teach(engine: Phrasebook) -> None:
    """Let an engine know what is translated of the article: headline, standfirst and summary."""
    engine.know(str(ENGLISH["title"]), str(SPANISH["title"]))
    engine.know(str(ENGLISH["standfirst"]), str(SPANISH["standfirst"]))
    for english, spanish in zip(ENGLISH["paragraphs"], SPANISH["paragraphs"], strict=True):
        for one, other in zip(_sentences(english), _sentences(spanish), strict=True):
            engine.know(one, other)


def _sentences(paragraph: str) -> list[str]:
    return [one if one.endswith(".") else f"{one}." for one in paragraph.split(". ")]


def cards(channel: ChannelHandle) -> list[discord.Message]:
    """The messages with buttons in a channel."""
    return [one for one in channel.history() if one.components]
