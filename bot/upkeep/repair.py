"""Repair: each difference that verification finds is mended, the platform's word before ours.

What a member erased stays erased, and what only the bot can say it says when it is next started: such
mirrors become pending.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
    stored_message_store as stored_messages,
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
from bot.gathering.audit_log_matcher import AuditLog, Removed
from bot.gathering.deletion_worker import settle
from bot.jobs.clock import SystemClock
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
        self._takedowns = TakedownWorker(SystemClock(), database, webhooks, history)

    async def mend(self, found: list[Difference]) -> list[Difference]:
        """Mend these differences; gives those that could not be mended, with the reason.

        Messages come in their order, so that what answers another finds it stored.
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
                comment_id = _stored(one)[1].id
                await self._database.write(self._door.correct, comment_id, _posted(one), one.parent_id)
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
        """A message that was missed becomes a comment, as if it had been gathered."""
        posted = _posted(one)
        discussion = await self._database.read(discussions.of_post, one.post.id)
        if discussion.status is not DiscussionStatus.OPEN:
            posted = replace(posted, moderator=await self._history.moderates(one.ref, posted.author.id))
        await self._database.write(self._door.accept_messages, [posted])

    async def _settle(self, one: Difference, moderator_id: int | None) -> None:
        """A comment whose message was deleted: by a moderator it was hidden, else it is erased."""
        await self._database.write(settle, self._door, one.message_id, one.ref.server_id, moderator_id)
        await self._take_down(one)

    async def _take_down(self, one: Difference) -> None:
        """Delete what shows a hidden or deleted comment: this message, or what is left where it is gone."""
        _, comment = _stored(one)
        for shown in await self._database.read(takedowns.of_comment, comment.id):
            if one.live is None or shown.message_id == one.message_id:
                await self._takedowns.take_down(shown)

    async def _say_again(self, one: Difference) -> None:
        appearance, _ = _stored(one)
        now = await self._database.read(load_mirror, self._rooms, appearance.id)
        if now.content is not None:
            await self._webhooks.edit(now.post, now.appearance, now.content)

    async def _who_deleted(self, found: list[Difference]) -> dict[int, int | TertuliaError]:
        """The moderators who deleted messages that are gone, as far as the audit log tells, or why it cannot
        be read now; by message.
        """
        gone: defaultdict[int, list[Removed]] = defaultdict(list)
        for one in found:
            if one.kind in (Kind.DELETED, Kind.MIRROR_GONE):
                whose = (one.message_id, _stored(one)[1].author.id, one.ref.channel_id)
                removed = Removed(*whose, one.kind is Kind.MIRROR_GONE, since=snowflake_time(one.message_id))
                gone[one.ref.server_id].append(removed)
        who: dict[int, int | TertuliaError] = {}
        for server_id, theirs in gone.items():
            log = AuditLog(SystemClock())
            try:
                await log.read(self._history, server_id)
                who |= log.attribute(theirs)
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


async def _put_right(connection: Connection, one: Difference) -> None:
    """Mend what takes nothing but rows."""
    match one.kind:
        case Kind.TAKEN_FOR_GONE:
            await _note(connection, one)
        case Kind.COUNTED_WRONG:
            await reactions.count(connection, [_live(one)])
        case Kind.MIRROR_GONE:
            appearance, comment = _stored(one)
            await appearances.mark_gone(connection, appearance.id)
            await appearances.want_mirror(connection, comment.id, one.post.id)
        case Kind.CARD_GONE:
            await posts.mark_removed(connection, one.post.id)
        case Kind.ROOM_GONE:
            await _room_gone(connection, one)


async def _note(connection: Connection, one: Difference, appearance: Appearance | None = None) -> None:
    """Store that the message stands, and is this appearance, or the one that it is known as."""
    appearance = appearance or _stored(one)[0]
    by_webhook = _live(one).by_webhook
    await appearances.mark_shown(connection, appearance.id, message_id=one.message_id, by_webhook=by_webhook)


async def _adopt(connection: Connection, one: Difference) -> bool:
    """Store that the message is a mirror of its comment, where that is to be seen and has no other there;
    gives whether it is.
    """
    if one.stored:
        comment = await comments.get(connection, one.stored.comment.id)
    else:
        comment = await stored_messages.by_mark(connection, one.post.discussion_id, _live(one).mark)
    if comment is None or comment.status is not CommentStatus.VISIBLE:
        return False
    if not one.stored:
        await appearances.want_mirror(connection, comment.id, one.post.id)
    mirrors = [
        shown
        for shown in await appearances.of_comment(connection, comment.id)
        if shown.kind is AppearanceKind.MIRROR and shown.channel_id == one.ref.channel_id
    ]
    live = next((shown for shown in mirrors if shown.status is not AppearanceStatus.GONE), None)
    if live and live.status is AppearanceStatus.SHOWN:
        return False
    if one.stored:
        if live:
            await appearances.mark_gone(connection, live.id)
        live = one.stored.appearance
    if live:
        await _note(connection, one, live)
    return live is not None


async def _room_gone(connection: Connection, one: Difference) -> None:
    """As when the bot hears of it: what was said is kept, and a forum post's card went with its thread."""
    channel_id = one.ref.channel_id
    await watermarks.close(connection, channel_id)
    await appearances.mark_channels_gone(connection, [channel_id])
    if channel_id not in (one.post.channel_id, one.post.thread_id):
        return  # messages were added from there, and the card stands elsewhere
    if one.post.thread_id != channel_id or one.post.kind is RoomKind.FORUM:
        await posts.mark_removed(connection, one.post.id)
    else:
        await posts.set_thread(connection, one.post.id, None)
