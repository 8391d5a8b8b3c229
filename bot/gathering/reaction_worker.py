"""Counting reactions: what people react to is read again a moment later, so that the count is the platform's.

A count that followed the events would be wrong for good after the first that is missed or told twice. A read
gives a hundred messages, and waits a little: a wave of reactions costs one.
"""

from __future__ import annotations

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.history_port import History
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import appearance_store as appearances, reaction_store as reactions
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.events import ChannelRef, HistoryPage
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

WAIT_SECONDS = 3.0
"""How long reactions in one channel are collected before it is read."""


class ReactionWorker(StoredReconciler[ChannelRef]):
    """Reads again the messages that people reacted to, one channel or thread at a time."""

    job = Job.REACTION
    backoff = Backoff(first=60.0, longest=3_600.0)
    concurrency = 2  # counts are less urgent than what is said

    def __init__(self, clock: Clock, database: Database, rooms: RoomIndex, history: History) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._history = history

    def lane(self, key: ChannelRef) -> int:
        """Its server."""
        return key.server_id

    def schedule(self, key: ChannelRef, after: float = WAIT_SECONDS) -> None:
        """Count in a channel once it is seen what else people react to there."""
        super().schedule(key, after)

    async def pending(self) -> set[ChannelRef]:
        """The channels and threads in which messages were reacted to and not counted since."""
        return await self._database.read(reactions.to_count)

    async def work(self, key: ChannelRef) -> None:
        """Read the messages of one channel that are marked and show comments, as many at a time as stand
        together.
        """
        marked = await self._database.read(reactions.marked, key.channel_id)
        shown = await self._database.read(appearances.shown_by, marked)
        await self._unmark({one: changes for one, changes in marked.items() if one not in shown})
        while shown:
            page = await self._read(key, min(shown))
            read = shown & {min(shown), *page.ids}
            await self._database.write(_count, page=page, seen={one: marked[one] for one in read})
            shown -= read

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where the channel is gone or the bot may not read it, asking again changes nothing."""
        return isinstance(failure, NotFound | BotLacks)

    async def given_up(self, key: ChannelRef, failure: TertuliaError) -> None:
        """Forget the reactions in a channel that is gone; elsewhere they are counted once the bot may."""
        if isinstance(failure, NotFound):
            marked = await self._database.read(reactions.marked, key.channel_id)
            await self._unmark(marked)

    async def _unmark(self, seen: dict[int, int]) -> None:
        if seen:
            await self._database.write(reactions.unmark, seen=seen)

    async def _read(self, ref: ChannelRef, message_id: int) -> HistoryPage:
        if self._rooms.follows(ref.channel_id):
            return await self._history.after(ref, message_id - 1)
        return await self._history.one(ref, message_id)


def _count(connection: Connection, page: HistoryPage, seen: dict[int, int]) -> None:
    """Store the reactions that a page of history tells of, and that those marked are counted."""
    reactions.count(connection, page.messages)
    reactions.unmark(connection, seen)
