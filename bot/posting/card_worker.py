"""Bringing a post that is stored onto the platform, from wherever it was cut off: one card, never two."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    discussion_store as discussions,
    post_store as posts,
    watermark_store as watermarks,
)
from bot.discussion.threads_port import Threads
from bot.domain.card import Card, thread_name
from bot.domain.discussion import DiscussionStatus, Post, PostStatus, RoomKind
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed, Refused, TertuliaError
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.posting.board_port import Board, SentCard
from bot.posting.card import Cards
from bot.servers.room_membership import RoomMembership

_LASTING = (BadInput, BotLacks, NotFound, Refused)
"""What does not pass by itself."""


class CardWorker(StoredReconciler[int]):
    """Sends the cards of pending posts, by post, and opens their threads."""

    job = Job.CARD
    backoff = Backoff(first=15.0, longest=3_600.0)

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rooms: RoomIndex,
        membership: RoomMembership,
        board: Board,
        cards: Cards,
        threads: Threads,
    ) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._membership = membership
        self._board = board
        self._cards = cards
        self._threads = threads
        self._attempted: set[int] = set()
        """Posts whose card may have been sent already."""

    async def pending(self) -> Iterable[int]:
        """The posts whose card or thread is not there yet, as far as it is known."""
        cut_off = [post.id for post in await self._database.read(posts.pending)]
        self._attempted |= set(cut_off)
        return cut_off

    async def work(self, key: int) -> None:
        """Bring a pending post to where it is posted, from wherever it was cut off.

        Raises:
            BadInput: its forum asks for a tag and has none.
            BotLacks: the bot may not send there, or not read what it may have sent.
            NotFound: its channel is gone, or the card was deleted meanwhile.
            Refused: the platform does not take the card.
            PlatformFailed: it could not be sent, or its thread not be opened.
        """
        post = await self._put(key)
        if post.status is not PostStatus.PENDING:
            return
        await self._membership.on_post(post)
        card = await self._cards.card(post)
        if post.message_id is None:
            post = await self._send(post, card)
        try:
            thread_id = await self._board.open_thread(post, thread_name(card.title))
            await self._follow(post, thread_id)
        except NotFound:
            await self._rooms.remove(post)
            raise
        await self._database.write(partial(_mark_posted, post=post, thread_id=thread_id))
        await self._put(key)

    def gives_up(self, failure: TertuliaError) -> bool:
        """Whether it takes somebody to change something."""
        return isinstance(failure, _LASTING)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Write down in the audit why the card, or its thread, is not there."""
        post = await self._get(key)
        await self._database.write(partial(_conclude, post=post, succeeded=False, detail=str(failure)))

    async def _send(self, post: Post, card: Card) -> Post:
        """Send a post's card, unless it was sent before; gives the post with its message."""
        attempted = post.id in self._attempted
        try:
            sent = await self._board.find(post) if attempted else None
            self._attempted.add(post.id)
            if sent is None:
                sent = await self._send_new(post, card)
        except PlatformFailed as error:
            raise PlatformFailed(
                message("{failure} I keep trying, so the card will appear yet.", failure=error.message)
            ) from error
        await self._database.write(partial(_mark_sent, post=post, sent=sent, redraw=attempted))
        self._attempted.discard(post.id)
        if not attempted:
            self._cards.note_drawn(post, card)
        return await self._put(post.id)

    async def _send_new(self, post: Post, card: Card) -> SentCard:
        """Send a post's card; where that is refused for good, the post is removed."""
        try:
            return await self._board.send(post, card)
        except _LASTING:
            await self._rooms.remove(post)
            self._attempted.discard(post.id)
            raise

    async def _follow(self, post: Post, thread_id: int) -> None:
        """Let a new thread be as its discussion is: another card's thread may have been locked before."""
        discussion = await self._database.read(discussions.get, post.discussion_id)
        assert discussion is not None
        if discussion.slowmode:
            await self._threads.set_slowmode(thread_id, discussion.slowmode)
        if discussion.status is not DiscussionStatus.OPEN:
            closed = discussion.status is DiscussionStatus.CLOSED
            await self._threads.set_state(thread_id, locked=True, archived=closed)

    async def _get(self, post_id: int) -> Post:
        post = await self._database.read(posts.get, post_id)
        assert post is not None
        return post

    async def _put(self, post_id: int) -> Post:
        """Read a post, and have it known in memory as long as it is live."""
        post = await self._get(post_id)
        if post.status is not PostStatus.REMOVED:
            self._rooms.put(post)
        return post


async def _mark_sent(connection: Connection, *, post: Post, sent: SentCard, redraw: bool) -> None:
    await posts.mark_sent(connection, post.id, sent.message_id)
    if redraw:  # what stands may be from an earlier attempt, and show what was so then
        await posts.mark_stale(connection, [post.discussion_id])
    await posts.set_thread(connection, post.id, sent.thread_id)
    # Somebody may have answered a card sooner than it was known here to be one, and its thread likewise.
    for room in (post.channel_id if post.kind is RoomKind.CHANNEL else None, sent.thread_id):
        if room is not None:
            await watermarks.open_gap(connection, room, sent.message_id)


async def _mark_posted(connection: Connection, *, post: Post, thread_id: int) -> None:
    assert post.message_id is not None
    if not await posts.mark_posted(connection, post.id, message_id=post.message_id, thread_id=thread_id):
        return  # the card was deleted while its thread was opened
    if thread_id != post.thread_id:  # that of a forum post was known, and read, since it was sent
        await watermarks.open_gap(connection, thread_id, post.message_id)
    await appearances.want_said_before(connection, post.id)
    await _conclude(connection, post=post, succeeded=True)


async def _conclude(
    connection: Connection, *, post: Post, succeeded: bool, detail: str | None = None
) -> None:
    """Write down what came of posting: for who asked last and was not told yet, or was told of a failure."""
    asked = [
        row
        for row in await audit.about(connection, TargetKind.ARTICLE, post.article_id)
        if row.action is Action.POST and row.server_id == post.server_id
    ]
    last = {row.id: (await audit.outcomes(connection, row.id))[-1:] for row in asked}
    untold = [row_id for row_id, told in last.items() if not told]
    failed = [row_id for row_id, told in last.items() if told and not told[0].succeeded]
    for row_id in (untold or failed)[-1:]:
        if [one.detail for one in last[row_id]] != [detail]:  # the same failure again says nothing new
            await audit.outcome(connection, row_id, succeeded=succeeded, detail=detail)
