"""Lists of feeds as readers exchange them (OPML): a server's feeds go into one, and are taken from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.domain.people import Member
from bot.feeding import (
    delivery_store as deliveries,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
)
from bot.feeding.managing.edit_feed import check_room
from bot.feeding.managing.find_feeds import LONGEST_TITLE
from bot.feeding.managing.follow_feeds import MOST_FEEDS
from bot.feeding.managing.followed_feeds import Followed, of_server, record
from bot.jobs.clock import Clock
from bot.posting.board_port import Board
from bot.reading import tasks
from bot.reading.feeds.feed import OutlineFeed
from bot.reading.feeds.opml import write_opml
from bot.reading.fetch.addresses import parsed
from bot.reading.worker_pool import Workers

LARGEST_FILE = 1_000_000
"""Bytes of a list."""
LONGEST_ADDRESS = 2_000
NOBODY = 0
"""Who follows what was taken in from the command line."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the feeds of a list: the addresses of those that are followed now, those that were
    already, those that are no address, and those for which there was no room.
    """

    added: Sequence[str]
    known: Sequence[str]
    refused: Sequence[str]
    left_over: Sequence[str]


class FeedExchange:
    """Writes and takes in lists, for managers."""

    def __init__(self, database: Database, board: Board, workers: Workers, clock: Clock) -> None:
        self._database = database
        self._board = board
        self._workers = workers
        self._clock = clock

    async def export(self, viewer: Viewer, title: str) -> str | None:
        """The feeds that a server follows, as an OPML document; None if it follows none.

        Raises:
            NotAllowed: the viewer does not manage the server.
        """
        policy.require_manager(viewer.member.manager)
        return await self._database.read(opml_of, viewer.member.server_id, title)

    async def take(self, viewer: Viewer, content: bytes, channel_id: int) -> TakenIn:
        """Follow the feeds of an OPML document in a channel. Each is looked at in its turn: what is in it
        then was there before, and is not posted.

        Raises:
            NotAllowed: the viewer does not manage the server.
            NotFound, BadInput, BotLacks: cards cannot be posted there.
            BadInput: there are no feeds in the document.
        """
        member = viewer.member
        policy.require_manager(member.manager)
        check_room(viewer, self._board, channel_id)
        outlines = await self._workers.run(tasks.read_opml, content)
        require_some(outlines)
        now = self._clock.utcnow()

        def work(connection: Connection) -> TakenIn:
            taken = take_in(connection, member.server_id, channel_id, member.id, outlines, now)
            for url in taken.added:
                _record(connection, member, url)
            return taken

        return await self._database.write(work)


def require_some(outlines: Sequence[OutlineFeed]) -> None:
    """Check that a list has feeds.

    Raises:
        BadInput: it has none.
    """
    if not outlines:
        raise BadInput(message("There are no feeds in this file. It has to be OPML."))


def opml_of(connection: Connection, server_id: int, title: str) -> str | None:
    """The feeds that a server follows, as an OPML document; None if it follows none."""
    found = of_server(connection, server_id)
    outlines = [OutlineFeed(one.feed.url, one.title, _folder(one)) for one in found]
    return write_opml(outlines, title) if outlines else None


def take_in(
    connection: Connection,
    server_id: int,
    channel_id: int,
    member_id: int,
    outlines: Sequence[OutlineFeed],
    now: datetime,
) -> TakenIn:
    """Have a server follow the feeds of a list in a channel."""
    followed = {one.feed.url for one in of_server(connection, server_id)}
    room = MOST_FEEDS - len(followed)
    added: list[str] = []
    known: list[str] = []
    refused: list[str] = []
    left_over: list[str] = []
    for one in outlines:
        url = _address(one.url)
        if url is None:
            refused.append(one.url)
        elif url in followed:
            known.append(url)
        elif len(added) >= room:
            left_over.append(url)
        else:
            _follow(connection, server_id, channel_id, member_id, url, one.title, now)
            added.append(url)
            followed.add(url)
    return TakenIn(added, known, refused, left_over)


def _follow(
    connection: Connection,
    server_id: int,
    channel_id: int,
    member_id: int,
    url: str,
    title: str,
    now: datetime,
) -> None:
    name = trimmed(one_line(title) or url, LONGEST_TITLE)
    feed_id = feeds.add(connection, url=url, title=name, home=None, language=None, now=now)
    following_id = followings.add(
        connection,
        feed_id=feed_id,
        server_id=server_id,
        channel_ids=[channel_id],
        language=None,
        created_by=member_id,
        now=now,
    )
    deliveries.skip_known(connection, following_id, now)
    looks.look_afresh(connection, feed_id, now)


def _address(url: str) -> str | None:
    if len(url) > LONGEST_ADDRESS:
        return None
    try:
        return str(parsed(url))
    except BadInput:
        return None


def _folder(one: Followed) -> str | None:
    language = one.following.language or one.feed.language
    return language.value if language else None


def _record(connection: Connection, member: Member, url: str) -> None:
    feed = feeds.by_url(connection, url)
    assert feed is not None
    record(connection, member, "feed added", feed)
