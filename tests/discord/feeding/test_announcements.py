"""Moderators read how feeds fare, and resume those that were paused; rooms get links of what came late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import discord
import pytest
from sqlalchemy import insert, update

from bot.database.engine import Connection
from bot.database.schema import feed, feed_entry
from bot.domain.feeds.following import AnnouncementKind, PauseReason
from bot.domain.language import Language
from bot.feeding import (
    announcement_store as announcements,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
    tell,
)
from bot.feeding.look_store import Failure
from bot.jobs.kinds import Job
from tests.discord.answers import labels_of, text_of
from tests.discord.moderated import moderators_channel
from tests.discord.simulated import Simulated

ADDRESS = "https://lantern.example/feed_(1)"
REASON = {
    Language.EN: "lantern.example blocks bots (error 403).",
    Language.ES: "lantern.example bloquea a los bots (error 403).",
}
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Followed:
    """A feed that the server of a test follows."""

    tertulia: Simulated
    feed_id: int
    following_id: int

    async def fails(self, pause: PauseReason | None = None) -> None:
        """The feed fails for a day; or it is paused."""

        def work(connection: Connection) -> None:
            failure = Failure(
                *(NOW + timedelta(days=300), REASON, NOW - timedelta(days=1), 3),
                *(timedelta(hours=1), pause),
            )
            looks.fail(connection, self.feed_id, NOW, failure)
            (tell.paused if pause else tell.failing)(connection, self.feed_id, NOW)

        await self.tertulia.database.write(work)

    async def told(self, *texts: str) -> discord.Message:
        """The message in the moderators' channel that says all this."""

        def found() -> discord.Message | None:
            told = self.tertulia.seed.moderators.history()
            return next((one for one in told if all(text in text_of(one) for text in texts)), None)

        return await self.tertulia.until(found)


@pytest.fixture
async def followed(tertulia: Simulated) -> Followed:
    def work(connection: Connection) -> tuple[int, int]:
        named = {"url": ADDRESS, "title": "The *Lantern* @everyone", "home": None, "language": Language.EN}
        feed_id = feeds.add(connection, **named, now=NOW + timedelta(days=300))
        following_id = followings.add(
            *(connection,),
            feed_id=feed_id,
            server_id=tertulia.seed.guild.id,
            channel_ids=[tertulia.seed.news.id],
            language=None,
            created_by=tertulia.marta.id,
            now=NOW,
        )
        return feed_id, following_id

    return Followed(tertulia, *await tertulia.database.write(work))


async def test_moderators_are_told_in_their_languages_why_a_feed_fails_and_that_it_works_again(
    tertulia: Simulated, followed: Followed
):
    await moderators_channel(tertulia)
    await tertulia.run(tertulia.marta, "/language server", language="es")
    await tertulia.run(tertulia.marta, "/language channel", language="en", channel=tertulia.seed.news)
    await followed.fails()
    told = await followed.told("blocks bots", "bloquea a los bots", "No puedo leer la fuente")
    assert "[The \\*Lantern\\* @\N{WORD JOINER}everyone](https://lantern.example/feed_%281%29)" in text_of(
        told
    )
    await tertulia.database.write(tell.working, followed.feed_id, NOW)
    await followed.told("works again", "vuelve a funcionar")


async def test_a_paused_feed_is_resumed_by_a_manager_alone_also_after_a_restart(
    tertulia: Simulated, followed: Followed
):
    await moderators_channel(tertulia)
    await followed.fails(PauseReason.FAILING)
    told = await followed.told("is paused", "for 30 days", "blocks bots")
    assert labels_of(told) == ["Resume"]
    await tertulia.restart()
    refused = await tertulia.click(tertulia.mateo, told, "Resume")
    assert "Gestionar servidor" in refused.text
    resumed = await tertulia.click(tertulia.marta, told, "Resume")
    assert resumed.ephemeral
    assert "I look at The \\*Lantern\\*" in resumed.text
    feed = await tertulia.database.read(feeds.get, followed.feed_id)
    assert feed is not None
    assert feed.paused_at is None
    assert feed.failures <= 1, "it may have been looked at again already; what failed before is forgotten"
    again = await tertulia.click(tertulia.marta, told, "Resume")
    assert "not paused" in again.text


async def test_a_channel_out_of_reach_is_told_once_it_is_reached(tertulia: Simulated, followed: Followed):
    await moderators_channel(tertulia)
    tertulia.fail("POST", "/channels/*/messages", 403, 50013, times=None)
    await followed.fails()
    await tertulia.until(lambda: tertulia.health(Job.FEED_NOTICE).failing)
    tertulia.heal()
    tertulia.permit(manage_webhooks=False)  # a role changes: more may be possible now
    await followed.told("I cannot read the feed")


async def test_what_may_have_been_sent_before_a_crash_is_looked_for(tertulia: Simulated, followed: Followed):
    await moderators_channel(tertulia)
    await followed.fails()
    told = await followed.told("I cannot read the feed")

    def forget_that_it_was_sent(connection: Connection) -> None:
        (one,) = announcements.of_following(connection, followed.following_id, list(AnnouncementKind))
        connection.exec_driver_sql(
            "UPDATE announcement SET sent_at = NULL, message_id = NULL, channel_id = NULL"
        )
        assert one.begun_at is not None

    await tertulia.database.write(forget_that_it_was_sent)
    await tertulia.restart()
    await tertulia.until(lambda: _sent(tertulia, followed, told.id))
    assert [one.id for one in tertulia.seed.moderators.history()] == [told.id]


async def _sent(tertulia: Simulated, followed: Followed, message_id: int) -> bool:
    rows = await tertulia.database.read(
        announcements.of_following, followed.following_id, list(AnnouncementKind)
    )
    return [one.message_id for one in rows] == [message_id]


async def test_a_move_names_the_new_address(tertulia: Simulated, followed: Followed):
    await moderators_channel(tertulia)

    def work(connection: Connection) -> None:
        assert looks.keep_address(connection, followed.feed_id, "https://lantern.example/new")
        tell.moved(connection, followed.feed_id, NOW)

    await tertulia.database.write(work)
    await followed.told("has moved", "lantern.example/new")


@pytest.mark.parametrize(
    ("count", "title", "more"),
    [(3, "A *story* <@123456789012345678>", ""), (400, "A long story " * 20, "more.")],
)
async def test_what_came_late_is_links_in_the_room_within_limits(
    tertulia: Simulated, followed: Followed, count: int, title: str, more: str
):
    def work(connection: Connection) -> None:
        values = [
            {
                "feed_id": followed.feed_id,
                "link": f"https://lantern.example/{number}_(a)",
                "title": title,
                "authors": [],
                "categories": [],
                "html": "",
                "digest": "",
                "first_seen_at": NOW,
            }
            for number in range(count)
        ]
        added = [connection.execute(insert(feed_entry).values(one)) for one in values]
        ids = [one.inserted_primary_key[0] for one in added]
        announcements.owe(
            *(connection, followed.following_id, AnnouncementKind.LATE, NOW),
            channel_id=tertulia.seed.news.id,
            entries=ids,
        )

    await tertulia.database.write(work)
    shown = await tertulia.until(_history(tertulia))
    text = text_of(shown[0])
    assert f"### {count} more articles from The \\*Lantern\\*" in text
    assert "](https://lantern.example/0_%28a%29)" in text
    assert "<@1" not in text
    assert text.endswith(more)
    assert len(text) <= 4_000


@pytest.mark.parametrize("title", ["The Lantern", "https://lantern.example/feed?key=secret"])
async def test_a_room_is_not_told_the_address_of_a_feed(tertulia: Simulated, followed: Followed, title: str):
    def work(connection: Connection) -> None:
        values = {"url": "https://lantern.example/feed?key=secret", "title": title}
        connection.execute(update(feed).values({**values, "home": "https://lantern.example/home"}))
        announcements.owe(
            *(connection, followed.following_id, AnnouncementKind.LATE, NOW), channel_id=tertulia.seed.news.id
        )

    await tertulia.database.write(work)
    [told] = await tertulia.until(_history(tertulia))
    named = title if title == "The Lantern" else "lantern.example"
    assert f"[{named}](https://lantern.example/home)" in text_of(told)
    assert "secret" not in text_of(told)


async def test_in_a_forum_it_is_a_post_which_is_found_again(tertulia: Simulated, followed: Followed):
    forum = tertulia.seed.forum

    def work(connection: Connection) -> None:
        connection.exec_driver_sql(f"UPDATE following_channel SET channel_id = {forum.id}")
        announcements.owe(
            *(connection, followed.following_id, AnnouncementKind.LATE, NOW), channel_id=forum.id
        )

    await tertulia.database.write(work)
    assert await tertulia.until(lambda: posts_in(tertulia, forum.id)) == [
        "0 more articles · The *Lantern* @everyone"
    ]
    await tertulia.until(lambda: _is_sent(tertulia, followed))
    await tertulia.database.write(
        lambda connection: connection.exec_driver_sql("UPDATE announcement SET sent_at = NULL")
    )
    await tertulia.restart()
    await tertulia.until(lambda: _is_sent(tertulia, followed))
    assert len(posts_in(tertulia, forum.id)) == 1


async def _is_sent(tertulia: Simulated, followed: Followed) -> bool:
    rows = await tertulia.database.read(
        announcements.of_following, followed.following_id, list(AnnouncementKind)
    )
    return all(one.sent_at for one in rows)


def posts_in(tertulia: Simulated, forum_id: int) -> list[str]:
    """The names of a forum's posts."""
    return [one.name for one in tertulia.env.backend.channels.values() if one.parent_id == forum_id]


def _history(tertulia: Simulated) -> Callable[[], list[discord.Message]]:
    return lambda: tertulia.seed.news.history()


async def test_rooms_out_of_reach_are_named(tertulia: Simulated, followed: Followed):
    await moderators_channel(tertulia)

    def work(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE following_channel SET unreachable_since = 1")
        announcements.owe(connection, followed.following_id, AnnouncementKind.UNREACHABLE, NOW)

    await tertulia.database.write(work)
    await followed.told("I cannot post what comes from", f"<#{tertulia.seed.news.id}>")
