"""Posting the cards of pending posts, resumed at the step where a crash cut it off: never two cards."""

from __future__ import annotations

from collections.abc import Iterable

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database, schedule
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    discussion_store as discussions,
    post_store as posts,
    watermark_store as watermarks,
)
from bot.discussion.threads_port import Threads
from bot.domain.card import Card, thread_name
from bot.domain.discussion import DiscussionStatus, Post, PostStatus, RoomKind
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed, Refused, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.posting.board_port import Board, SentCard
from bot.posting.card import Cards
from bot.servers import language_store as preferences
from bot.servers.room_membership import RoomMembership
from bot.translating.outside_services import OutsideServices

_PERMANENT = (BadInput, BotLacks, NotFound, Refused)
"""Failures that do not pass by themselves."""


class CardWorker(StoredReconciler[int]):
    """Sends the cards of pending posts and opens their threads. Its keys are post ids."""

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
        door: Door,
        services: OutsideServices,
    ) -> None:
        super().__init__(clock, database)
        self._door = door
        self._rooms = rooms
        self._membership = membership
        self._board = board
        self._cards = cards
        self._threads = threads
        self._services = services
        self._attempted: set[int] = set()
        """Ids of posts whose card may have been sent already."""

    async def pending(self) -> Iterable[int]:
        """Return the posts that are stored as pending."""
        cut_off = [post.id for post in await self._database.read(posts.pending)]
        self._attempted |= set(cut_off)
        return cut_off

    async def work(self, key: int) -> None:
        """Send a pending post's card, unless that was done before, and open its thread.

        Raises:
            BadInput: its forum asks for a tag and has none.
            BotLacks: the bot may not send there, or not read back what it may have sent.
            NotFound: its channel is gone, or the card was deleted meanwhile.
            Refused: the platform does not take the card.
            PlatformFailed: the card could not be sent, or its thread could not be opened.
        """
        post = await self._put(key)
        if post.status is not PostStatus.PENDING:
            return
        await self._membership.on_post(post)
        card = await self._cards.card(post)
        if post.message_id is None:
            post = await self._send(post, card)
        try:
            languages = await self._database.read(_languages_of_note, post)
            outside = await self._services.on_in(post.server_id)
            thread_id = await self._board.open_thread(
                post, thread_name(card.name), languages, outside, card.dialog_only
            )
            await self._apply_state(post, thread_id)
        except NotFound:
            await self._rooms.remove(post)
            raise
        await self._database.write(_mark_posted, self._door, post=post, thread_id=thread_id)
        await self._put(key)

    def gives_up(self, failure: TertuliaError) -> bool:
        """Whether somebody has to change something first."""
        return isinstance(failure, _PERMANENT)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Record in the audit why the card or its thread is missing."""
        post = await self._get(key)
        await self._database.write(_conclude, post=post, failure=failure.message)

    async def _send(self, post: Post, card: Card) -> Post:
        """Send a post's card, unless it was sent before. Returns the post with its message."""
        attempted = post.id in self._attempted
        try:
            sent = await self._board.find(post) if attempted else None
            self._attempted.add(post.id)
            if sent is None:
                sent = await self._send_new(post, card)
        except PlatformFailed as error:
            raise PlatformFailed(
                message("{failure} I will keep trying, so the card can still appear.", failure=error.message)
            ) from error
        await self._database.write(_mark_sent, post=post, sent=sent, redraw=attempted)
        self._attempted.discard(post.id)
        if not attempted:
            self._cards.note_drawn(post, card)
        return await self._put(post.id)

    async def _send_new(self, post: Post, card: Card) -> SentCard:
        """Send a post's card; remove the post if that fails for good."""
        try:
            return await self._board.send(post, card)
        except _PERMANENT:
            await self._rooms.remove(post)
            self._attempted.discard(post.id)
            raise

    async def _apply_state(self, post: Post, thread_id: int) -> None:
        """Give a new thread its discussion's lock and slowmode."""
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
        """Read a post, and put it into the room index unless it was removed."""
        post = await self._get(post_id)
        if post.status is not PostStatus.REMOVED:
            self._rooms.put(post)
        return post


def _languages_of_note(connection: Connection, post: Post) -> list[Language]:
    """Return the languages that a server speaks, both where none was chosen; first that of the card."""
    spoken = preferences.spoken(connection, post.server_id) or tuple(Language)
    return sorted(spoken, key=lambda language: language is not post.language)


def _mark_sent(connection: Connection, *, post: Post, sent: SentCard, redraw: bool) -> None:
    posts.mark_sent(connection, post.id, sent.message_id)
    if redraw:  # an earlier attempt may have sent the card as it was then
        posts.mark_stale(connection, [post.discussion_id])
    posts.set_thread(connection, post.id, sent.thread_id)
    # Somebody may have replied to the card, or in its thread, before either was stored.
    for room in (post.channel_id if post.kind is RoomKind.CHANNEL else None, sent.thread_id):
        if room is not None and room == post.thread_id:  # kept while its card was removed
            watermarks.open_after_watermarks(connection, {room: sent.message_id})
        elif room is not None:
            watermarks.open_gap(connection, room, sent.message_id)


def _mark_posted(connection: Connection, door: Door, *, post: Post, thread_id: int) -> None:
    assert post.message_id is not None
    if not posts.mark_posted(connection, post.id, message_id=post.message_id, thread_id=thread_id):
        return  # the card was deleted while its thread was opened
    if thread_id != post.thread_id:  # a forum post's was stored when it was sent
        watermarks.open_gap(connection, thread_id, post.message_id)
    door.mirror_said_before(connection, post.id)
    schedule(connection, Job.MACHINE_EDITION, post.discussion_id)  # if it waits for a card that stands
    schedule(connection, Job.QUESTION, post.discussion_id)  # if its discussion has one
    _conclude(connection, post=post)


def _conclude(connection: Connection, *, post: Post, failure: Message | None = None) -> None:
    """Record the outcome for the last request to post without one, else for the last that failed."""
    requests = [
        row
        for row in audit.about(connection, TargetKind.ARTICLE, post.article_id)
        if row.action is Action.POST and row.server_id == post.server_id
    ]
    last = {row.id: audit.outcomes(connection, row.id)[-1:] for row in requests}
    unfinished = [row_id for row_id, outcomes in last.items() if not outcomes]
    failed = [row_id for row_id, outcomes in last.items() if outcomes and not outcomes[0].succeeded]
    for row_id in (unfinished or failed)[-1:]:
        if failure is None:
            audit.outcome(connection, row_id, succeeded=True)
        elif [one.detail for one in last[row_id]] != [str(failure)]:  # the same failure is recorded once
            audit.failed(connection, row_id, failure)
