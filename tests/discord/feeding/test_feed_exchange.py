"""Lists of feeds go out and come in as feed readers exchange them."""

from __future__ import annotations

from bot.feeding import following_store as followings
from bot.feeding.managing import exchange_feeds
from tests.discord.followed import followed
from tests.discord.simulated import Simulated

LIST = b"""<?xml version="1.0"?><opml version="1.1"><head><title>Mine</title></head><body>
<outline text="News"><outline text="The Lantern" type="rss" xmlUrl="https://lantern.invalid/feed.xml"/>
<outline text="El Faro" type="rss" xmlUrl="https://faro.invalid/rss"/></outline>
<outline text="Bad" type="rss" xmlUrl="https://user:secret@bad.invalid/rss"/></body></opml>"""


async def test_feeds_are_exported(tertulia: Simulated):
    empty = await tertulia.run(tertulia.marta, "/feed export")
    assert empty.text == "No feed is followed here."
    await followed(tertulia, title="The <Lantern> & co")
    answer = await tertulia.run(tertulia.marta, "/feed export")
    assert answer.ephemeral
    [file] = answer.files
    assert file.filename == "feeds.opml"
    content = (await file.read()).decode()
    assert 'xmlUrl="https://lantern.invalid/feed.xml"' in content
    assert "The &lt;Lantern&gt; &amp; co" in content
    refused = await tertulia.run(tertulia.mateo, "/feed export")
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."


async def test_feeds_are_imported(tertulia: Simulated):
    await followed(tertulia)
    room = tertulia.seed.noticias
    answer = await tertulia.run(tertulia.marta, "/feed import", file=("feeds.opml", LIST), channel=room)
    assert f"1 feed is followed now, in <#{room.id}>." in answer.text
    assert "1 was followed already." in answer.text
    [_, added] = await tertulia.database.read(followings.of_server, tertulia.seed.guild.id)
    assert added.channels == (room.id,)
    assert "El Faro" in (await tertulia.run(tertulia.marta, "/feed list")).text
    tertulia.speaks(tertulia.marta, "es-ES")
    again = await tertulia.run(tertulia.marta, "/feed import", file=("feeds.opml", LIST), channel=room)
    assert "2 ya se seguían." in again.text


async def test_there_is_a_limit(tertulia: Simulated, monkeypatch):
    monkeypatch.setattr(exchange_feeds, "MOST_FEEDS", 1)
    answer = await tertulia.run(tertulia.marta, "/feed import", file=("feeds.opml", LIST))
    assert "1 feed is followed now" in answer.text
    assert "1 was left out" in answer.text
    assert "faro.invalid/rss" in answer.text


async def test_what_is_no_list_is_refused(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, "/feed import", file=("feeds.opml", b"<html></html>"))
    assert answer.text == "There are no feeds in this file. It has to be OPML."
    large = b" " * (exchange_feeds.LARGEST_FILE + 1)
    answer = await tertulia.run(tertulia.marta, "/feed import", file=("feeds.opml", large))
    assert answer.text == "That file is too large. The limit is 1,000 KB."
    refused = await tertulia.run(tertulia.mateo, "/feed import", file=("feeds.opml", LIST))
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."
    assert await tertulia.database.read(followings.of_server, tertulia.seed.guild.id) == []
