"""Removing a card by command, or after somebody deleted it by hand. Its comments stay stored."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Post, RoomKind
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, TargetKind
from bot.domain.people import Member
from bot.posting import article_store as articles
from bot.posting.board_port import Board

_log = logging.getLogger(__name__)

MAX_CHOICES = 25
"""Discord's limit for the choices of an option."""
_MAX_RECENT = 100
MAX_LABEL_LENGTH = 100


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A card that can be chosen: its headline and the public id of its post."""

    label: str
    public_id: str


class CardRemoval:
    """Removes cards, and handles those that were deleted by hand."""

    def __init__(self, database: Database, rooms: RoomIndex, effects: RemovalEffects, outbox: Outbox) -> None:
        self._database = database
        self._rooms = rooms
        self._effects = effects
        self._outbox = outbox

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

    async def remove(self, viewer: Viewer, chosen: str | None, reason: str | None = None) -> Message:
        """Remove the card with the public id ``chosen`` or, without one, of the thread the viewer is in.

        Returns the answer to the viewer.

        Raises:
            NotFound: there is no such card.
            NotAllowed: the viewer does not moderate its channel.
            Refused: it was removed before.
        """
        member = viewer.member
        if chosen:
            post = await self._database.read(posts.by_public_id, chosen)
        else:
            post = self._rooms.of_thread(member.channel_id)
        if post is None or post.server_id != member.server_id:
            raise NotFound(
                message("Choose one of the articles I offer, or use this in the thread of its card.")
            )
        policy.require_moderator(viewer.moderates(post.channel_id))
        audit_id = await self._database.write(_remove, post=post, member=member, reason=reason)
        await self._rooms.remove(post)
        done = message("The card is taken away. What was said about it stays stored.")
        return await with_failure(done, self._outbox.run(audit_id))

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
        """Delete a card, and its thread if that has no comments.

        Raises:
            BotLacks, PlatformFailed: they could not be deleted.
        """
        keep_thread = await self._database.read(discussions.has_comments, post.id)
        with contextlib.suppress(NotFound):
            await self._board.delete(post, keep_thread=keep_thread)
        await self._database.write(posts.forget_card, post_id=post.id)


def _remove(connection: Connection, *, post: Post, member: Member, reason: str | None) -> int:
    """Mark a post as removed, with an audit row. Returns the row's id."""
    if not posts.mark_removed(connection, post.id):
        raise Refused(message("That card has been taken away already."))
    return audit.done(connection, member, Action.REMOVE, TargetKind.ARTICLE, post.article_id, reason)
