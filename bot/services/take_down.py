"""Taking down the messages that show a hidden or deleted comment: its mirrors, and the original.

Discord blocks the address of a bot that asks too often for what it may not do. So one task tries again, for
all comments, what could not be taken down, and where the bot lacks a permission it asks once in a while, not
once for each message.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, CommentOrigin, CommentStatus
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.services.background import Supervisor, put_back, stop, woken
from bot.services.ports.voices import Voices
from bot.services.utterances import link_to
from bot.storage import appearances, comments, posts
from bot.storage.database import Database

_log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
LONGEST_RETRY = 300.0
"""Before a place where something could not be taken down is asked again; doubled from the first on."""

Place = tuple[int, AppearanceKind]
"""Messages of a channel or thread that take the same permission to be deleted: its mirrors, or the others."""


@dataclass(frozen=True, slots=True)
class _Pause:
    """A place where a message could not be taken down: after which one, and until when it is left alone."""

    after: int
    seconds: float
    until: float
    lacking: bool


class Takedowns:
    """Takes messages down. ``locks`` keep it apart, thread by thread, from what is being sent there.

    As a context it tries again, in the background, what could not be taken down.
    """

    def __init__(
        self,
        database: Database,
        voices: Voices,
        locks: Mapping[int, asyncio.Lock],
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._voices = voices
        self._locks = locks
        self._supervisor = Supervisor(database)
        self._retry = retry
        self._under_way: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._left: set[int] = set()
        self._pauses: dict[Place, _Pause] = {}
        self._wanted = asyncio.Event()
        self._sweeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._sweeping = self._supervisor.start(self._sweep, "taking messages down")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._sweeping)

    def apart(self, comment_id: int) -> asyncio.Lock:
        """Held while a comment is put back: none of its messages is taken down then, nor is about to be noted
        as gone.
        """
        return self._under_way.setdefault(comment_id, asyncio.Lock())

    def resume(self) -> None:
        """The bot may be allowed now what it was not: ask again in each place."""
        for place, pause in self._pauses.items():
            self._pauses[place] = replace(pause, until=0.0)
        self._wanted.set()

    async def all(self) -> None:
        """Take down whatever should not stand, as after a start."""
        async with self._database.read() as connection:
            self._left |= {one.comment_id for one in await appearances.to_take_down(connection)}
        self._wanted.set()

    async def of_comment(self, comment_id: int) -> list[str]:
        """Take down every message that shows a comment, if it is hidden or deleted still; gives links to
        those that still stand, and are tried again.
        """
        self._left.add(comment_id)
        with put_back(self._wanted.set):
            async with self.apart(comment_id):
                standing = await self._of_comment(comment_id)
        if not standing:
            self._left.discard(comment_id)
        return standing

    async def _of_comment(self, comment_id: int) -> list[str]:
        async with self._database.read() as connection:
            shown = await appearances.of_comment(connection, comment_id)
            comment = await comments.get(connection, comment_id)
        if comment is None or comment.status not in (CommentStatus.HIDDEN, CommentStatus.DELETED):
            return []
        added = comment.origin is CommentOrigin.ADDED
        standing: list[str] = []
        for appearance in shown:
            # What somebody added from elsewhere is no message of the discussion's.
            if appearance.status is AppearanceStatus.GONE or (
                added and appearance.kind is AppearanceKind.ORIGINAL
            ):
                continue
            link = await self._take_down(appearance)
            standing += [link] if link else []
        return standing

    async def _take_down(self, seen: Appearance) -> str | None:
        """Delete one message, as it is now: it may have been sent since it was last looked at.

        Gives the link to it if it still stands.
        """
        async with self._locks[seen.channel_id]:
            async with self._database.read() as connection:
                now = await appearances.get(connection, seen.id)
                post = await posts.get(connection, now.post_id)
            assert post is not None
            if now.status is not AppearanceStatus.SHOWN or now.message_id is None:
                return None
            link = link_to(post.server_id, now.channel_id, now.message_id)
            place = (now.channel_id, now.kind)
            if (pause := self._pauses.get(place)) and pause.lacking and self._is_left_alone(place):
                return link
            with put_back(partial(self._pause, place, now.id, lacking=False)):
                try:
                    await self._voices.take_back(post, now)
                except NotFound:
                    pass  # gone already, as it should be
                except TertuliaError as failure:
                    _log.warning("Message %d could not be taken down: %s", now.message_id, failure)
                    self._pause(place, now.id, lacking=isinstance(failure, BotLacks))
                    return link
            self._pauses.pop(place, None)
            await self._database.write(partial(appearances.mark_gone, appearance_id=now.id))
            return None

    # ------------------------------------------------------------------ trying again

    def _is_left_alone(self, place: Place) -> bool:
        pause = self._pauses.get(place)
        return pause is not None and asyncio.get_running_loop().time() < pause.until

    def _pause(self, place: Place, after: int, *, lacking: bool) -> None:
        before = self._pauses.get(place)
        if before and self._is_left_alone(place):
            self._pauses[place] = replace(before, after=after, lacking=lacking)
            return
        seconds = min(before.seconds * 2, LONGEST_RETRY) if before else self._retry
        until = asyncio.get_running_loop().time() + seconds
        self._pauses[place] = _Pause(after, seconds, until, lacking)
        self._wanted.set()

    async def _sweep(self) -> None:
        while True:
            await woken(self._wanted, self._next_turn())
            self._wanted.clear()
            with put_back(self._wanted.set):
                await self._sweep_once()

    def _next_turn(self) -> float | None:
        """In how many seconds a place is to be asked again, None where none is."""
        if not self._pauses:
            return None
        first = min(pause.until for pause in self._pauses.values())
        return max(0.0, first - asyncio.get_running_loop().time())

    async def _sweep_once(self) -> None:
        known = set(self._left)
        async with self._database.read() as connection:
            standing = await appearances.to_take_down(connection)
        self._left -= known - {one.comment_id for one in standing}
        places: defaultdict[Place, list[Appearance]] = defaultdict(list)
        for one in standing:
            if one.comment_id in self._left:
                places[one.channel_id, one.kind].append(one)
        if self._left <= known:  # else what was just left standing may be missing from what was read
            self._pauses = {place: pause for place, pause in self._pauses.items() if place in places}
        for place, there in places.items():
            if not self._is_left_alone(place):
                await self._sweep_place(place, there)

    async def _sweep_place(self, place: Place, there: list[Appearance]) -> None:
        """Take down what stands in a place, until that fails."""
        pause = self._pauses.get(place)
        # One message that cannot be deleted must not keep the others from their turn.
        in_turn = sorted(there, key=lambda one: (pause is not None and one.id <= pause.after, one.id))
        for one in in_turn:
            async with self.apart(one.comment_id):
                async with self._database.read() as connection:
                    wanted = await appearances.is_to_be_taken_down(connection, one.id)
                if wanted and await self._take_down(one):
                    return
        self._pauses.pop(place, None)
