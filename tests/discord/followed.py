"""Feeds that the server of a test follows, as if they had been added."""

from __future__ import annotations

from datetime import timedelta

from simcord import ChannelHandle

from bot.database.engine import Connection
from bot.domain.feeds.following import Following
from bot.domain.language import Language
from bot.feeding import feed_store as feeds, following_store as followings
from tests.discord.simulated import Simulated


async def followed(
    tertulia: Simulated,
    *rooms: ChannelHandle,
    title: str = "The Lantern",
    url: str = "https://lantern.invalid/feed.xml",
    language: Language | None = Language.EN,
) -> Following:
    """Have the server follow a feed that is looked at in a day; it is posted in ``news``, or in ``rooms``."""
    channels = [one.id for one in rooms] or [tertulia.seed.news.id]
    tomorrow = tertulia.clock.utcnow() + timedelta(days=1)

    def work(connection: Connection) -> Following:
        feed_id = feeds.add(connection, url=url, title=title, home=None, language=language, now=tomorrow)
        following_id = followings.add(
            connection,
            feed_id=feed_id,
            server_id=tertulia.seed.guild.id,
            channel_ids=channels,
            language=None,
            created_by=tertulia.marta.id,
            now=tertulia.clock.utcnow(),
        )
        made = followings.get(connection, following_id)
        assert made is not None
        return made

    return await tertulia.database.write(work)


async def now(tertulia: Simulated, following: Following) -> Following | None:
    """What the server wants of a feed now; None where it follows it no longer."""
    return await tertulia.database.read(followings.get, following.id)
