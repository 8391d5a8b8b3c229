"""Repair: each difference that verification finds is mended, the platform's word before ours.

What a member erased stays erased, and what only the bot can say it says when it is next started: such
mirrors become pending.
"""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from dataclasses import replace
from functools import partial

from bot.database.engine import Connection, Database
from bot.discussion.room_index import Rooms
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
    takedown_store as takedowns,
    watermark_store as watermarks,
)
from bot.domain.discussion import (
    Appearance,
    AppearanceStatus,
    CommentStatus,
    DiscussionStatus,
    Post,
    RoomKind,
)
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.events import said_at
from bot.gathering.apply_events import Keeper
from bot.gathering.audit_log_matcher import AuditLog, Removed
from bot.gathering.deletion_worker import settle
from bot.jobs.clock import SystemClock
from bot.mirroring.mirror_content import utterance_of
from bot.mirroring.webhooks_port import Voices
from bot.reading.language_detection import detect
from bot.upkeep import verify_store as verification
from bot.upkeep.archive_port import Archive
from bot.upkeep.differences import TAKEN_DOWN, Difference, Kind

_log = logging.getLogger(__name__)

_DELETIONS = (Kind.DELETED, Kind.MIRROR_GONE)


class Repair:
    """Mends differences, one after the other."""

    def __init__(self, database: Database, rooms: Rooms, archive: Archive, voices: Voices) -> None:
        self._database = database
        self._rooms = rooms
        self._archive = archive
        self._voices = voices
        self._keeper = Keeper(rooms)

    async def mend(self, found: list[Difference]) -> list[Difference]:
        """Mend these differences; gives those that could not be mended, with the reason.

        Messages come in their order, so that what answers another finds it stored.
        """
        moderators, unknown = await self._who_deleted(found)
        left: list[Difference] = []
        for one in sorted(found, key=lambda difference: difference.message_id):
            try:
                if one.venue.server_id in unknown and one.kind in _DELETIONS:
                    raise unknown[one.venue.server_id]
                await self._mend(one, moderators.get(one.message_id))
            except TertuliaError as failure:
                left.append(replace(one, reason=failure.message))
        return left

    async def _mend(self, one: Difference, moderator_id: int | None) -> None:
        match one.kind:
            case Kind.NOT_STORED:
                await self._store(one)
            case Kind.STORED_WRONG:
                await self._correct(one)
            case Kind.DELETED:
                await self._settle(one, moderator_id)
            case Kind.TAKEN_FOR_GONE:
                assert one.appearance is not None
                await self._database.write(
                    partial(verification.mark_standing, appearance_id=one.appearance.id)
                )
            case Kind.STILL_SHOWN:
                await self._take_down(one)
            case Kind.MIRROR_GONE if moderator_id is not None:
                await self._settle(one, moderator_id)
            case Kind.MIRROR_GONE:
                await self._database.write(partial(_show_again, one=one))
            case Kind.MIRROR_UNKNOWN:
                await self._adopt_or_delete(one)
            case Kind.MIRROR_WRONG:
                await self._say_again(one)
            case Kind.CARD_DOUBLED:
                await self._archive.delete(one.venue.channel_id, one.message_id)
            case Kind.CARD_GONE:
                await self._database.write(partial(posts.mark_removed, post_id=one.post.id))
            case Kind.ROOM_GONE:
                await self._database.write(partial(_room_gone, one=one))
            case Kind.COUNTED_WRONG:
                assert one.standing is not None
                counted = {one.message_id: one.standing.reactions}
                await self._database.write(
                    partial(reactions.count, message_ids=[one.message_id], counted=counted)
                )
            case Kind.UNREADABLE:
                assert one.reason is not None
                raise TertuliaError(one.reason)

    async def _store(self, one: Difference) -> None:
        """A message that was missed becomes a comment, as if it had been gathered."""
        said = one.said
        assert said is not None
        async with self._database.read() as connection:
            discussion = await discussions.get(connection, one.post.discussion_id)
        if discussion is not None and discussion.status is not DiscussionStatus.OPEN:
            said = replace(said, moderator=await self._archive.moderates(one.venue, said.author.id))
        found = said

        async def work(connection: Connection) -> None:
            for refusal in (await self._keeper.said(connection, [found])).values():
                raise refusal

        await self._database.write(work)

    async def _correct(self, one: Difference) -> None:
        said, comment = one.said, one.comment
        assert said is not None
        assert comment is not None

        async def work(connection: Connection) -> None:
            await verification.correct(
                connection,
                comment.id,
                author=said.author,
                parent_id=one.parent_id,
                text=said.text,
                language=detect(said.text),
                edited_at=said.edited_at,
                attachments=said.attachments,
            )
            await appearances.mark_changed(connection, comment.id)

        await self._database.write(work)

    async def _settle(self, one: Difference, moderator_id: int | None) -> None:
        """A comment whose message was deleted: by a moderator it was hidden, else it is erased."""
        assert one.comment is not None
        work = partial(settle, message_id=one.message_id, server_id=one.venue.server_id)
        await self._database.write(partial(work, moderator_id=moderator_id))
        async with self._database.read() as connection:
            standing = await takedowns.of_comment(connection, one.comment.id)
            homes = [await posts.get(connection, shown.post_id) for shown in standing]
        for home, shown in zip(homes, standing, strict=True):
            assert home is not None
            await self._delete(home, shown)

    async def _take_down(self, one: Difference) -> None:
        assert one.appearance is not None
        async with self._database.read() as connection:
            comment = await comments.get(connection, one.appearance.comment_id)
        if comment is not None and comment.status in TAKEN_DOWN:  # else it was put back meanwhile
            await self._delete(one.post, one.appearance)

    async def _delete(self, post: Post, shown: Appearance) -> None:
        """Delete a message that shows a hidden or deleted comment."""
        with contextlib.suppress(NotFound):
            await self._voices.take_back(post, shown)
        await self._database.write(partial(appearances.mark_gone, appearance_id=shown.id))

    async def _adopt_or_delete(self, one: Difference) -> None:
        """A mirror that nobody noted: it is noted where its comment has no other, and deleted elsewhere."""
        adopted = await self._database.write(partial(_adopt, one=one))
        if not adopted:
            await self._archive.delete(one.venue.channel_id, one.message_id)

    async def _say_again(self, one: Difference) -> None:
        assert one.appearance is not None
        async with self._database.read() as connection:
            comment = await comments.get(connection, one.appearance.comment_id)
            assert comment is not None
            post = await posts.get(connection, one.appearance.post_id) or one.post
            utterance = await utterance_of(connection, self._rooms, comment, post)
        if utterance is not None:
            await self._voices.change(post, one.appearance, utterance)

    async def _who_deleted(self, found: list[Difference]) -> tuple[dict[int, int], dict[int, TertuliaError]]:
        """The moderator who deleted each message that is gone, where the audit log tells of one; and why it
        cannot be read now, by server.
        """
        gone: defaultdict[int, list[Removed]] = defaultdict(list)
        for one in found:
            if one.kind in _DELETIONS:
                gone[one.venue.server_id].append(_removed(one))
        moderators: dict[int, int] = {}
        unknown: dict[int, TertuliaError] = {}
        for server_id, removed in gone.items():
            log = AuditLog(SystemClock())
            try:
                for removal in await self._archive.removals(server_id):
                    log.note(removal)
            except BotLacks as lack:
                _log.info("The audit log cannot be read, deletions count as their authors': %s", lack)
            except TertuliaError as failure:
                unknown[server_id] = failure
            moderators |= log.attribute(removed)
        return moderators, unknown


def _removed(one: Difference) -> Removed:
    assert one.comment is not None
    return Removed(
        message_id=one.message_id,
        author_id=one.comment.author.id,
        channel_id=one.venue.channel_id,
        mirror=one.kind is Kind.MIRROR_GONE,
        since=said_at(one.message_id),
    )


async def _show_again(connection: Connection, one: Difference) -> None:
    assert one.appearance is not None
    assert one.comment is not None
    await appearances.mark_gone(connection, one.appearance.id)
    await appearances.want_mirror(connection, one.comment.id, one.post.id)


async def _adopt(connection: Connection, one: Difference) -> bool:
    """Whether the message is noted as the mirror it is, and its comment is to be seen."""
    standing, comment = one.standing, one.comment
    if standing is None or comment is None or comment.status is not CommentStatus.VISIBLE:
        return False
    live = await verification.live_mirror(connection, comment.id, one.venue.channel_id)
    if live is not None and live.status is AppearanceStatus.SHOWN:
        return False
    if one.appearance is not None:
        if live is not None:
            await appearances.mark_gone(connection, live.id)
        await verification.mark_standing(connection, one.appearance.id)
        return True
    if live is None:
        await appearances.want_mirror(connection, comment.id, one.post.id)
        live = await verification.live_mirror(connection, comment.id, one.venue.channel_id)
    if live is None:
        return False
    await appearances.mark_shown(
        connection, live.id, message_id=one.message_id, by_webhook=standing.by_webhook
    )
    return True


async def _room_gone(connection: Connection, one: Difference) -> None:
    """As when the bot hears of it: what was said is kept, and a forum post's card went with its thread."""
    channel_id = one.venue.channel_id
    await watermarks.close(connection, channel_id)
    await appearances.mark_channels_gone(connection, [channel_id])
    if channel_id not in (one.post.channel_id, one.post.thread_id):
        return  # messages were added from there, and the card stands elsewhere
    if one.post.thread_id != channel_id or one.post.kind is RoomKind.FORUM:
        await posts.mark_removed(connection, one.post.id)
    else:
        await posts.set_thread(connection, one.post.id, None)
