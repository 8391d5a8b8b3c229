"""Who is told how feeds fare, once each, whatever happens while it is sent."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.domain.errors import BotLacks, PlatformFailed, Refused, TertuliaError
from bot.domain.feeds.following import AnnouncementKind
from bot.domain.language import Language
from bot.domain.message import message
from bot.feeding import (
    announcement_store as announcements,
    feed_store as feeds,
    following_store as followings,
    tell,
)
from bot.feeding.announcement_board_port import Announced
from bot.feeding.announcement_worker import AnnouncementWorker
from bot.servers.language_settings import Languages
from tests.clock import SteppedClock
from tests.storage.discussed import EDITOR, NEWS, NOTICIAS, SERVER

MODERATORS, OTHER_SERVER = 90, 11
NOWHERE = PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
FORBIDDEN = BotLacks(message("No change needed."))


class Visible:
    """Who reads the moderators' channel: moderators alone, unless a test says otherwise."""

    is_public: bool | None = False

    def public(self, server_id: int, channel_id: int) -> bool | None:
        return self.is_public


class Board:
    """Messages with their channels. ``fails`` is what sending raises; ``arrives``: the message is there
    all the same.
    """

    def __init__(self) -> None:
        self.messages: list[tuple[int, Announced]] = []
        self.fails: TertuliaError | None = None
        self.arrives = False

    @property
    def kinds(self) -> list[AnnouncementKind]:
        return [one.kind for _, one in self.messages]

    async def send(self, channel_id: int, announced: Announced) -> int:
        if self.fails is None or self.arrives:
            self.messages.append((channel_id, announced))
        if self.fails is not None:
            raise self.fails
        return len(self.messages)

    async def find(self, channel_id: int, announced: Announced, since: datetime) -> int | None:
        ids = [(where, one.id) for where, one in self.messages]
        wanted = (channel_id, announced.id)
        return ids.index(wanted) + 1 if wanted in ids else None


class Told:
    """A feed that two servers follow, and what the moderators of the first are told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock, self.board, self.visible = SteppedClock(), Board(), Visible()
        self.worker = AnnouncementWorker(self.clock, database, Languages(database), self.visible, self.board)
        self.feed_id = self.following_id = 0

    async def set_up(self) -> None:
        def work(connection: Connection) -> tuple[int, int]:
            now = self.clock.utcnow()
            named = {"url": "https://lantern.example/feed", "title": "The Lantern", "home": None}
            feed_id = feeds.add(connection, **named, language=Language.EN, now=now)
            by = {"language": None, "created_by": EDITOR, "now": now, "feed_id": feed_id}
            first = followings.add(connection, server_id=SERVER, channel_ids=[NEWS, NOTICIAS], **by)
            followings.add(connection, server_id=OTHER_SERVER, channel_ids=[70], **by)
            servers.set_moderators_channel(connection, SERVER, MODERATORS)
            return feed_id, first

        self.feed_id, self.following_id = await self.database.write(work)

    async def happens(self, telling) -> None:
        """Something becomes of the feed."""
        await self.database.write(telling, self.feed_id, self.clock.utcnow())

    async def send(self) -> None:
        """Try once to send all that is owed."""
        for key in await self.worker.pending():
            await self.worker.work(key)

    async def owed(self) -> list[AnnouncementKind]:
        """What the first server is still to be told."""
        return [one.kind for one in await self.database.read(announcements.waiting, SERVER)]


@pytest.fixture
async def told(database: Database) -> Told:
    made = Told(database)
    await made.set_up()
    return made


async def test_moderators_are_told_once_that_a_feed_fails_and_once_that_it_works(told: Told):
    for _ in range(3):
        await told.happens(tell.failing)
        await told.send()
    assert told.board.kinds == [AnnouncementKind.FAILING]
    channel_id, announced = told.board.messages[0]
    assert (channel_id, announced.title) == (MODERATORS, "The Lantern")
    for _ in range(2):
        await told.happens(tell.working)
        await told.send()
    assert told.board.kinds == [AnnouncementKind.FAILING, AnnouncementKind.WORKING]
    await told.happens(tell.failing)
    await told.send()
    assert told.board.kinds[-1] is AnnouncementKind.FAILING, "it fails again"


async def test_nobody_is_told_that_what_they_never_knew_has_passed(told: Told):
    await told.database.write(servers.set_moderators_channel, SERVER, None)
    await told.happens(tell.failing)
    await told.send()
    assert await told.owed() == [AnnouncementKind.FAILING]
    await told.happens(tell.working)
    assert await told.owed() == []


async def test_they_are_told_once_they_have_a_channel(told: Told):
    await told.database.write(servers.set_moderators_channel, SERVER, None)
    await told.happens(tell.failing)
    await told.send()
    assert told.board.messages == []
    await told.database.write(servers.set_moderators_channel, SERVER, MODERATORS)
    await told.send()
    assert told.board.kinds == [AnnouncementKind.FAILING]
    assert await told.owed() == []


async def test_a_pause_takes_the_place_of_a_failure_that_was_not_told(told: Told):
    await told.happens(tell.failing)
    await told.happens(tell.paused)
    await told.send()
    await told.happens(tell.working)
    await told.send()
    assert told.board.kinds == [AnnouncementKind.PAUSED, AnnouncementKind.WORKING]


async def test_what_arrived_although_nobody_heard_of_it_is_not_sent_again(told: Told):
    await told.happens(tell.failing)
    told.board.fails, told.board.arrives = NOWHERE, True
    with pytest.raises(PlatformFailed):
        await told.send()
    told.board.fails = None
    await told.send()
    assert told.board.kinds == [AnnouncementKind.FAILING]
    assert await told.owed() == []


async def test_what_did_not_arrive_is_sent_again(told: Told):
    await told.happens(tell.failing)
    told.board.fails = NOWHERE
    for _ in range(2):
        with pytest.raises(PlatformFailed):
            await told.send()
    told.board.fails = None
    await told.send()
    assert told.board.kinds == [AnnouncementKind.FAILING]


async def test_what_was_refused_waits_and_can_be_withdrawn(told: Told):
    await told.happens(tell.failing)
    told.board.fails = FORBIDDEN
    with pytest.raises(BotLacks):
        await told.send()
    assert await told.owed() == [AnnouncementKind.FAILING]
    await told.happens(tell.working)
    told.board.fails = None
    await told.send()
    assert told.board.messages == []


@pytest.mark.parametrize(("is_public", "raised"), [(True, Refused), (None, PlatformFailed)])
async def test_nothing_is_said_where_everybody_may_read_it(
    told: Told, is_public: bool | None, raised: type[TertuliaError]
):
    told.visible.is_public = is_public
    await told.happens(tell.failing)
    with pytest.raises(raised):
        await told.send()
    assert told.board.messages == []
    assert await told.owed() == [AnnouncementKind.FAILING]


async def test_a_room_that_is_posted_into_no_more_is_told_nothing(told: Told):
    def owe(connection: Connection) -> None:
        for channel_id in (NEWS, 12345):
            announcements.owe(
                *(connection, told.following_id, AnnouncementKind.LATE, told.clock.utcnow()),
                channel_id=channel_id,
            )

    await told.database.write(owe)
    await told.send()
    assert [channel_id for channel_id, _ in told.board.messages] == [NEWS]
    assert await told.database.read(announcements.owed) == []


async def test_each_follower_is_told_of_a_move(told: Told):
    await told.happens(tell.moved)
    await told.database.write(servers.set_moderators_channel, OTHER_SERVER, 91)
    await told.send()
    assert [channel_id for channel_id, _ in told.board.messages] == [MODERATORS, 91]
    assert set(told.board.kinds) == {AnnouncementKind.MOVED}
