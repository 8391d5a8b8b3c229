"""Delivering mirrors to a thread: sending those that are pending, and changing those that stand.

A request may wait long inside a rate limit. So a mirror is looked at again after it was sent or changed: one
that may not be shown any more is taken back. Its row stays as it was until that is done, so that a crash or a
fault in between is followed by another look.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History, pages_after
from bot.discussion.room_index import RoomIndex
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
from bot.mirroring.webhooks_port import MirrorContent, SentMirror, Webhooks

_log = logging.getLogger(__name__)

BATCH = 50


class Delivery:
    """Sends, changes and takes back mirrors, one at a time. Call ``load`` before anything is stored."""

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
    ) -> None:
        self._started = started
        self._database = database
        self._rooms = rooms
        self._webhooks = webhooks
        self._tracker = tracker
        self._door = door
        self._history = history
        self._open_dialogs = open_dialogs
        self._checked: set[int] = set()
        self._tried: set[int] = set()
        self._next: dict[int, list[Appearance]] = {}

    async def load(self) -> None:
        """Read which mirrors a bot that was killed may have changed without looking at them again."""
        async with self._database.read() as connection:
            self._tried = {one.id for one in await appearances.outstanding(connection)}

    async def one(self, channel_id: int) -> bool:
        """Send one mirror of a thread, or change one where none is to be sent; gives whether there was any.

        Where sending fails, one is changed all the same: edits and redactions do not wait until it works.

        Raises:
            BotLacks, NotFound, PlatformFailed, StorageFailed: it could not be sent or changed.
        """
        try:
            worked = await self._send_next(channel_id)
        except TertuliaError:
            with contextlib.suppress(TertuliaError):  # why sending failed is told
                await self._change_next(channel_id)
            raise
        worked = worked or await self._change_next(channel_id)
        self._checked.add(channel_id)
        return worked

    # ------------------------------------------------------------------ sending

    async def _send_next(self, channel_id: int) -> bool:
        await self._find_sent(channel_id)
        # Added again once this went well: what fails may have been sent all the same.
        self._checked.discard(channel_id)
        batch = self._next.pop(channel_id, [])
        if not batch:  # some at a time, as reading them looks at all that wait
            async with self._database.read() as connection:
                batch = await turns.to_send(
                    connection, channel_id, BATCH, self._started, self._open_dialogs.sent
                )
        if not batch:
            return False
        await self._send(batch[0])
        if batch[1:]:
            self._next[channel_id] = batch[1:]
        return True

    async def _find_sent(self, channel_id: int) -> None:
        """Find what was sent before a crash or a fault, and not noted: it is not sent a second time."""
        if channel_id in self._checked:
            return
        async with self._database.read() as connection:
            pending = await appearances.pending(connection, channel_id)
            by_id = await comments.get_many(connection, [one.comment_id for one in pending])
            post = await posts.get(connection, pending[0].post_id) if pending else None
        if post is not None:
            since = first_snowflake(min(comment.said_at for comment in by_id.values()))
            ref = ChannelRef(post.server_id, post.channel_id, channel_id)
            found: dict[int | None, LiveMessage] = {}
            with contextlib.suppress(BotLacks):  # where history may not be read they are sent all the same
                async for page in pages_after(self._history, ref, since - 1):
                    found |= {one.mark: one for one in page.messages}
            for appearance in pending:
                if live := found.get(by_id[appearance.comment_id].mark):
                    await self._sent(appearance, SentMirror(live.id, by_webhook=live.by_webhook), None)
        self._checked.add(channel_id)

    async def _send(self, wanted: Appearance) -> None:
        now = await self._look(wanted)
        if now.appearance.status is not AppearanceStatus.PENDING:
            return
        if now.content is None:
            await self._give_up(wanted)
            return
        try:
            sent_mirror = await self._webhooks.send(now.post, now.content, archived=now.closed)
        except Refused as refusal:
            # Trying it again would only hold up what was said after it.
            _log.error("Comment %d cannot be shown in %d: %s", wanted.comment_id, wanted.channel_id, refusal)
            await self._database.write(partial(appearances.mark_gone, appearance_id=wanted.id))
            return
        await self._sent(now.appearance, sent_mirror, now.content)

    async def _sent(self, pending: Appearance, sent_mirror: SentMirror, said: MirrorContent | None) -> None:
        """Note that a mirror stands and says ``said``, if that is known; take it back if it may not stand."""
        now = await self._look(pending)
        standing = replace(pending, message_id=sent_mirror.message_id, by_webhook=sent_mirror.by_webhook)
        if now.content is None:
            with contextlib.suppress(NotFound):
                await self._webhooks.delete_appearance(now.post, standing)
            await self._give_up(pending)
            return
        current = said == now.content
        await self._database.write(partial(self._note, now.post, standing, current))

    async def _note(self, post: Post, standing: Appearance, current: bool, connection: Connection) -> None:
        """Store that a mirror stands, and whether it is ``current``; what answers it is an answer by now."""
        assert standing.message_id is not None
        await appearances.mark_shown(
            connection, standing.id, message_id=standing.message_id, by_webhook=standing.by_webhook
        )
        if current:
            await appearances.mark_followed(connection, standing)
        else:
            await appearances.mark_outdated(connection, standing.id)
        await unresolved_replies.adopt(connection, {standing.message_id: standing.comment_id})
        if self._door.was_deleted(standing.message_id):  # that was told before it was known to be a mirror
            await deletions.note(connection, _deletion(post, standing))

    async def _give_up(self, pending: Appearance) -> None:
        """A mirror does not stand and is not to be sent, unless its comment may be shown again by now."""
        await self._database.write(partial(_give_up, rooms=self._rooms, appearance_id=pending.id))

    # ------------------------------------------------------------------ changing

    async def _change_next(self, channel_id: int) -> bool:
        async with self._database.read() as connection:
            changed = await appearances.outstanding(connection, channel_id, limit=1)
        for appearance in changed:
            await self._change(appearance)
        return bool(changed)

    async def _change(self, changed: Appearance) -> None:
        now = seen = await self._look(changed)
        if seen.appearance.status is AppearanceStatus.SHOWN and seen.content is not None:
            self._tried.add(changed.id)
            try:
                await self._webhooks.edit(seen.post, seen.appearance, seen.content)
            except NotFound:
                await self._missing(seen.post, seen.appearance)
            except Refused as refusal:
                _log.error("The mirror %s cannot follow its comment: %s", changed.message_id, refusal)
            else:
                now = await self._look(changed)
        if now.content is None and changed.id in self._tried:
            await self._delete(now)
        elif now.content != seen.content:
            return  # it is changed once more
        await self._database.write(partial(appearances.mark_followed, seen=seen.appearance))
        self._tried.discard(changed.id)

    async def _missing(self, post: Post, mirror: Appearance) -> None:
        """A mirror was not found. If its thread is there still, somebody deleted it: find out who.

        Raises:
            BotLacks, NotFound, PlatformFailed: the thread cannot be read.
        StorageFailed: it could not be stored that it is gone.
        """
        assert mirror.message_id is not None
        ref = ChannelRef(post.server_id, post.channel_id, mirror.channel_id)
        if not (await self._history.one(ref, mirror.message_id)).ids:
            since = self._tracker.missed_since(ref.channel_id)
            await self._database.write(partial(deletions.note, deleted=_deletion(post, mirror, since)))

    async def _delete(self, now: StoredMirror) -> None:
        """Take down a mirror that may show a text which its thread was not to show any more."""
        if now.comment_status is not CommentStatus.VISIBLE:
            return  # Takedowns takes down the mirrors of hidden and deleted comments
        if now.appearance.status is not AppearanceStatus.SHOWN:
            return
        try:
            await self._webhooks.delete_appearance(now.post, now.appearance)
        except NotFound:
            pass
        except BotLacks as lack:
            _log.error("The mirror %s cannot be taken back: %s", now.appearance.message_id, lack)
            return
        await self._database.write(partial(appearances.mark_gone, appearance_id=now.appearance.id))

    async def _look(self, appearance: Appearance) -> StoredMirror:
        async with self._database.read() as connection:
            return await load_mirror(connection, self._rooms, appearance.id)


async def _give_up(connection: Connection, rooms: RoomIndex, appearance_id: int) -> None:
    """Store that a mirror is not to be sent, if that is so still; its comment may have been put back."""
    if (await load_mirror(connection, rooms, appearance_id)).content is None:
        await appearances.mark_gone(connection, appearance_id)


def _deletion(post: Post, mirror: Appearance, since: datetime | None = None) -> MessagesDeleted:
    assert mirror.message_id is not None
    return MessagesDeleted((mirror.message_id,), post.server_id, mirror.channel_id, since)
