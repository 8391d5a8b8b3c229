"""The queue: one comment after another that waits for a moderator, and what is decided about each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion import access
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    held_store as waiting,
    post_store as posts,
    report_store as reports,
)
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Decision
from bot.jobs.clock import Clock
from bot.moderating.hide_comment import Hiding
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.claims import require_free
from bot.moderating.queue.waiting import Item, Waiting, Wanted
from bot.moderating.report_comment import Reports
from bot.moderating.rules import hit_store as hits
from bot.posting import article_store as articles

LOOKED_AT = 25
"""Comments that are looked at for the next one: others may have been decided meanwhile."""


class Queue:
    """Shows moderators what waits in the rooms that they moderate, each comment to one of them at a time.

    What they decide goes by :class:`Hiding` and :class:`Reports`, as everywhere.
    """

    def __init__(
        self, database: Database, rooms: RoomIndex, hiding: Hiding, reports: Reports, clock: Clock
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._hiding = hiding
        self._reports = reports
        self._clock = clock

    async def next(self, viewer: Viewer, wanted: Wanted, after: Sequence[int] = ()) -> Item | None:
        """The next comment that waits and that nobody else looks at, or None; the viewer looks at it now.

        ``after``: ids of comments that were passed over.

        Raises:
            NotAllowed: the viewer moderates no room with a discussion.
        """
        channels = self.moderated(viewer)
        if not channels:
            policy.require_moderator(False)
        seen = (viewer.member.server_id, channels, wanted, viewer.member.id, tuple(after))
        return await self._database.write(self._take_next, *seen, viewer.member.language)

    async def counts(self, viewer: Viewer) -> dict[Waiting, int]:
        """How many comments wait in the rooms that the viewer moderates, by why they do."""
        channels, server_id, now = self.moderated(viewer), viewer.member.server_id, self._clock.utcnow()

        def work(connection: Connection) -> dict[Waiting, int]:
            return {
                why: queue.count(
                    connection, server_id, channels, Wanted(why), viewer_id=viewer.member.id, now=now
                )
                for why in Waiting
            }

        return await self._database.read(work)

    async def approve(self, viewer: Viewer, source_id: int) -> Message:
        """Let a comment stand: its reports are dismissed, and one that was refused is shown. Gives the
        sentence to answer with.

        Raises:
            NotAllowed: the viewer does not moderate the comment's room.
            NotFound: there is no such comment that the viewer can see.
            Refused: another moderator looks at it, or it was deleted.
        """
        comment, post = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        policy.require_moderator(viewer.moderates(post.channel_id))
        if comment.status is not CommentStatus.VISIBLE:
            return await self._hiding.restore(viewer, source_id)
        if await self._database.read(reports.are_open, comment.id):
            return await self._reports.dismiss(viewer, source_id)
        await self._database.write(_approve, comment.id, viewer.member.id)
        return message("Approved: the comment stays.")

    async def release(self, viewer: Viewer, comment_id: int) -> None:
        """The viewer passes a comment over: others may look at it."""
        await self._database.write(queue.release, comment_id, viewer.member.id)

    def moderated(self, viewer: Viewer) -> list[int]:
        """The rooms with discussions that the viewer moderates."""
        here = {post.channel_id for post in self._rooms.all() if post.server_id == viewer.member.server_id}
        return sorted(channel_id for channel_id in here if viewer.moderates(channel_id))

    def _take_next(
        self,
        connection: Connection,
        server_id: int,
        channels: Sequence[int],
        wanted: Wanted,
        viewer_id: int,
        after: tuple[int, ...],
        language: Language,
    ) -> Item | None:
        now = self._clock.utcnow()
        which = (server_id, channels, wanted)
        limit = LOOKED_AT + len(after)
        listed = queue.waiting(connection, *which, viewer_id=viewer_id, now=now, limit=limit)
        for comment_id, why in listed:
            if comment_id not in after and queue.take(connection, comment_id, viewer_id, now) is None:
                left = queue.count(connection, *which, viewer_id=viewer_id, now=now) - 1
                return _item(connection, comment_id, why, channels, language, left)
        return None


def _approve(connection: Connection, comment_id: int, moderator_id: int) -> None:
    require_free(connection, comment_id, moderator_id)
    queue.decide(connection, comment_id, Decision.APPROVED, moderator_id)


def _item(
    connection: Connection,
    comment_id: int,
    why: Waiting,
    channels: Sequence[int],
    language: Language,
    left: int,
) -> Item:
    """What the card of a comment shows to a moderator of these rooms."""
    comment = comments.get(connection, comment_id)
    assert comment is not None
    home = posts.get(connection, comment.post_id)
    assert home is not None
    titles = articles.titles(connection, [home.article_id], language)
    answered = comments.get(connection, comment.parent_id) if comment.parent_id else None
    below = posts.get(connection, answered.post_id) if answered else None
    is_shown = answered is not None and answered.status is CommentStatus.VISIBLE
    place = appearances.places(connection, [comment_id], set(channels)).get(comment_id)
    return Item(
        comment,
        home,
        titles.get(home.article_id, ""),
        why,
        answered if is_shown and below is not None and below.channel_id in channels else None,
        tuple(reports.of_comment(connection, comment_id)),
        queue.author_record(connection, home.server_id, comment.author.id, channels),
        message_link(home.server_id, *place) if place else None,
        left,
        hits.of_comment(connection, comment_id),
        comment.held and waiting.may_be_withdrawn(connection, comment_id),
    )
