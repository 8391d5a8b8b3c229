"""Removing a card by command, or after somebody deleted it by hand, and undoing it. Comments stay stored."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Post, PostStatus, RoomKind
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, TargetKind
from bot.domain.people import Member
from bot.posting import article_store as articles
from bot.posting.board_port import Board
from bot.posting.card_worker import CardWorker

_log = logging.getLogger(__name__)

MAX_CHOICES = 25
"""Discord's limit for the choices of an option."""
_MAX_RECENT = 100
UNDO_FOR = timedelta(minutes=10)
"""How long a removal can be undone."""
_REMOVED = message("That card has already been removed.")
MAX_LABEL_LENGTH = 100


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A card that can be chosen: its headline and the public id of its post."""

    label: str
    public_id: str


class CardRemoval:
    """Removes cards, and handles those that were deleted by hand."""

    def __init__(
        self,
        database: Database,
        rooms: RoomIndex,
        effects: RemovalEffects,
        outbox: Outbox,
        posting: CardWorker,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._effects = effects
        self._outbox = outbox
        self._posting = posting

    async def suggest(self, channel_id: int, typed: str, language: Language) -> list[CardChoice]:
        """Return a channel's latest cards whose headline contains ``typed``; in a thread, its card."""
        here = self._rooms.of_thread(channel_id)
        recent = [here] if here else await self._database.read(posts.recent, channel_id, _MAX_RECENT)
        article_ids = {post.article_id for post in recent}
        titles = await self._database.read(articles.titles, article_ids, language)
        choices = [
            CardChoice(trimmed(one_line(titles[post.article_id]), MAX_LABEL_LENGTH), post.public_id)
            for post in recent
        ]
        return [one for one in choices if typed.strip().casefold() in one.label.casefold()][:MAX_CHOICES]

    async def find(self, viewer: Viewer, chosen: str | None) -> tuple[Post, str]:
        """Return the post with the public id ``chosen`` or, without one, of the thread the viewer is in, and
        its headline.

        Raises:
            NotFound: there is no such card.
            NotAllowed: the viewer does not moderate its channel.
            Refused: it was removed before.
        """
        post = await self._found(viewer, chosen)
        if post.status is PostStatus.REMOVED:
            raise Refused(_REMOVED)
        titles = await self._database.read(articles.titles, [post.article_id], viewer.member.language)
        return post, titles.get(post.article_id, "")

    async def takes_thread(self, post: Post, channel_id: int) -> bool:
        """Whether this is the thread of a card, and would be deleted with it: it has no comments."""
        return channel_id == post.thread_id and not await self._database.read(
            discussions.has_comments, post.id
        )

    async def remove(self, viewer: Viewer, chosen: str, reason: str | None = None) -> Message:
        """Remove the card with the public id ``chosen``. Returns the answer to the viewer.

        Raises:
            NotAllowed, NotFound, Refused: see :meth:`find`.
        """
        post = await self._found(viewer, chosen)
        remove = partial(_remove, post=post, member=viewer.member, reason=reason)
        audit_id = await self._database.write(remove)
        await self._rooms.remove(post)
        done = message("Card removed. Its discussion is kept.")
        return await with_failure(done, self._outbox.run(audit_id))

    async def put_back(self, viewer: Viewer, public_id: str) -> Post:
        """Undo the removal of a card: it is sent again, and its thread is opened. Returns its post.

        Raises:
            NotAllowed: the viewer does not moderate its channel.
            NotFound: there is no such card.
            Refused: it was not removed, or too long ago, or is still being removed, or was posted again.
            TertuliaError: the card could not be sent.
        """
        post = await self._found(viewer, public_id)
        await self._database.write(_put_back, post=post, member=viewer.member)
        await self._posting.run(post.id)
        stored = await self._database.read(posts.get, post.id)
        assert stored is not None
        return stored

    async def _found(self, viewer: Viewer, chosen: str | None) -> Post:
        member = viewer.member
        if chosen:
            post = await self._database.read(posts.by_public_id, chosen)
        else:
            post = self._rooms.of_thread(member.channel_id)
        if post is None or post.server_id != member.server_id:
            raise NotFound(message("Choose an article from the list, or use this in the thread of its card."))
        policy.require_moderator(viewer.moderates(post.channel_id))
        return post

    async def on_card_deleted(self, post: Post) -> None:
        """Delete or lock the thread of a card that somebody deleted by hand."""
        if not await self._rooms.remove(post):
            return
        _log.info("The card of post %s was deleted by hand", post.public_id)
        try:
            await self._effects.delete_card(post)
        except TertuliaError as error:
            _log.warning("The thread of post %s could not be ended: %s", post.public_id, error)

    async def on_thread_deleted(self, thread_id: int) -> None:
        """Note that a thread was deleted by hand: a forum post is removed, another card loses its thread."""
        if (post := self._rooms.of_thread(thread_id)) is None:
            return
        if post.kind is RoomKind.FORUM:
            await self._rooms.remove(post)
            return
        await self._database.write(posts.set_thread, post_id=post.id, thread_id=None)
        self._rooms.put(replace(post, thread_id=None))

    async def on_channel_deleted(self, channel_id: int) -> None:
        """Note that a channel was deleted with all its cards."""
        for post in self._rooms.in_channel(channel_id):
            await self._rooms.remove(post)


class RemovalEffects:
    """The effect of removing a card: deleting it from Discord."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board

    async def delete_cards(self, row: AuditRow) -> None:
        """Delete the removed cards of an article that are still in the server."""
        for post in await self._database.read(posts.removed_cards, row.target_id, row.server_id):
            await self.delete_card(post)

    async def delete_card(self, post: Post) -> None:
        """Delete a card, and its thread if that has no comments. Does nothing if the card was put back since
        ``post`` was read.

        Raises:
            BotLacks, PlatformFailed: they could not be deleted.
        """
        now = await self._database.read(posts.get, post.id)
        if now is None or now.status is not PostStatus.REMOVED:
            return
        keep_thread = await self._database.read(discussions.has_comments, post.id)
        with contextlib.suppress(NotFound):
            await self._board.delete(now, keep_thread=keep_thread)
        await self._database.write(posts.forget_card, post_id=post.id, thread_too=not keep_thread)


def _remove(connection: Connection, *, post: Post, member: Member, reason: str | None) -> int:
    """Mark a post as removed, with an audit row. Returns the row's id."""
    if not posts.mark_removed(connection, post.id):
        raise Refused(_REMOVED)
    return audit.done(connection, member, Action.REMOVE, TargetKind.ARTICLE, post.article_id, reason)


def _put_back(connection: Connection, *, post: Post, member: Member) -> None:
    """Have a removed card sent again, if that may be undone."""
    now = posts.get(connection, post.id)
    assert now is not None
    if now.status is not PostStatus.REMOVED or now.removed_at is None:
        raise Refused(message("This card has not been removed."))
    if datetime.now(UTC) - now.removed_at > UNDO_FOR:
        raise Refused(
            message("A removal can only be undone for ten minutes. Post the article again instead.")
        )
    if posts.in_room(connection, now.discussion_id, now.channel_id):
        raise Refused(message("This article has been posted here again in the meantime."))
    if now.message_id is not None:
        raise Refused(message("The card is still being removed. Please try again in a moment."))
    posts.put_back(connection, now.id)
    audit.record(
        connection,
        server_id=now.server_id,
        actor_id=member.id,
        action=Action.POST,
        target_kind=TargetKind.ARTICLE,
        target_id=now.article_id,
        reason="removal undone",
    )
