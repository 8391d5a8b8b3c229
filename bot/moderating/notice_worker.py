"""Sends one notice for each reported comment and for each hidden one, and keeps them up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
from bot.domain.rules import StoredHit
from bot.domain.translation import MachineText
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.slots import Slots
from bot.moderating.notices_port import Notices
from bot.moderating.rules import hit_store as hits
from bot.posting import article_store as articles
from bot.servers.language_settings import Languages
from bot.translating import translation_store as translations
from bot.translating.translate_page import PageTranslations

CONCURRENCY = 5
"""Requests at a time."""


class NoticeWorker(StoredReconciler[notices.Key]):
    """Sends new notices, and edits those whose comments have changed."""

    job = Job.NOTICE
    backoff = Backoff(first=30.0, longest=3_600.0)
    concurrency = per_lane = 1_000
    """:class:`Slots` limits requests instead, so that a rate limit of one channel holds up no other."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        channel: Notices,
        page_translations: PageTranslations,
    ) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._visibility = visibility
        self._channel = channel
        self._page_translations = page_translations
        self._slots = Slots(CONCURRENCY)

    async def pending(self) -> Iterable[notices.Key]:
        """The notices that were not sent yet, or are out of date."""
        return await self._database.read(notices.outstanding)

    async def work(self, key: notices.Key) -> float | None:
        """Send or edit one notice.

        Raises:
            BotLacks, NotFound, PlatformFailed: the bot cannot send it, or does not know who can read the
                moderators' channel.
            Refused: everybody can read that channel by now. A notice sent before then shows only that.
        """
        stored = await self._database.read(notices.get, key)
        if stored is None or not stored.outstanding:
            return None
        if self._page_translations.are_on:
            await self._translate(key, stored)
            stored = await self._database.read(notices.get, key) or stored  # it follows what was stored now
        exists, current = await self._edit(key, stored)
        if not exists and stored.owed:
            channel_id = await self._database.read(_moderators_channel, key[0])
            if channel_id is not None:
                current = await self._send(key, stored, channel_id)
            elif key[1] is NoticeKind.REPORT and await self._database.read(reports.are_open, key[0]):
                return None  # it waits until the server has a moderators' channel
        if not current:
            return 0.0
        await self._database.write(notices.mark_followed, key=key, seen=stored)
        return None

    async def _translate(self, key: notices.Key, stored: notices.StoredNotice) -> None:
        """Have a comment translated for those who will read its notice, which waits only seconds for that."""
        channel_id = stored.channel_id or await self._database.read(_moderators_channel, key[0])
        if channel_id is not None:
            notice = await self._notice(key, channel_id)
            if notice.other_language and notice.translation is None:
                await self._page_translations.into(notice.other_language, [notice.comment])

    async def _edit(self, key: notices.Key, stored: notices.StoredNotice) -> tuple[bool, bool]:
        """Edit a notice if it was sent. Returns whether its message exists, and whether it is up to date."""
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
        """Send a notice. Returns whether it is certainly up to date.

        It may not be: the request may have waited for a rate limit, or the platform may have accepted an
        earlier attempt and answer with that message.
        """
        async with self._slots.of(channel_id):
            notice = await self._notice(key, channel_id)
            if notice.exposed:
                raise Refused(read_by_all(channel_id))
            await self._database.write(notices.mark_begun, key=key, channel_id=channel_id)
            message_id = await self._channel.send(channel_id, notice)
        sent = partial(notices.mark_sent, channel_id=channel_id, message_id=message_id)
        await self._database.write(sent, key=key)
        return not stored.begun and await self._notice(key, channel_id) == notice

    async def _notice(self, key: notices.Key, channel_id: int) -> Notice:
        """What a notice has to show in a channel now.

        Raises:
            PlatformFailed: it is unknown who can read the channel.
        """
        comment_id, kind = key
        known = await self._database.read(_known, comment_id)
        languages = await self._languages.read_in_by_many(known.post.server_id, channel_id)
        article = known.article
        headline = (article.title(languages[0]) or article.original.title) if article else ""
        public = bool(self._visibility.public(known.post.server_id, known.post.channel_id))
        exposed = self._visibility.public(known.post.server_id, channel_id)
        if exposed is None:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        comment, spot = known.comment, known.spot
        notice = Notice(
            *(kind, comment, headline, spot, public, exposed, languages, known.reports, known.history),
            hits=known.hits,
        )
        return replace(notice, translation=known.translation) if notice.other_language else notice


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored about the comment of a notice."""

    comment: Comment
    post: Post
    spot: MessageRef
    article: Article | None
    reports: tuple[Report, ...]
    history: tuple[AuditRow, ...]
    translation: MachineText | None
    hits: tuple[StoredHit, ...]


def _known(connection: Connection, comment_id: int) -> _Known:
    comment = comments.get(connection, comment_id)
    assert comment is not None
    post = posts.get(connection, comment.post_id)
    assert post is not None
    stored = articles.get(connection, post.article_id)
    return _Known(
        comment,
        post,
        spot=message_ref_of(connection, comment),
        article=stored.article if stored else None,
        reports=tuple(reports.of_comment(connection, comment_id)),
        history=tuple(audit.about(connection, TargetKind.COMMENT, comment_id)),
        translation=translations.of_comments(connection, [comment_id]).get(comment_id),
        hits=hits.of_comment(connection, comment_id),
    )


def _moderators_channel(connection: Connection, comment_id: int) -> int | None:
    """The moderators' channel of a comment's server."""
    comment = comments.get(connection, comment_id)
    assert comment is not None
    server_id = message_ref_of(connection, comment).server_id
    return servers.settings(connection, server_id).moderators_channel_id


def message_ref_of(connection: Connection, comment: Comment) -> MessageRef:
    """A message that shows a comment, else its thread, else its room.

    The messages of a hidden or deleted comment do not count, as they are being deleted.
    """
    post = posts.get(connection, comment.post_id)
    assert post is not None
    hidden = comment.status in (CommentStatus.HIDDEN, CommentStatus.DELETED)
    for one in appearances.of_comment(connection, comment.id):
        stays = comment.origin is CommentOrigin.ADDED and one.kind is AppearanceKind.ORIGINAL
        if one.status is AppearanceStatus.SHOWN and (stays or not hidden):
            return MessageRef(post.server_id, one.channel_id, one.message_id)
    return MessageRef(post.server_id, post.thread_id or post.channel_id, None)
