"""Following feeds that were found: nothing is posted of what is in them already, but the newest if asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.domain.people import Member
from bot.feeding import (
    delivery_store as deliveries,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
)
from bot.feeding.managing.edit_feed import check_room
from bot.feeding.managing.find_feeds import FoundFeed
from bot.feeding.managing.followed_feeds import Followed, record
from bot.feeding.sources import Sources
from bot.jobs.clock import Clock
from bot.posting.board_port import Board

MOST_FEEDS = 200
"""Feeds that a server follows at most."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How feeds are to be followed: in which channel, in which language if an editor chose one, whether the
    newest entry of each is posted at once, and whether they are one source.
    """

    channel_id: int
    language: Language | None
    newest: bool = False
    one_source: bool = False


class FeedFollowing:
    """Has servers follow feeds."""

    def __init__(self, database: Database, board: Board, sources: Sources, clock: Clock) -> None:
        self._database = database
        self._sources = sources
        self._board = board
        self._clock = clock

    async def check(self, viewer: Viewer, channel_id: int) -> None:
        """Check that somebody can have a feed posted in a channel.

        Raises:
            NotAllowed: they do not manage the server.
            NotFound, BadInput, BotLacks: cards cannot be posted there.
            Refused: the server follows as many feeds as it can.
        """
        policy.require_manager(viewer.member.manager)
        check_room(viewer, self._board, channel_id)
        await self._database.read(_require_room, viewer.member.server_id, 1)

    async def followed(self, server_id: int, urls: Collection[str]) -> dict[str, Followed]:
        """Those of these addresses that a server follows already."""
        return await self._database.read(followed_of, server_id, urls)

    async def follow(self, viewer: Viewer, found: Sequence[FoundFeed], wish: Wish) -> list[Followed]:
        """Follow feeds from now on, those that are not followed already. Gives them.

        Raises:
            NotAllowed, NotFound, BadInput, BotLacks, Refused: see :meth:`check`.
        """
        await self.check(viewer, wish.channel_id)
        member, now = viewer.member, self._clock.utcnow()

        def work(connection: Connection) -> list[Followed]:
            known = followed_of(connection, member.server_id, [one.url for one in found])
            new = [one for one in found if one.url not in known]
            if not new:
                raise Refused(message("It is followed already."))
            _require_room(connection, member.server_id, len(new))
            made = [_follow(connection, member, one, wish, now) for one in new]
            if wish.one_source and len(made) > 1:
                source = made[0].following.id
                made = [replace(one, following=replace(one.following, source=source)) for one in made]
                for one in made:
                    followings.update_conditions(connection, one.following)
            return made

        made = await self._database.write(work)
        paired = [one for one in made if await self._sources.pair(one.following.id)]
        if not paired:
            return made
        urls = [one.feed.url for one in made]
        now_followed = await self.followed(member.server_id, urls)
        return [now_followed.get(one.feed.url, one) for one in made]


def _follow(connection: Connection, member: Member, found: FoundFeed, wish: Wish, now: datetime) -> Followed:
    feed_id = feeds.add(
        connection,
        url=found.url,
        title=found.title,
        home=found.feed.home,
        language=found.language,
        now=now,
    )
    return begin(connection, member, feed_id, wish, now)


def begin(connection: Connection, member: Member, feed_id: int, wish: Wish, now: datetime) -> Followed:
    """Have a member's server follow a stored feed. What is known to be in it was there before, but for the
    newest entry if that is wanted.
    """
    following_id = followings.add(
        connection,
        feed_id=feed_id,
        server_id=member.server_id,
        channel_ids=[wish.channel_id],
        language=wish.language,
        created_by=member.id,
        now=now,
    )
    if wish.newest:
        deliveries.post_newest(connection, following_id, now)
    deliveries.skip_known(connection, following_id, now)
    looks.look_afresh(connection, feed_id, now)
    following, feed = followings.get(connection, following_id), feeds.get(connection, feed_id)
    assert following is not None
    assert feed is not None
    record(connection, member, "feed added", feed)
    return Followed(following, feed)


def followed_of(connection: Connection, server_id: int, urls: Collection[str]) -> dict[str, Followed]:
    """Those of these addresses that a server follows."""
    found = {}
    for url in urls:
        feed = feeds.by_url(connection, url)
        following = followings.in_server(connection, server_id, feed.id) if feed else None
        if feed and following:
            found[url] = Followed(following, feed)
    return found


def _require_room(connection: Connection, server_id: int, more: int) -> None:
    """Check that a server can follow so many feeds more.

    Raises:
        Refused: it cannot.
    """
    if len(followings.of_server(connection, server_id)) + more > MOST_FEEDS:
        raise Refused(
            counted(
                "A server follows at most {count} feed. Remove one first.",
                "A server follows at most {count} feeds. Remove some first.",
                MOST_FEEDS,
            )
        )
