"""Taking a card away: by command, or after somebody deleted it by hand. What was said about it stays."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from functools import partial

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

OFFERED = 25
"""How many cards are offered to choose from: Discord shows no more choices than that."""
_RECENT = 100
MAX_LABEL_LENGTH = 100


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A card to choose: its headline and the public id of its post."""

    label: str
    public_id: str


class CardRemoval:
    """Takes cards away, and notices those that were taken away by hand."""

    def __init__(self, database: Database, rooms: RoomIndex, viewer: RemovalEffects, outbox: Outbox) -> None:
        self._database = database
        self._rooms = rooms
        self._standing = viewer
        self._outbox = outbox

    async def suggest(self, channel_id: int, typed: str, language: Language) -> list[CardChoice]:
        """The last cards of a channel whose headline holds what was typed, newest first. In a card's thread,
        that card.
        """
        here = self._rooms.of_thread(channel_id)
        recent = [here] if here else await self._database.read(posts.recent, channel_id, _RECENT)
        article_ids = {post.article_id for post in recent}
        titles = await self._database.read(articles.titles, article_ids, language)
        choices = [
            CardChoice(trimmed(one_line(titles[post.article_id]), MAX_LABEL_LENGTH), post.public_id)
            for post in recent
        ]
        return [one for one in choices if typed.strip().casefold() in one.label.casefold()][:OFFERED]

    async def remove(self, viewer: Viewer, chosen: str | None, reason: str | None = None) -> Message:
        """Take away the card with the public id that was chosen or, without one, that of the thread this is
        asked in; gives what to say.

        Raises:
            NotFound: there is no such card.
            NotAllowed: the member is no moderator where it stands.
            Refused: it has been taken away before.
        """
        member = viewer.member
        post = await self._named(chosen) if chosen else self._rooms.of_thread(member.channel_id)
        if post is None or post.server_id != member.server_id:
            raise NotFound(
                message("Choose one of the articles I offer, or use this in the thread of its card.")
            )
        policy.require_moderator(viewer.moderates(post.channel_id))
        audit_id = await self._database.write(partial(_remove, post=post, member=member, reason=reason))
        await self._rooms.remove(post)
        done = message("The card is taken away. What was said about it stays stored.")
        return await with_failure(done, self._outbox.run(audit_id))

    async def on_card_deleted(self, post: Post) -> None:
        """Somebody deleted the card of ``post`` by hand: end its thread too."""
        if not await self._rooms.remove(post):
            return
        _log.info("The card of post %s was deleted by hand", post.public_id)
        try:
            await self._standing.delete_card(post)
        except TertuliaError as error:
            _log.warning("The thread of post %s could not be ended: %s", post.public_id, error)

    async def on_thread_deleted(self, thread_id: int) -> None:
        """Somebody deleted a thread by hand. A forum post's card is gone with it; another card goes on."""
        if (post := self._rooms.of_thread(thread_id)) is None:
            return
        if post.kind is RoomKind.FORUM:
            await self._rooms.remove(post)
            return
        await self._database.write(partial(posts.set_thread, post_id=post.id, thread_id=None))
        self._rooms.put(replace(post, thread_id=None))

    async def on_channel_deleted(self, channel_id: int) -> None:
        """Somebody deleted a channel with all its cards."""
        for post in self._rooms.in_channel(channel_id):
            await self._rooms.remove(post)

    async def _named(self, chosen: str) -> Post | None:
        return await self._database.read(posts.by_public_id, chosen)


class RemovalEffects:
    """The effect of removing a card: it does not stand on Discord any more."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board

    async def delete_cards(self, row: AuditRow) -> None:
        """Take away each removed card of an article that still stands in the server."""
        viewer = await self._database.read(posts.removed_cards, row.target_id, row.server_id)
        for post in viewer:
            await self.delete_card(post)

    async def delete_card(self, post: Post) -> None:
        """Take a card away, with its thread where nothing was said in it.

        Raises:
            BotLacks, PlatformFailed: that did not work.
        """
        keep_thread = await self._database.read(discussions.has_comments, post.id)
        with contextlib.suppress(NotFound):
            await self._board.delete(post, keep_thread=keep_thread)
        await self._database.write(partial(posts.forget_card, post_id=post.id))


async def _remove(connection: Connection, *, post: Post, member: Member, reason: str | None) -> int:
    """Store that a post is removed, and by whom; gives the audit row's id."""
    if not await posts.mark_removed(connection, post.id):
        raise Refused(message("That card has been taken away already."))
    return await audit.done(connection, member, Action.REMOVE, TargetKind.ARTICLE, post.article_id, reason)
