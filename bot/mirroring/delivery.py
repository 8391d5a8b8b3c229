"""Sends pending mirrors to a thread, and edits the mirrors whose comments have changed.

A request may wait a long time for a rate limit. Each mirror is therefore checked again after it was sent or
edited, and deleted if it must not be shown any more. Its row is updated last, so that the check is repeated
after a crash or a fault.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History, pages_after
from bot.discussion.room_index import RoomIndex, channels_of
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    deletion_store as deletions,
    post_store as posts,
    send_order_store as turns,
    unresolved_reply_store as unresolved_replies,
)
from bot.domain.discussion import Appearance, AppearanceStatus, CommentStatus, Post
from bot.domain.errors import BotLacks, NotFound, Refused, TertuliaError
from bot.domain.events import ChannelRef, LiveMessage, MessagesDeleted, first_snowflake
from bot.mirroring.dialog_order import OpenDialogs
from bot.mirroring.mirror_content import StoredMirror, load_mirror
from bot.mirroring.translation_wait import TranslationWait
from bot.mirroring.webhooks_port import MirrorContent, SentMirror, Webhooks

_log = logging.getLogger(__name__)

BATCH = 50


class Delivery:
    """Sends, edits and deletes mirrors, one at a time. Call ``load`` before anything is stored."""

    def __init__(
        self,
        started: datetime,
        database: Database,
        rooms: RoomIndex,
        webhooks: Webhooks,
        tracker: GapTracker,
        door: Door,
        history: History,
        open_dialogs: OpenDialogs,
        wait: TranslationWait,
    ) -> None:
        self._started = started
        self._database = database
        self._rooms = rooms
        self._webhooks = webhooks
        self._tracker = tracker
        self._door = door
        self._history = history
        self._open_dialogs = open_dialogs
        self._wait = wait
        self._checked: set[int] = set()
        self._tried: set[int] = set()
        self._next: dict[int, tuple[int, list[Appearance]]] = {}
        """By thread, the mirrors to send next, and the newest appearance when they were read."""

    async def load(self) -> None:
        """Read which mirrors the last run may have edited without checking them again."""
        self._tried = {one.id for one in await self._database.read(appearances.outstanding)}

    async def one(self, channel_id: int) -> float | None:
        """Send one mirror to a thread or, if none is pending, edit one. Returns after how many seconds the
        next can be sent or edited, or None if there was none.

        If sending fails, one mirror is edited all the same: edits and redactions must not wait for it.

        Raises:
            BotLacks, NotFound, PlatformFailed, StorageFailed: it could not be sent or edited.
        """
        try:
            again = await self._send_next(channel_id)
        except TertuliaError:
            with contextlib.suppress(TertuliaError):  # the error of sending is raised instead
                await self._change_next(channel_id)
            raise
        if again != 0.0 and await self._change_next(channel_id):
            again = 0.0
        self._checked.add(channel_id)
        return again

    def stale_rooms(self, channel_id: int) -> AbstractSet[int]:
        """The channels and threads of a thread's discussion where it is not known yet what was missed."""
        post = self._rooms.of_thread(channel_id)
        joined = self._rooms.of_discussion(post.discussion_id) if post else []
        return self._tracker.stale & {ref.channel_id for one in joined for ref in channels_of(one)}

    # ------------------------------------------------------------------ sending

    async def _send_next(self, channel_id: int) -> float | None:
        await self._find_sent(channel_id)
        held_by = (self._started, dict(self._open_dialogs.sent), self.stale_rooms(channel_id))
        newest, batch = self._next.pop(channel_id, (0, []))
        if batch and not await self._database.read(turns.is_turn, batch[0], newest, *held_by):
            batch = []
        if not batch:  # in batches, because the query looks at every pending mirror
            newest = await self._database.read(appearances.newest)
            batch = await self._database.read(turns.to_send, channel_id, BATCH, *held_by)
        if not batch:
            return None
        now, content = await self._load(batch[0])
        if content and now.awaits and (seconds := self._wait.left(channel_id, batch[0].id)):
            self._next[channel_id] = newest, batch
            return seconds
        # A request that fails may have been carried out: then the thread is searched again.
        self._checked.discard(channel_id)
        await self._send(batch[0], now, content)
        self._wait.sent(channel_id)
        if batch[1:]:
            self._next[channel_id] = newest, batch[1:]
        return 0.0

    async def _find_sent(self, channel_id: int) -> None:
        """Find mirrors that were sent but not stored as sent, so that they are not sent twice."""
        if channel_id in self._checked:
            return
        if pending := await self._database.read(appearances.pending, channel_id):
            by_id = await self._database.read(comments.get_many, [one.comment_id for one in pending])
            post = await self._database.read(posts.get, pending[0].post_id)
            assert post is not None
            since = first_snowflake(min(comment.said_at for comment in by_id.values()))
            ref = ChannelRef(post.server_id, post.channel_id, channel_id)
            found: dict[int | None, LiveMessage] = {}
            with contextlib.suppress(BotLacks):  # without Read Message History they are sent all the same
                async for page in pages_after(self._history, ref, since - 1):
                    found |= {one.mark: one for one in page.messages}
            for appearance in pending:
                if live := found.get(by_id[appearance.comment_id].mark):
                    await self._conclude(appearance, SentMirror(live.id, by_webhook=live.by_webhook), None)
        self._checked.add(channel_id)

    async def _send(self, pending: Appearance, now: StoredMirror, content: MirrorContent | None) -> None:
        if now.appearance.status is not AppearanceStatus.PENDING:
            return
        if content is None:
            await self._database.write(_give_up, now)
            return
        try:
            sent = await self._webhooks.send(now.post, content, archived=now.closed)
        except Refused as refusal:
            # A retry would fail too, and hold up the mirrors behind it.
            _log.error(
                "Comment %d cannot be shown in %d: %s", pending.comment_id, pending.channel_id, refusal
            )
            await self._database.write(appearances.mark_gone, pending.id)
            return
        await self._conclude(now.appearance, sent, content)

    async def _conclude(self, pending: Appearance, sent: SentMirror, shown: MirrorContent | None) -> None:
        """Store that a mirror was sent, or delete it if it must not be shown any more.

        ``shown`` is what it shows, None if that is unknown.
        """
        now, content = await self._load(pending)
        mirror = replace(pending, message_id=sent.message_id, by_webhook=sent.by_webhook)
        if content is None:
            with contextlib.suppress(NotFound):
                await self._webhooks.delete_appearance(now.post, mirror)
            await self._database.write(_give_up, now)
            return
        deleted = None
        if self._door.was_deleted(sent.message_id):  # the event came before this row was stored
            deleted = _deletion(now.post, mirror)
        await self._database.write(_store, mirror, current=shown == content, deleted=deleted)

    # ------------------------------------------------------------------ editing

    async def _change_next(self, channel_id: int) -> bool:
        outdated = await self._database.read(appearances.outstanding, channel_id, limit=1)
        for mirror in outdated:
            await self._change(mirror)
        return bool(outdated)

    async def _change(self, mirror: Appearance) -> None:
        seen, shown = await self._load(mirror)
        now, content = seen, shown
        if seen.appearance.status is AppearanceStatus.SHOWN and shown is not None:
            self._tried.add(mirror.id)
            try:
                await self._webhooks.edit(seen.post, seen.appearance, shown)
            except NotFound:
                await self._missing(seen.post, seen.appearance)
            except Refused as refusal:
                _log.error("The mirror %s cannot follow its comment: %s", mirror.message_id, refusal)
            else:
                now, content = await self._load(mirror)
        if content is None and mirror.id in self._tried:
            await self._delete(now)
        elif content != shown:
            return  # its comment changed meanwhile: it is edited once more
        await self._database.write(appearances.mark_followed, seen.appearance)
        self._tried.discard(mirror.id)

    async def _missing(self, post: Post, mirror: Appearance) -> None:
        """Store the deletion of a mirror that was not found, if its thread still exists.

        Raises:
            BotLacks, NotFound, PlatformFailed: the thread cannot be read.
            StorageFailed: the deletion could not be stored.
        """
        assert mirror.message_id is not None
        ref = ChannelRef(post.server_id, post.channel_id, mirror.channel_id)
        if not (await self._history.one(ref, mirror.message_id)).ids:
            since = self._tracker.missed_since(ref.channel_id)
            await self._database.write(deletions.note, _deletion(post, mirror, since))

    async def _delete(self, now: StoredMirror) -> None:
        """Delete a mirror that must not be shown any more."""
        if now.comment_status is not CommentStatus.VISIBLE:
            return  # the TakedownWorker deletes mirrors of hidden and deleted comments
        if now.appearance.status is not AppearanceStatus.SHOWN:
            return
        try:
            await self._webhooks.delete_appearance(now.post, now.appearance)
        except NotFound:
            pass
        except BotLacks as lack:
            _log.error("The mirror %s cannot be deleted: %s", now.appearance.message_id, lack)
            return
        await self._database.write(appearances.mark_gone, now.appearance.id)

    async def _load(self, appearance: Appearance) -> tuple[StoredMirror, MirrorContent | None]:
        """Load a mirror, and what it has to show by who can read the rooms at this moment; None is nothing.

        Raises:
            PlatformFailed: it is unknown who can read one of the rooms.
        """
        now = await self._database.read(load_mirror, appearance.id, translated=self._wait.is_on)
        return now, now.draft.passing(self._rooms) if now.draft else None


def _give_up(connection: Connection, seen: StoredMirror) -> None:
    """Mark a pending mirror as gone, unless its comment was not visible and may be by now."""
    if seen.draft or not load_mirror(connection, seen.appearance.id).draft:
        appearances.mark_gone(connection, seen.appearance.id)


def _store(
    connection: Connection, mirror: Appearance, *, current: bool, deleted: MessagesDeleted | None
) -> None:
    """Store that a mirror is shown, and whether it is ``current``; connect the replies to it.

    ``deleted`` is its deletion, if that was told already.
    """
    assert mirror.message_id is not None
    appearances.mark_shown(connection, mirror.id, message_id=mirror.message_id, by_webhook=mirror.by_webhook)
    if current:
        appearances.mark_followed(connection, mirror)
    else:
        appearances.mark_outdated(connection, mirror.id)
    unresolved_replies.adopt(connection, {mirror.message_id: mirror.comment_id})
    if deleted:
        deletions.note(connection, deleted)


def _deletion(post: Post, mirror: Appearance, since: datetime | None = None) -> MessagesDeleted:
    assert mirror.message_id is not None
    return MessagesDeleted((mirror.message_id,), post.server_id, mirror.channel_id, since)
