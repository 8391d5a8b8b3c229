"""One notice for each reported comment, and one for each hidden one, that keep saying what is so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    notice_store as notices,
    post_store as posts,
    report_store as reports,
    server_store as servers,
)
from bot.discussion.visibility_port import Visibility
from bot.domain.article import Article
from bot.domain.discussion import (
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    Post,
)
from bot.domain.errors import NotFound, PlatformFailed, Refused
from bot.domain.message import message
from bot.domain.moderation import AuditRow, NoticeKind, Report, TargetKind
from bot.domain.notice import MessageRef, Notice, read_by_all
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.slots import Slots
from bot.moderating.notices_port import Notices
from bot.posting import article_store as articles
from bot.servers.language_settings import Languages

CONCURRENCY = 5
"""Notices that are sent or redrawn at a time."""


class NoticeWorker(StoredReconciler[notices.Key]):
    """Sends the notices for moderators that are owed, and redraws those whose comments have changed."""

    job = Job.NOTICE
    backoff = Backoff(first=30.0, longest=3_600.0)
    concurrency = per_lane = 1_000
    """Only requests are few at a time: one that waits for a rate limit holds up no other channel's."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        channel: Notices,
    ) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._visibility = visibility
        self._channel = channel
        self._slots = Slots(CONCURRENCY)

    async def pending(self) -> Iterable[notices.Key]:
        """The notices that were not sent yet, or do not say what is so."""
        return await self._database.read(notices.outstanding)

    async def work(self, key: notices.Key) -> float | None:
        """Send or redraw one notice.

        Raises:
            BotLacks, NotFound, PlatformFailed: the moderators' channel does not take it, or it is not known
                who can read it.
            Refused: everybody can read the moderators' channel by now. A notice that stands there says only
                that.
        """
        stored = await self._database.read(notices.get, key)
        if stored is None or not stored.outstanding:
            return None
        stands, current = await self._redraw(key, stored)
        if not stands and stored.owed:
            channel_id = await self._database.read(_moderators_channel, key[0])
            if channel_id is not None:
                current = await self._send(key, stored, channel_id)
            elif key[1] is NoticeKind.REPORT and await self._database.read(reports.are_open, key[0]):
                return None  # until the server has a moderators' channel
        if not current:
            return 0.0
        await self._database.write(partial(notices.mark_followed, key=key, seen=stored))
        return None

    async def _redraw(self, key: notices.Key, stored: notices.StoredNotice) -> tuple[bool, bool]:
        """Redraw a notice where it was sent: whether it stands there, and whether it says what is so."""
        if stored.channel_id is None or stored.message_id is None:
            return False, True
        try:
            async with self._slots.of(stored.channel_id):
                notice = await self._notice(key, stored.channel_id)
                await self._channel.edit(stored.channel_id, stored.message_id, notice)
        except NotFound:
            return False, True  # somebody deleted it
        if notice.exposed:
            raise Refused(read_by_all(stored.channel_id))
        return True, await self._notice(key, stored.channel_id) == notice

    async def _send(self, key: notices.Key, stored: notices.StoredNotice, channel_id: int) -> bool:
        """Send a notice; gives whether it is known to say what is so.

        It may have waited for a rate limit. And where an earlier attempt was begun, the platform may have
        taken that one, and answer with its message, which says what was so then.
        """
        async with self._slots.of(channel_id):
            notice = await self._notice(key, channel_id)
            if notice.exposed:
                raise Refused(read_by_all(channel_id))
            await self._database.write(partial(notices.mark_begun, key=key, channel_id=channel_id))
            message_id = await self._channel.send(channel_id, notice)
        sent = partial(notices.mark_sent, channel_id=channel_id, message_id=message_id)
        await self._database.write(partial(sent, key=key))
        return not stored.begun and await self._notice(key, channel_id) == notice

    async def _notice(self, key: notices.Key, channel_id: int) -> Notice:
        """What a notice has to say in a channel at this moment.

        Raises:
            PlatformFailed: it is not known at the moment who can read the channel.
        """
        comment_id, kind = key
        known = await self._database.read(_known, comment_id)
        language = await self._languages.shown_in(known.post.server_id, channel_id)
        headline = ""
        if known.article:
            headline = known.article.title(language) or known.article.original.title
        public = bool(self._visibility.public(known.post.server_id, known.post.channel_id))
        exposed = self._visibility.public(known.post.server_id, channel_id)
        if exposed is None:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        comment, spot = known.comment, known.spot
        return Notice(kind, comment, headline, spot, public, exposed, language, known.reports, known.history)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored about a comment that notices tell of."""

    comment: Comment
    post: Post
    spot: MessageRef
    article: Article | None
    reports: tuple[Report, ...]
    history: tuple[AuditRow, ...]


async def _known(connection: Connection, comment_id: int) -> _Known:
    comment = await comments.get(connection, comment_id)
    assert comment is not None
    post = await posts.get(connection, comment.post_id)
    assert post is not None
    stored = await articles.get(connection, post.article_id)
    return _Known(
        comment,
        post,
        spot=await message_ref_of(connection, comment),
        article=stored.article if stored else None,
        reports=tuple(await reports.of_comment(connection, comment_id)),
        history=tuple(await audit.about(connection, TargetKind.COMMENT, comment_id)),
    )


async def _moderators_channel(connection: Connection, comment_id: int) -> int | None:
    """The channel for notices of the server that a comment was made in."""
    comment = await comments.get(connection, comment_id)
    assert comment is not None
    server_id = (await message_ref_of(connection, comment)).server_id
    return (await servers.settings(connection, server_id)).moderators_channel_id


async def message_ref_of(connection: Connection, comment: Comment) -> MessageRef:
    """Where a comment can be seen: the message that shows it, else its thread, else its room.

    Messages that are taken down, or will be, show nobody anything.
    """
    post = await posts.get(connection, comment.post_id)
    assert post is not None
    taken_down = comment.status in (CommentStatus.HIDDEN, CommentStatus.DELETED)
    for one in await appearances.of_comment(connection, comment.id):
        stays = comment.origin is CommentOrigin.ADDED and one.kind is AppearanceKind.ORIGINAL
        if one.status is AppearanceStatus.SHOWN and (stays or not taken_down):
            return MessageRef(post.server_id, one.channel_id, one.message_id)
    return MessageRef(post.server_id, post.thread_id or post.channel_id, None)
