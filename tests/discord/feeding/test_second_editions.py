"""A story that comes in both languages of a source, hours apart, is one article with one discussion."""

from __future__ import annotations

import re

from bot.domain.article import Provenance
from bot.domain.feeds.following import DeliveryState
from bot.domain.language import Language
from bot.posting import article_store as articles
from tests.discord.answers import labels_of
from tests.discord.feeding.delivered import becomes, followed, found, shown, story
from tests.discord.news import cards, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated

POSTED = DeliveryState.POSTED
SPANISH_FEED = "https://riverside.example/es/feed"


async def both(tertulia: Simulated) -> tuple[int, int]:
    """The English and the Spanish feed of one source, each in a room of its language."""
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    english = await followed(tertulia, seed.news, source=1)
    return english, await followed(tertulia, seed.noticias, url=SPANISH_FEED, source=1)


def unlink(pages: Pages, path: str) -> None:
    """Let a page say nothing of its other edition."""
    page = re.sub(r'<link rel="alternate"[^>]*>|<a href="/[^"]+">[^<]*</a>', "", pages.page(path))
    pages.put(path, page)


async def are_one(tertulia: Simulated) -> None:
    """One discussion has both cards, and the English one switches to the publisher's Spanish edition."""
    [first, second] = await live(tertulia)
    assert first.discussion_id == second.discussion_id
    stored = await tertulia.database.read(articles.get, first.article_id)
    assert stored is not None
    spanish = stored.article.edition(Language.ES)
    assert spanish is not None
    assert spanish.provenance is Provenance.PUBLISHER

    def switches() -> bool:
        return labels_of(cards(tertulia.seed.news)[0])[0] == "Leer en español"

    await tertulia.until(switches)


async def test_the_second_edition_joins_the_card(tertulia: Simulated, pages: Pages):
    english, spanish = await both(tertulia)
    [first] = await found(tertulia, english, serve(pages, spanish=False))
    await becomes(tertulia, english, first, POSTED)
    await shown(tertulia, tertulia.seed.news, 1)
    serve(pages)
    [second] = await found(tertulia, spanish, pages.url("/es/puente"))
    await becomes(tertulia, spanish, second, POSTED)
    await shown(tertulia, tertulia.seed.noticias, 1)
    await are_one(tertulia)
    assert len(cards(tertulia.seed.news)) == 1


async def test_editions_that_come_together_stand_each_in_the_room_of_its_language(
    tertulia: Simulated, pages: Pages
):
    english, spanish = await both(tertulia)
    link = serve(pages)
    [first] = await found(tertulia, english, link)
    await becomes(tertulia, english, first, POSTED)
    await shown(tertulia, tertulia.seed.news, 1)
    [second] = await found(tertulia, spanish, pages.url("/es/puente"))
    await becomes(tertulia, spanish, second, POSTED)
    await shown(tertulia, tertulia.seed.noticias, 1)
    await are_one(tertulia)


async def test_editions_that_do_not_name_each_other_are_recognised(tertulia: Simulated, pages: Pages):
    english, spanish = await both(tertulia)
    link = serve(pages)
    unlink(pages, "/bridge")
    unlink(pages, "/es/puente")
    [first] = await found(tertulia, english, link)
    await becomes(tertulia, english, first, POSTED)
    await shown(tertulia, tertulia.seed.news, 1)
    [second] = await found(tertulia, spanish, pages.url("/es/puente"))
    await becomes(tertulia, spanish, second, POSTED)
    await shown(tertulia, tertulia.seed.noticias, 1)
    await are_one(tertulia)


async def test_feeds_that_are_not_one_source_are_not_compared(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    english = await followed(tertulia, seed.news)
    spanish = await followed(tertulia, seed.noticias, url=SPANISH_FEED)
    link = serve(pages)
    unlink(pages, "/bridge")
    unlink(pages, "/es/puente")
    [first] = await found(tertulia, english, link)
    await becomes(tertulia, english, first, POSTED)
    [second] = await found(tertulia, spanish, pages.url("/es/puente"))
    await becomes(tertulia, spanish, second, POSTED)
    one, other = await live(tertulia)
    assert one.article_id != other.article_id


async def test_other_stories_of_the_source_stay_apart(tertulia: Simulated, pages: Pages):
    english, spanish = await both(tertulia)
    [first] = await found(tertulia, english, story(pages, 1))
    await becomes(tertulia, english, first, POSTED)
    [second] = await found(tertulia, spanish, story(pages, 2, spanish=True))
    await becomes(tertulia, spanish, second, POSTED)
    one, other = await live(tertulia)
    assert one.article_id != other.article_id


async def test_an_entry_goes_to_the_rooms_of_its_source(tertulia: Simulated, pages: Pages):
    english, _ = await both(tertulia)
    [entry] = await found(tertulia, english, story(pages, 1, spanish=True))
    await becomes(tertulia, english, entry, POSTED)
    await shown(tertulia, tertulia.seed.noticias, 1)
    assert cards(tertulia.seed.news) == []
