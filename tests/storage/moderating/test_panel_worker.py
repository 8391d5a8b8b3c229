"""When a panel is looked at again, and that a message whose outcome is unknown is not sent twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.database.engine import Database
from bot.discussion.door import Door
from bot.discussion.stores import report_store as reports, server_store as servers
from bot.domain.discussion import CommentOrigin, Post
from bot.domain.errors import PlatformFailed
from bot.domain.events import Located, first_snowflake
from bot.domain.message import message
from bot.moderating.queue import panel_store as panels
from bot.moderating.queue.panel import QueuePanel
from bot.moderating.queue.panel_worker import PACE, PanelWorker
from bot.servers.language_settings import Languages
from tests.clock import SteppedClock
from tests.storage.discussed import EDITOR, NEWS, SERVER, a_post
from tests.storage.moderating.ruled import posted

MODERATORS = 90
HOUR = 3_600.0


class Private:
    """Nobody but moderators reads the moderators' channel."""

    def public(self, server_id: int, channel_id: int) -> bool | None:
        return False


class Board:
    """Where panels stand: what was sent, and by which nonce."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        """The nonce of each panel, and how many comments it says have waited for too long."""
        self.fails = False
        self.is_buried = False

    async def send(self, channel_id: int, panel: QueuePanel, nonce: str) -> int:
        self.sent.append((nonce, panel.overdue))
        if self.fails:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        return 1_000 + len(self.sent)

    async def edit(self, channel_id: int, message_id: int, panel: QueuePanel) -> None: ...

    async def delete(self, channel_id: int, message_id: int) -> None: ...

    def is_last(self, channel_id: int, message_id: int) -> bool:
        return not self.is_buried


class Panelled:
    """A server with a panel, and comments that were reported in it."""

    def __init__(self, database: Database, post: Post) -> None:
        self.database = database
        self.post = post
        self.clock, self.board = SteppedClock(), Board()
        self.worker = PanelWorker(self.clock, database, Languages(database), Private(), self.board)

    async def reported(self, ago: timedelta) -> None:
        """A comment of some time ago was reported."""
        source_id = first_snowflake(self.clock.utcnow() - ago) + 1
        said = Located(posted("A comment.", id=source_id), self.post, CommentOrigin.THREAD)
        (comment_id,) = (await self.database.write(Door().accept, [said])).values()
        await self.database.write(reports.add, comment_id, EDITOR, "spam")

    async def look(self) -> float | None:
        """Look at the panel. Gives after how many seconds it is looked at again."""
        return await self.worker.work(SERVER)


@pytest.fixture
async def panelled(database: Database) -> Panelled:
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.write(servers.set_moderators_channel, SERVER, MODERATORS)
    await database.write(panels.want, SERVER, True)
    return Panelled(database, post)


@pytest.mark.parametrize(
    ("ago", "hours", "expected"),
    [
        (timedelta(minutes=90), 2, 30 * 60),
        (timedelta(minutes=119, seconds=50), 2, PACE),
        (timedelta(minutes=30), 24, HOUR),
        (timedelta(minutes=90), 0, HOUR),
    ],
)
async def test_it_is_looked_at_when_the_next_comment_will_have_waited_for_too_long(
    panelled: Panelled, ago: timedelta, hours: int, expected: float
):
    await panelled.reported(ago)
    await panelled.database.write(partial(panels.remind, server_id=SERVER, hours=hours))
    assert await panelled.look() == pytest.approx(expected, abs=1)


async def test_it_reminds_at_that_moment_and_then_waits_for_the_next(panelled: Panelled):
    await panelled.reported(timedelta(minutes=90))
    await panelled.reported(timedelta(minutes=70))
    await panelled.database.write(partial(panels.remind, server_id=SERVER, hours=2))
    again = await panelled.look()
    assert again is not None
    await panelled.clock.advance(again - 1)
    await panelled.look()
    assert [overdue for _, overdue in panelled.board.sent] == [0]
    await panelled.clock.advance(2)
    assert await panelled.look() == pytest.approx(20 * 60, abs=2)
    assert [overdue for _, overdue in panelled.board.sent] == [0, 1]
    await panelled.look()
    assert len(panelled.board.sent) == 2, "it has reminded of that"


async def test_each_message_has_a_nonce_of_its_own_and_an_attempt_again_the_same(panelled: Panelled):
    panelled.board.fails = True
    for _ in range(2):
        with pytest.raises(PlatformFailed):
            await panelled.look()
    panelled.board.fails = False
    await panelled.look()
    await panelled.reported(timedelta(hours=3))
    await panelled.database.write(partial(panels.remind, server_id=SERVER, hours=2))
    await panelled.look()
    panelled.board.is_buried = True
    await panelled.clock.advance(HOUR + 1)
    await panelled.look()
    first, *again, reminder, moved = [nonce for nonce, _ in panelled.board.sent]
    assert set(again) == {first}
    assert len({first, reminder, moved}) == 3
