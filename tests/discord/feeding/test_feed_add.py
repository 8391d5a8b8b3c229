"""Managers follow feeds: what is found is shown first, and nothing is posted before they say so."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import feed as feed_table
from bot.domain.feeds.following import DeliveryState, Following, PauseReason
from bot.domain.language import Language
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.reading.feeds.feed import Entry
from tests.discord.fed import ENGLISH, SPANISH, serve_feed, serve_site
from tests.discord.followed import followed
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

COMMAND = "/feed add"
pytestmark = pytest.mark.pace(60)
"""A site is asked once a second."""


async def all_followed(tertulia: Simulated) -> list[Following]:
    return await tertulia.database.read(followings.of_server, tertulia.seed.guild.id)


async def test_a_feed_is_shown_and_then_followed(tertulia: Simulated, pages: Pages):
    link = serve_feed(pages)
    asked = await tertulia.run(tertulia.marta, COMMAND, link=link)
    assert asked.ephemeral
    assert "### The Lantern" in asked.text
    assert "English · about 4 a day · 4 entries now" in asked.text
    assert f"- [{ENGLISH[0]}](<{pages.url('/stories/0')}>) · <t:" in asked.text
    assert ENGLISH[2] in asked.text
    assert ENGLISH[3] not in asked.text
    assert f"Its articles are posted in <#{tertulia.seed.news.id}>, in English." in asked.text
    assert asked.labels == ["Follow", "Follow and post the newest", "Cancel"]
    assert await all_followed(tertulia) == []
    done = await tertulia.click(tertulia.marta, asked.message, "Follow")
    assert f"✅ I follow “The Lantern”: new articles appear in <#{tertulia.seed.news.id}>." in done.text
    [made] = await all_followed(tertulia)
    assert made.channels == (tertulia.seed.news.id,)
    stored = await tertulia.database.read(feeds.get, made.feed_id)
    assert (stored.url, stored.title, stored.language) == (link, "The Lantern", Language.EN)
    again = await tertulia.run(tertulia.marta, COMMAND, link=link)
    assert again.text == (
        "“The Lantern” is followed here already. Change it with `/feed edit`, or see what became of its "
        "entries with `/feed show`."
    )


async def test_it_can_be_cancelled(tertulia: Simulated, pages: Pages):
    asked = await tertulia.run(tertulia.marta, COMMAND, link=serve_feed(pages))
    done = await tertulia.click(tertulia.marta, asked.message, "Cancel")
    assert done.text == "Nothing was changed."
    assert await all_followed(tertulia) == []


async def test_a_page_leads_to_its_feeds_and_some_are_chosen(tertulia: Simulated, pages: Pages):
    serve_feed(pages, "/en.xml")
    serve_feed(pages, "/es.xml", title="El Farol", headlines=SPANISH, language="es")
    serve_feed(pages, "/sport.xml", title="Sport")
    link = serve_site(pages, "/en.xml", "/es.xml", "/sport.xml", "/gone.xml")
    found = await tertulia.run(tertulia.marta, COMMAND, link=link, channel=tertulia.seed.noticias)
    assert "I found 3 feeds." in found.text
    asked = await tertulia.choose(tertulia.marta, found.message, "0", "1")
    assert "### The Lantern" in asked.text
    assert "### El Farol" in asked.text
    assert "They are one source in both languages" in asked.text
    await tertulia.click(tertulia.marta, asked.message, "Follow")
    english, spanish = await all_followed(tertulia)
    assert english.source == spanish.source == english.id
    assert spanish.channels == (tertulia.seed.noticias.id,)


@pytest.mark.pace(30)  # a site is asked once a second
async def test_a_feed_is_found_where_sites_usually_have_one(tertulia: Simulated, pages: Pages):
    serve_feed(pages, "/rss.xml")
    asked = await tertulia.run(tertulia.marta, COMMAND, link=serve_site(pages))
    assert "### The Lantern" in asked.text


async def test_the_newest_is_posted_if_wanted(tertulia: Simulated, pages: Pages):
    asked = await tertulia.run(tertulia.marta, COMMAND, link=serve_feed(pages))
    done = await tertulia.click(tertulia.marta, asked.message, "Follow and post the newest")
    assert "The newest article is being posted." in done.text
    [made] = await all_followed(tertulia)

    async def states() -> dict[str, DeliveryState]:
        """What became of each entry, once the feed was looked at."""
        newest = await tertulia.database.read(entries.newest, made.feed_id)
        found = [await tertulia.database.read(deliveries.state_of, made.id, one.id) for one in newest]
        return {one.entry.title: state.state for one, state in zip(newest, found, strict=True) if state}

    found = await tertulia.until(states)
    assert found.pop(ENGLISH[0]) is not DeliveryState.BEFORE
    assert set(found.values()) == {DeliveryState.BEFORE}


async def test_what_is_known_of_a_feed_was_there_before(tertulia: Simulated, pages: Pages):
    link = serve_feed(pages)
    other = await followed(tertulia, url=link)

    def elsewhere(connection: Connection) -> int:
        followings.remove(connection, other.id, tertulia.clock.utcnow())
        entry = Entry("a", None, "An old story")
        return entries.add(connection, other.feed_id, entry, digest="1", now=tertulia.clock.utcnow())

    entry_id = await tertulia.database.write(elsewhere)
    asked = await tertulia.run(tertulia.marta, COMMAND, link=link)
    await tertulia.click(tertulia.marta, asked.message, "Follow")
    [made] = await all_followed(tertulia)
    state = await tertulia.database.read(deliveries.state_of, made.id, entry_id)
    assert state.state is DeliveryState.BEFORE


@pytest.mark.parametrize("is_paused", [True, False])
async def test_a_feed_that_nobody_looked_at_is_looked_at_again(
    tertulia: Simulated, pages: Pages, is_paused: bool
):
    link = serve_feed(pages)
    before = await followed(tertulia, url=link)

    def leave(connection: Connection) -> None:
        at = tertulia.clock.utcnow()
        values = {"paused_at": at, "paused_for": PauseReason.GONE} if is_paused else {"failures": 9}
        connection.execute(update(feed_table).values(values))
        followings.remove(connection, before.id, at)

    await tertulia.database.write(leave)
    asked = await tertulia.run(tertulia.marta, COMMAND, link=link)
    await tertulia.click(tertulia.marta, asked.message, "Follow")

    async def is_read() -> bool:
        stored = await tertulia.database.read(feeds.get, before.feed_id)
        return stored.succeeded_at is not None and stored.paused_at is None

    await tertulia.until(is_read)


async def test_a_link_that_is_not_opened_hides_no_other_feed(tertulia: Simulated, pages: Pages):
    serve_feed(pages)
    hidden = f"http://reader:secret@{pages.origin.removeprefix('http://')}/feed.xml"
    asked = await tertulia.run(tertulia.marta, COMMAND, link=serve_site(pages, hidden, "/feed.xml"))
    assert "### The Lantern" in asked.text


async def test_what_cannot_be_followed_is_said(tertulia: Simulated, pages: Pages):
    async def told(link: str, **options: object) -> str:
        return (await tertulia.run(tertulia.marta, COMMAND, link=link, **options)).text

    page = pages.put("/story", "<!doctype html><html><body><p>A story</p></body></html>")
    assert (await told(page)).startswith("I found no feed there, nor where this site may have one.")
    other = pages.put("/map.xml", "<urlset><url/></urlset>", type_="application/xml")
    assert await told(other) == "That is no feed, but another kind of file."
    assert (await told(pages.url("/nothing"))) != ""
    assert "not" in await told("http://127.0.0.1:1/feed.xml")
    assert await all_followed(tertulia) == []


async def test_the_language_of_the_room_is_told(tertulia: Simulated, pages: Pages):
    link = serve_feed(pages, headlines=SPANISH, language="en-US", title="El Farol")
    tertulia.speaks(tertulia.marta, "es-ES")
    asked = await tertulia.run(tertulia.marta, COMMAND, link=link)
    room = f"<#{tertulia.seed.news.id}>"
    assert f"Sus artículos están en español y en {room} se lee en inglés:" in asked.text
    assert "unas 4 al día" in asked.text
    assert asked.labels == ["Seguir", "Seguir y publicar lo último", "Cancelar"]


async def test_only_managers_may(tertulia: Simulated, pages: Pages):
    refused = await tertulia.run(tertulia.mateo, COMMAND, link=serve_feed(pages))
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."


def serve_editions(pages: Pages) -> tuple[str, str]:
    """A site in two languages whose home pages name each other, each with the feed of its language."""
    names = "".join(
        f'<link rel="alternate" hreflang="{language}" href="{pages.url(path)}">'
        for language, path in (("en", "/en/"), ("es", "/es/"))
    )
    links = []
    for language, title, headlines in (("en", "The Lantern", ENGLISH), ("es", "El Farol", SPANISH)):
        path = f"/{language}/feed.xml"
        feed = f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        pages.put(f"/{language}/", f"<html><head><title>{title}</title>{names}{feed}</head></html>")
        home = f"/{language}/"
        links.append(serve_feed(pages, path, title=title, headlines=headlines, language=language, home=home))
    return links[0], links[1]


async def test_the_feed_in_the_other_language_of_the_site_is_offered(tertulia: Simulated, pages: Pages):
    english_link, _ = serve_editions(pages)
    asked = await tertulia.run(tertulia.marta, COMMAND, link=english_link)
    assert "The site has a feed in Spanish too: “El Farol”." in asked.text
    assert asked.labels == ["Follow", "Follow and post the newest", "Add the feed in Spanish", "Cancel"]
    both = await tertulia.click(tertulia.marta, asked.message, "Add the feed in Spanish")
    assert "### The Lantern" in both.text
    assert "### El Farol" in both.text
    assert "They are one source in both languages" in both.text
    assert both.labels == ["Follow", "Follow and post the newest", "Cancel"]
    assert await all_followed(tertulia) == []
    await tertulia.click(tertulia.marta, both.message, "Follow")
    english, spanish = await all_followed(tertulia)
    assert english.source == spanish.source == english.id


async def test_a_followed_feed_leads_to_the_one_in_the_other_language(tertulia: Simulated, pages: Pages):
    english_link, spanish_link = serve_editions(pages)
    asked = await tertulia.run(tertulia.marta, COMMAND, link=english_link)
    await tertulia.click(tertulia.marta, asked.message, "Follow")
    again = await tertulia.run(tertulia.marta, COMMAND, link=english_link, channel=tertulia.seed.noticias)
    assert "“The Lantern” is followed here already. This is the feed that its site has" in again.text
    assert "### El Farol" in again.text
    done = await tertulia.click(tertulia.marta, again.message, "Follow")
    assert "✅ I follow “El Farol”" in done.text
    assert "The feeds of its site are one source" in done.text
    english, spanish = await all_followed(tertulia)
    assert english.source == spanish.source is not None
    last = await tertulia.run(tertulia.marta, COMMAND, link=spanish_link)
    assert last.text.startswith("“El Farol” is followed here already. Change it with `/feed edit`")
