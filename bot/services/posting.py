"""Bringing a post that is stored onto the platform, from wherever it was cut off: one card, never two."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from bot.domain.card import Card, thread_name
from bot.domain.discussion import DiscussionStatus, Post, PostStatus, RoomKind
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed, Refused, TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.services.background import Supervisor, put_back, stop, woken
from bot.services.cards import Cards
from bot.services.ports.board import Board, Sent
from bot.services.ports.threads import Threads
from bot.services.rooms import Rooms
from bot.storage import appearances, audit, discussions, posts, watermarks
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

FIRST_RETRY = 15.0
LONGEST_RETRY = 3_600.0
"""Seconds before a card that could not be sent is tried again; doubled from the first to the longest."""


@dataclass(frozen=True, slots=True)
class Published:
    """What came of posting: the post, whether it is new or stood there before, and what is still missing."""

    post: Post
    is_new: bool
    missing: Message | None = None


class Posting:
    """Sends the cards of pending posts. As a context it finishes, from ``resume`` on, those cut off."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        board: Board,
        cards: Cards,
        threads: Threads,
        *,
        first_retry: float = FIRST_RETRY,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._board = board
        self._cards = cards
        self._threads = threads
        self._supervisor = Supervisor(database)
        self._first_retry = first_retry
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._wanted = asyncio.Event()
        self._finishing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._finishing = self._supervisor.start(self._finish, "posting")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._finishing)

    def resume(self) -> None:
        """The platform can be reached: look for posts that were cut off, and finish them."""
        self._wanted.set()

    async def complete(self, post: Post, *, is_new: bool) -> Published:
        """Bring a pending post to where it is posted, from wherever it was cut off.

        Raises:
            BadInput: its forum asks for a tag and has none.
            BotLacks: the bot may not send there, or not read what it may have sent.
            NotFound: its channel is gone, or the card was deleted meanwhile.
            Refused: the platform does not take the card.
            PlatformFailed: it could not be sent; it is tried again.
        """
        with put_back(self.resume):
            published = await self._complete(post, is_new=is_new)
        if published.missing is not None:
            self.resume()
        return published

    async def _complete(self, post: Post, *, is_new: bool) -> Published:
        async with self._locks.setdefault(post.id, asyncio.Lock()):
            post = await self._get(post.id)
            if post.status is PostStatus.REMOVED:
                raise NotFound(message("The card was taken away again."))
            if post.status is PostStatus.POSTED:
                return Published(post, is_new=False)
            card = await self._cards.card(post)
            if post.message_id is None:
                post = await self._send(post, card, may_be_there=not is_new)
            try:
                thread_id = await self._board.open_thread(post, thread_name(card.title))
                await self._follow(post, thread_id)
            except NotFound:
                await self._rooms.remove(post)
                raise
            except TertuliaError as error:
                return Published(post, is_new, error.message)
            await self._database.write(partial(_mark_posted, post=post, thread_id=thread_id))
            return Published(await self._put(post.id), is_new)

    async def _send(self, post: Post, card: Card, *, may_be_there: bool) -> Post:
        """Send a post's card, unless it was sent before; gives the post with its message."""
        try:
            sent = await self._board.find(post) if may_be_there else None
            if sent is None:
                sent = await self._send_new(post, card)
        except PlatformFailed as error:
            raise PlatformFailed(
                message("{failure} I keep trying, so the card will appear yet.", failure=error.message)
            ) from error
        await self._database.write(partial(_mark_sent, post=post, sent=sent))
        self._cards.note_drawn(post, card)
        return await self._put(post.id)

    async def _send_new(self, post: Post, card: Card) -> Sent:
        """Send a post's card; where that is refused for good, the post is removed."""
        try:
            return await self._board.send(post, card)
        except (BadInput, BotLacks, NotFound, Refused) as error:
            await self._rooms.remove(post)
            await self._database.write(partial(_conclude, post=post, succeeded=False, detail=str(error)))
            raise

    async def _follow(self, post: Post, thread_id: int) -> None:
        """Let a new thread be as its discussion is: another card's thread may have been locked before."""
        async with self._database.read() as connection:
            discussion = await discussions.get(connection, post.discussion_id)
        assert discussion is not None
        if discussion.slowmode:
            await self._threads.set_slowmode(thread_id, discussion.slowmode)
        if discussion.status is not DiscussionStatus.OPEN:
            closed = discussion.status is DiscussionStatus.CLOSED
            await self._threads.set_state(thread_id, locked=True, archived=closed)

    async def _get(self, post_id: int) -> Post:
        async with self._database.read() as connection:
            post = await posts.get(connection, post_id)
        assert post is not None
        return post

    async def _put(self, post_id: int) -> Post:
        post = await self._get(post_id)
        self._rooms.put(post)
        return post

    async def _finish(self) -> None:
        delay = self._first_retry
        await self._wanted.wait()
        while True:
            self._wanted.clear()
            with put_back(self._wanted.set):
                unfinished = await self._unfinished()
            if unfinished:
                await woken(self._wanted, delay)
                delay = min(delay * 2, LONGEST_RETRY)
            else:
                await self._wanted.wait()
                delay = self._first_retry

    async def _unfinished(self) -> bool:
        """Try to finish every pending post; gives whether some still are not."""
        async with self._database.read() as connection:
            pending = await posts.pending(connection)
        return bool(
            await self._supervisor.attempt_each(
                pending, self._finish_one, "posting", lambda post: f"post {post.public_id}"
            )
        )

    async def _finish_one(self, post: Post) -> None:
        try:
            done = await self._complete(post, is_new=False)
        except (BadInput, BotLacks, NotFound, Refused) as error:
            _log.warning("The card of post %s could not be finished: %s", post.public_id, error)
        else:
            if done.missing is not None:
                raise PlatformFailed(done.missing)


async def _mark_sent(connection: Connection, *, post: Post, sent: Sent) -> None:
    await posts.mark_sent(connection, post.id, sent.message_id)
    await posts.set_thread(connection, post.id, sent.thread_id)
    # Somebody may have answered a card sooner than it was known here to be one, and its thread likewise.
    for room in (post.channel_id if post.kind is RoomKind.CHANNEL else None, sent.thread_id):
        if room is not None:
            await watermarks.open_gap(connection, room, sent.message_id)


async def _mark_posted(connection: Connection, *, post: Post, thread_id: int) -> None:
    assert post.message_id is not None
    await posts.mark_posted(connection, post.id, message_id=post.message_id, thread_id=thread_id)
    if thread_id != post.thread_id:  # that of a forum post was known, and read, since it was sent
        await watermarks.open_gap(connection, thread_id, post.message_id)
    await appearances.want_said_before(connection, post.id)
    await _conclude(connection, post=post, succeeded=True)


async def _conclude(
    connection: Connection, *, post: Post, succeeded: bool, detail: str | None = None
) -> None:
    """Write down what came of posting, once for each time it was asked for."""
    for row in await audit.about(connection, TargetKind.ARTICLE, post.article_id):
        asked = row.action is Action.POST and row.server_id == post.server_id
        if asked and not await audit.outcomes(connection, row.id):
            await audit.outcome(connection, row.id, succeeded=succeeded, detail=detail)
            return
