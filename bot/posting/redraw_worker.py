"""Redrawing cards whose content changed, at a pace the platform allows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import Post
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.posting import machine_edition_store as machine_editions
from bot.posting.board_port import Board
from bot.posting.card import Cards

_log = logging.getLogger(__name__)


class RedrawWorker(StoredReconciler[int]):
    """Redraws stale cards. Its keys are discussion ids."""

    job = Job.REDRAW
    # Discord limits edits of messages older than an hour (30046) without saying for how long.
    backoff = Backoff(first=30.0, longest=900.0, attempts=8)

    def __init__(
        self, clock: Clock, database: Database, rooms: RoomIndex, cards: Cards, board: Board, *, pace: float
    ) -> None:
        """``pace`` is the minimum of seconds between two redraws for one discussion."""
        super().__init__(clock, database, pace=pace)
        self._rooms = rooms
        self._cards = cards
        self._board = board

    async def pending(self) -> Iterable[int]:
        """Return the discussions with stale cards."""
        return await self._database.read(posts.with_stale_cards)

    async def work(self, key: int) -> None:
        """Redraw the stale cards of one discussion; one that fails does not stop the others.

        Raises:
            TertuliaError: some could not be redrawn.
        """
        stale = await self._database.read(posts.stale, key)
        outcomes = await asyncio.gather(*map(self._redraw, stale), return_exceptions=True)
        failures = [one for one in outcomes if isinstance(one, BaseException)]
        drawn = {
            post.id: stale[post]
            for post, outcome in zip(stale, outcomes, strict=True)
            if not isinstance(outcome, BaseException)
        }
        lacks_edition = any(outcome is True for outcome in outcomes)
        await self._database.write(_note, key, drawn, self._clock.utcnow() if lacks_edition else None)
        # Raise a bug of ours before a failure of the platform, which would hide it.
        for failure in sorted(failures, key=lambda one: isinstance(one, TertuliaError)):
            raise failure

    async def _redraw(self, post: Post) -> bool:
        """Redraw a card. Returns whether it lacks an edition in its language that an engine may make."""
        card = await self._cards.card(post)
        if self._cards.is_drawn(post, card):
            return card.lacks_edition
        try:
            await self._board.redraw(post, card)
        except NotFound:
            if await self._board.exists(post):
                raise
            await self._rooms.remove(post)
        except Refused as refusal:
            _log.info("The card of post %s was left as it is: %s", post.public_id, refusal)
        else:
            self._cards.note_drawn(post, card)
        return card.lacks_edition


def _note(
    connection: Connection, discussion_id: int, drawn: Mapping[int, int], lacking_at: datetime | None
) -> None:
    posts.mark_drawn(connection, drawn)
    if lacking_at is not None:
        machine_editions.owe(connection, discussion_id, lacking_at)
