"""Repair: mends each difference that verification finds, by what the platform holds.

What a member erased stays erased. Mirrors that only a running bot can send become pending.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.locate import locate
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
    takedown_store as takedowns,
    watermark_store as watermarks,
)
from bot.domain.differences import Difference, Kind
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentStatus,
    DiscussionStatus,
    RoomKind,
)
from bot.domain.errors import TertuliaError
from bot.domain.events import LiveMessage, MessagePosted, snowflake_time
from bot.gathering import stored_message_store as stored_messages
from bot.gathering.audit_log_matcher import AuditLog, Removed
from bot.gathering.ban_matcher import BanLog
from bot.gathering.deletion_worker import settle
from bot.jobs.clock import SystemClock
from bot.mirroring.copy_worker import CopyWorker
from bot.mirroring.mirror_content import load_mirror
from bot.mirroring.takedown_worker import TakedownWorker
from bot.mirroring.webhooks_port import Webhooks


class Repair:
    """Mends differences, one after the other."""

    def __init__(
        self, database: Database, rooms: RoomIndex, door: Door, history: History, webhooks: Webhooks
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._door = door
        self._history = history
        self._webhooks = webhooks
        self._takedowns = TakedownWorker(SystemClock(), database, webhooks)
        self._copies = CopyWorker(SystemClock(), database, history)

    async def mend(self, found: list[Difference]) -> list[Difference]:
        """Mend these differences, oldest message first, so that a reply finds its parent stored.

        Returns those that could not be mended, with the reason.
        """
        who_deleted = await self._who_deleted(found)
        left: list[Difference] = []
        for one in sorted(found, key=lambda difference: difference.message_id):
            try:
                await self._mend(one, who_deleted.get(one.message_id))
            except TertuliaError as failure:
                left.append(replace(one, reason=failure.message))
        return left

    async def _mend(self, one: Difference, moderator_id: int | TertuliaError | None) -> None:
        if isinstance(moderator_id, TertuliaError):
            raise moderator_id
        match one.kind:
            case Kind.NOT_STORED:
                await self._store(one)
            case Kind.STORED_WRONG:
                comment_id, posted = _stored(one)[1].id, await self._posted(one)
                await self._database.write(self._door.correct, comment_id, posted, one.parent_id)
            case Kind.DELETED:
                await self._settle(one, moderator_id)
            case Kind.MIRROR_GONE if moderator_id is not None:
                await self._settle(one, moderator_id)
            case Kind.STILL_SHOWN:
                await self._database.write(_note, one)
                await self._take_down(one)
            case Kind.MIRROR_UNKNOWN:
                if not await self._database.write(_adopt, one):
                    await self._webhooks.delete(one.ref.channel_id, one.message_id)
            case Kind.MIRROR_WRONG:
                await self._say_again(one)
            case Kind.CARD_DOUBLED:
                await self._webhooks.delete(one.ref.channel_id, one.message_id)
            case Kind.UNREADABLE:
                assert one.reason is not None
                raise TertuliaError(one.reason)
            case _:
                await self._database.write(_put_right, one)

    async def _store(self, one: Difference) -> None:
        """Store a missed message as a comment, as if it had been gathered."""
        discussion = await self._database.read(discussions.of_post, one.post.id)
        posted = await self._posted(one, asking=discussion.status is not DiscussionStatus.OPEN)
        located = await locate(self._database, self._rooms, [posted])
        await self._database.write(self._door.accept, list(located.values()))

    async def _posted(self, one: Difference, *, asking: bool = False) -> MessagePosted:
        """What a member said. Whether they moderate is asked if ``asking``, or where there are rules."""
        posted = _posted(one)
        if not asking and not self._door.has_rules(one.ref.server_id):
            return posted
        return replace(posted, moderator=await self._history.moderates(one.ref, posted.author.id))

    async def _settle(self, one: Difference, moderator_id: int | None) -> None:
        """Hide a comment whose message a moderator deleted; erase it if anybody else did."""
        await self._database.write(settle, self._door, one.message_id, one.ref.server_id, moderator_id)
        await self._take_down(one)

    async def _take_down(self, one: Difference) -> None:
        """Delete this message of a hidden or deleted comment or, if it is gone, the comment's others."""
        _, comment = _stored(one)
        await self._copies.work(comment.id)
        for shown in await self._database.read(takedowns.of_comment, comment.id):
            if one.live is None or shown.message_id == one.message_id:
                await self._takedowns.take_down(shown)

    async def _say_again(self, one: Difference) -> None:
        appearance, _ = _stored(one)
        now = await self._database.read(load_mirror, appearance.id)
        if now.draft and (content := now.draft.passing(self._rooms)):
            await self._webhooks.edit(now.post, now.appearance, content)

    async def _who_deleted(self, found: list[Difference]) -> dict[int, int | TertuliaError]:
        """By message that is gone: the moderator who deleted it, or why the audit log cannot be read now."""
        gone: defaultdict[int, list[Removed]] = defaultdict(list)
        for one in found:
            if one.kind in (Kind.DELETED, Kind.MIRROR_GONE):
                whose = (one.message_id, _stored(one)[1].author.id, one.ref.channel_id)
                removed = Removed(*whose, one.kind is Kind.MIRROR_GONE, since=snowflake_time(one.message_id))
                gone[one.ref.server_id].append(removed)
        who: dict[int, int | TertuliaError] = {}
        for server_id, theirs in gone.items():
            log, bans = AuditLog(SystemClock()), BanLog(SystemClock())
            try:
                await log.read(self._history, server_id)
                await bans.read(self._history, server_id, theirs)
                banned = bans.attribute(theirs)
                who |= banned | log.attribute(one for one in theirs if one.message_id not in banned)
            except TertuliaError as failure:
                who |= {one.message_id: failure for one in theirs}
        return who


def _live(one: Difference) -> LiveMessage:
    assert one.live is not None
    return one.live


def _posted(one: Difference) -> MessagePosted:
    posted = _live(one).posted
    assert posted is not None
    return posted


def _stored(one: Difference) -> tuple[Appearance, Comment]:
    assert one.stored is not None
    return one.stored.appearance, one.stored.comment


def _put_right(connection: Connection, one: Difference) -> None:
    """Mend what takes only changes of rows."""
    match one.kind:
        case Kind.TAKEN_FOR_GONE:
            _note(connection, one)
        case Kind.COUNTED_WRONG:
            reactions.count(connection, [_live(one)])
        case Kind.MIRROR_GONE:
            appearance, comment = _stored(one)
            appearances.mark_gone(connection, appearance.id)
            appearances.want_mirrors(connection, [comment.id], one.post.id)
        case Kind.CARD_GONE:
            posts.mark_removed(connection, one.post.id)
        case Kind.ROOM_GONE:
            _room_gone(connection, one)


def _note(connection: Connection, one: Difference, appearance: Appearance | None = None) -> None:
    """Store that the message exists and is ``appearance``, by default the one it is stored as."""
    appearance = appearance or _stored(one)[0]
    by_webhook = _live(one).by_webhook
    appearances.mark_shown(connection, appearance.id, message_id=one.message_id, by_webhook=by_webhook)


def _adopt(connection: Connection, one: Difference) -> bool:
    """Store the message as the mirror of its comment, if that is visible and has no other mirror there.
    Returns whether it was stored.
    """
    if one.stored:
        comment = comments.get(connection, one.stored.comment.id)
    else:
        comment = stored_messages.by_mark(connection, one.post.discussion_id, _live(one).mark)
    if comment is None or comment.status is not CommentStatus.VISIBLE:
        return False
    if not one.stored:
        appearances.want_mirrors(connection, [comment.id], one.post.id)
    mirrors = [
        shown
        for shown in appearances.of_comment(connection, comment.id)
        if shown.kind is AppearanceKind.MIRROR and shown.channel_id == one.ref.channel_id
    ]
    live = next((shown for shown in mirrors if shown.status is not AppearanceStatus.GONE), None)
    if live and live.status is AppearanceStatus.SHOWN:
        return False
    if one.stored:
        if live:
            appearances.mark_gone(connection, live.id)
        live = one.stored.appearance
    if live:
        _note(connection, one, live)
    return live is not None


def _room_gone(connection: Connection, one: Difference) -> None:
    """Store that a channel or thread is gone. Comments are kept; a forum post's card goes with its thread."""
    channel_id = one.ref.channel_id
    watermarks.close_all(connection, channel_id)
    appearances.mark_channels_gone(connection, [channel_id])
    if channel_id not in (one.post.channel_id, one.post.thread_id):
        return  # only messages were added from there: the card is elsewhere
    if one.post.thread_id != channel_id or one.post.kind is RoomKind.FORUM:
        posts.mark_removed(connection, one.post.id)
    else:
        posts.set_thread(connection, one.post.id, None)
