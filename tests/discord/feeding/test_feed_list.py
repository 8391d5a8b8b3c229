"""Managers list, pause, resume and remove the feeds of their server; moderators see those of their rooms."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import feed as feed_table, following as following_table
from bot.domain.feeds.following import PauseReason
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
)
from bot.jobs.kinds import Job
from bot.posting.remove_card import UNDO_FOR
from bot.reading.feeds.feed import Entry
from tests.discord.acting import forbid_in
from tests.discord.followed import followed, now
from tests.discord.simulated import Simulated


async def change_feed(tertulia: Simulated, feed_id: int, **values: object) -> None:
    """Let a feed have fared otherwise."""

    def work(connection: Connection) -> None:
        connection.execute(update(feed_table).where(feed_table.c.id == feed_id).values(**values))

    await tertulia.database.write(work)


async def test_the_list_says_how_each_feed_fares(tertulia: Simulated):
    seed = tertulia.seed
    empty = await tertulia.run(tertulia.marta, "/feed list")
    assert empty.text == "No feed is followed here. Add one with `/feed add`."
    lantern = await followed(tertulia, seed.news, title="The *Lantern* @everyone")
    await followed(tertulia, seed.noticias, title="El Faro", url="https://faro.invalid/rss", language=None)
    at = tertulia.clock.utcnow() - timedelta(hours=30)
    failure = {"failure_english": "It is closed.", "failure_spanish": "Está cerrado."}
    await change_feed(tertulia, lantern.feed_id, failing_since=at, succeeded_at=at, **failure)
    shown = await tertulia.run(tertulia.marta, "/feed list")
    assert shown.ephemeral
    assert "### 2 feeds" in shown.text
    moment = f"<t:{int(at.timestamp())}:d> <t:{int(at.timestamp())}:t>"
    assert f"**The \\*Lantern\\* @\N{WORD JOINER}everyone** · <#{seed.news.id}> · English" in shown.text
    assert f"⚠ fails since {moment}: It is closed." in shown.text
    assert f"last read {moment}" in shown.text
    assert f"**El Faro** · <#{seed.noticias.id}> · language as each entry says" in shown.text
    assert "next look <t:" in shown.text
    assert "not read yet" in shown.text
    assert shown.text.index("El Faro") < shown.text.index("Lantern")
    tertulia.speaks(tertulia.marta, "es-ES")
    spanish = await tertulia.run(tertulia.marta, "/feed list")
    assert "### 2 fuentes" in spanish.text
    assert f"⚠ falla desde {moment}: Está cerrado." in spanish.text


async def test_a_long_list_has_pages(tertulia: Simulated):
    for number in range(12):
        await followed(tertulia, title=f"Feed {number:02}", url=f"https://lantern.invalid/{number}")
    first = await tertulia.run(tertulia.marta, "/feed list")
    assert "### 12 feeds" in first.text
    assert first.labels == ["More ▶"]
    second = await tertulia.click(tertulia.marta, first.message, "More ▶")
    assert "Feed 05" in second.text
    assert "Feed 04" not in second.text
    assert second.labels == ["◀ Back", "More ▶"]
    last = await tertulia.click(tertulia.marta, second.message, "More ▶")
    assert "Feed 11" in last.text
    assert last.labels == ["◀ Back"]


async def test_moderators_see_the_feeds_of_their_rooms(tertulia: Simulated):
    seed = tertulia.seed
    await followed(tertulia, seed.news)
    await followed(tertulia, seed.noticias, title="El Faro", url="https://faro.invalid/rss")
    forbid_in(tertulia, tertulia.mateo, seed.news, manage_messages=True)
    shown = await tertulia.run(tertulia.mateo, "/feed list", at=seed.noticias)
    assert "El Faro" in shown.text
    assert "Lantern" not in shown.text
    offered = await tertulia.complete(tertulia.mateo, "/feed pause", "feed", "", at=seed.noticias)
    assert [one["name"] for one in offered] == ["El Faro"]
    refused = await tertulia.run(tertulia.mateo, "/feed pause", feed="El Faro", at=seed.noticias)
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."
    stranger = await tertulia.run(tertulia.emma, "/feed list", forced=True)
    assert stranger.text == "You need the permission Manage Messages there."


async def test_pausing_and_resuming(tertulia: Simulated):
    following = await followed(tertulia)
    offered = await tertulia.complete(tertulia.marta, "/feed pause", "feed", "lantern")
    assert offered == [{"name": "The Lantern", "value": str(following.id)}]
    paused = await tertulia.run(tertulia.marta, "/feed pause", feed=offered[0]["value"])
    assert paused.text == "“The Lantern” is paused. Resume it with `/feed resume`."
    assert (await now(tertulia, following)).paused_at is not None
    again = await tertulia.run(tertulia.marta, "/feed pause", feed="the lantern")
    assert again.text == "It is paused already."
    assert "⏸ paused since" in (await tertulia.run(tertulia.marta, "/feed list")).text
    resumed = await tertulia.run(tertulia.marta, "/feed resume", feed="https://lantern.invalid/feed.xml")
    assert resumed.text == "“The Lantern” is followed again: I am looking at it now."
    assert (await now(tertulia, following)).paused_at is None
    not_paused = await tertulia.run(tertulia.marta, "/feed resume", feed="The Lantern")
    assert not_paused.text == "It is not paused."
    unknown = await tertulia.run(tertulia.marta, "/feed resume", feed="The Beacon")
    assert unknown.text == "I do not know that feed. Choose one of those that are offered."


async def test_what_the_bot_paused_is_resumed(tertulia: Simulated):
    following = await followed(tertulia)
    at = tertulia.clock.utcnow()
    await change_feed(tertulia, following.feed_id, paused_at=at, paused_for=PauseReason.GONE)
    shown = await tertulia.run(tertulia.marta, "/feed list")
    assert "its site says that it is gone" in shown.text
    assert "next look" not in shown.text
    await tertulia.run(tertulia.marta, "/feed resume", feed="The Lantern")
    stored = await tertulia.database.read(feeds.get, following.feed_id)
    assert stored.paused_at is None
    assert stored.paused_for is None


async def test_removing_asks_and_can_be_undone(tertulia: Simulated):
    following = await followed(tertulia, tertulia.seed.news, tertulia.seed.noticias)
    await tertulia.run(tertulia.marta, "/feed edit", feed="The Lantern", **{"per-hour": 3})
    asked = await tertulia.run(tertulia.marta, "/feed remove", feed="The Lantern")
    assert "Remove the feed “The Lantern”?" in asked.text
    assert await now(tertulia, following) is not None
    done = await tertulia.click(tertulia.marta, asked.message, "Remove the feed")
    assert "The feed is removed." in done.text
    assert await now(tertulia, following) is None
    assert "No feed is followed here." in (await tertulia.run(tertulia.marta, "/feed list")).text
    back = await tertulia.click(tertulia.marta, done.message, "Undo")
    assert back.text == "The feed “The Lantern” is back, as it was."
    found = await now(tertulia, following)
    assert found.per_hour == 3
    assert found.channels == following.channels
    late = await tertulia.click(tertulia.marta, done.message, "Undo")
    assert late.text == "This cannot be undone any more. Add the feed again instead."


async def test_what_came_while_it_was_removed_is_posted_once_that_is_undone(tertulia: Simulated):
    following = await followed(tertulia)

    def others_go_on(connection: Connection) -> list[int]:
        at = tertulia.clock.utcnow()
        old = Entry("old", None, "An old story", published=following.created_at - timedelta(days=3))
        came = (old, Entry("new", None, "A new story", published=at))
        return [entries.add(connection, following.feed_id, one, digest="1", now=at) for one in came]

    asked = await tertulia.run(tertulia.marta, "/feed remove", feed="The Lantern")
    done = await tertulia.click(tertulia.marta, asked.message, "Remove the feed")
    old, new = await tertulia.database.write(others_go_on)
    await tertulia.click(tertulia.marta, done.message, "Undo")
    assert await tertulia.database.read(deliveries.state_of, following.id, new) is not None
    assert await tertulia.database.read(deliveries.state_of, following.id, old) is None


async def test_no_feed_is_looked_at_for_a_server_that_the_bot_left(tertulia: Simulated):
    following = await followed(tertulia)
    client = tertulia.client
    client.dispatch("guild_remove", client.get_guild(tertulia.seed.guild.id))

    async def is_paused() -> bool:
        return (await now(tertulia, following)).paused_at is not None

    await tertulia.until(is_paused)
    assert following.feed_id not in {one.feed_id for one in await tertulia.database.read(looks.planned)}
    resumed = await tertulia.run(tertulia.marta, "/feed resume", feed="The Lantern")
    assert "is followed again" in resumed.text


async def test_what_was_removed_is_forgotten_in_time(tertulia: Simulated):
    following = await followed(tertulia)
    asked = await tertulia.run(tertulia.marta, "/feed remove", feed="The Lantern")
    await tertulia.click(tertulia.marta, asked.message, "Remove the feed")
    await tertulia.until(lambda: tertulia.health(Job.REMOVED_FEED).backlog == 1)
    assert await tertulia.database.read(feeds.get, following.feed_id) is not None
    at = tertulia.clock.utcnow() - UNDO_FOR

    def age(connection: Connection) -> None:
        connection.execute(update(following_table).values(removed_at=at))

    await tertulia.database.write(age)
    await tertulia.restart()

    async def is_forgotten() -> bool:
        return await tertulia.database.read(feeds.get, following.feed_id) is None

    await tertulia.until(is_forgotten)
    assert await tertulia.database.read(followings.removed) == []
