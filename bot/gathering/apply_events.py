"""Storing what was said, edited and deleted: inside one transaction, each thing exactly once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from bot.database.engine import Connection, apart
from bot.discussion.locate import answered, place_among
from bot.discussion.room_index import Rooms
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    unresolved_reply_store as orphans,
    watermark_store as watermarks,
)
from bot.discussion.stores.attachment_store import attach
from bot.domain import policy
from bot.domain.discussion import (
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    Discussion,
    Post,
)
from bot.domain.events import Deleted, Edited, Said, said_at
from bot.gathering import deletion_store as deletions
from bot.gathering.early_edits import EarlyEdits
from bot.mirroring.request_mirrors import want_mirrors
from bot.reading.language_detection import detect

_Value = TypeVar("_Value")

_REMEMBERED = 10_000
"""Deletions and unanswered messages kept in mind for what history may still bring."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A message and what it is as a comment; the post names its discussion as it is now."""

    said: Said
    post: Post
    parent: Comment | None
    origin: CommentOrigin
    status: CommentStatus


class Keeper:
    """Turns events into rows. What it keeps in memory only bridges events that arrive out of order."""

    def __init__(self, rooms: Rooms, edited: EarlyEdits | None = None) -> None:
        self._rooms = rooms
        self._deleted: OrderedDict[int, None] = OrderedDict()
        self._edited = EarlyEdits() if edited is None else edited
        self._awaited: OrderedDict[int, None] = OrderedDict()

    def note_deleted(self, message_id: int) -> None:
        """A message is gone, whatever a page of history that was read before says."""
        _remember(self._deleted, message_id, None)

    def was_deleted(self, message_id: int) -> bool:
        """Whether a message is among the last that were deleted."""
        return message_id in self._deleted

    async def said(
        self,
        connection: Connection,
        messages: Iterable[Said],
        *,
        from_history: bool = False,
    ) -> dict[int, Exception]:
        """Store those messages that are comments, in their order; gives what the database refused of them.

        They are stored together; what is refused of one does not take the others along. Answers to what comes
        ``from_history`` may have been stored long before, by a bot that was killed.
        """
        refused: dict[int, Exception] = {}
        for run in _runs(messages):
            whole = partial(self._store, from_history=from_history)
            if await apart(connection, partial(whole, run=run)) is None:
                continue
            for said in run:
                if refusal := await apart(connection, partial(whole, run=[said])):
                    refused[said.id] = refusal
        return refused

    async def _store(self, connection: Connection, run: Sequence[Said], *, from_history: bool) -> None:
        placed = await self._placed(connection, run)
        ids = await comments.add_all(connection, map(_new, placed))
        stored = [(ids[one.said.id], one) for one in placed if one.said.id in ids]
        channels = {one.said.id: one.said.channel_id for _, one in stored}
        await appearances.add_originals(connection, channels)
        for comment_id, one in stored:
            await self._follow(connection, comment_id, one)
        await posts.mark_stale(connection, {one.post.discussion_id for _, one in stored})
        awaited = ids.keys() if from_history else ids.keys() & self._awaited.keys()
        for message_id in await orphans.answered(connection, awaited):
            await orphans.adopt(connection, message_id, ids[message_id])
        for one in placed:
            if one.said.id not in ids:
                await self._again(connection, one.said, one.parent)
            elif later := self._edited.get(one.said.id):
                await self.edited(connection, later)

    async def _follow(self, connection: Connection, comment_id: int, placed: _Placed) -> None:
        """Store what belongs to a new comment."""
        said, post = placed.said, placed.post
        await attach(connection, comment_id, said.attachments)
        if placed.status is CommentStatus.VISIBLE:
            at_home = placed.origin is CommentOrigin.REPLY
            await want_mirrors(connection, self._rooms, comment_id, post, at_home=at_home)
        if said.replied_to and placed.parent is None and said.replied_to != post.message_id:
            await orphans.add(connection, comment_id, said.replied_to)
            _remember(self._awaited, said.replied_to, None)

    async def edited(self, connection: Connection, edited: Edited) -> None:
        """Give a comment its new text; the one before is kept as a revision."""
        comment = await comments.by_source(connection, edited.id)
        if comment is None:
            self._edited.keep(edited)
            return
        await comments.edit(
            connection,
            comment.id,
            text=edited.text,
            language=detect(edited.text),
            edited_at=edited.edited_at,
            attachments=edited.attachments,
        )

    async def deleted(self, connection: Connection, deleted: Deleted) -> None:
        """Note which deleted messages showed comments; who deleted them is asked for afterwards."""
        found: list[int] = []
        for message_id in deleted.ids:
            appearance = await appearances.by_message(connection, message_id)
            if appearance is None or appearance.status is AppearanceStatus.GONE:
                continue
            comment = await comments.get(connection, appearance.comment_id)
            assert comment is not None
            if comment.status in (CommentStatus.HIDDEN, CommentStatus.DELETED):
                await appearances.mark_gone(connection, appearance.id)
                continue
            found.append(appearance.id)
        if found:
            # By the platform's clock, as its audit log is.
            since = deleted.since or said_at(await watermarks.latest(connection))
            await deletions.note(connection, deleted.server_id, found, since)

    async def _placed(self, connection: Connection, messages: Sequence[Said]) -> list[_Placed]:
        """Those messages that are comments, and what they are."""
        answers = await answered(connection, self._rooms, messages)
        homes: dict[int, tuple[Post, Discussion]] = {}
        found: list[_Placed] = []
        for said in messages:
            place = await place_among(connection, self._rooms, said, answers)
            if place is None or said.id in self._deleted:
                continue
            post, parent, origin = place
            if post.id not in homes:
                home = await discussions.of_post(connection, post.id)
                homes[post.id] = replace(post, discussion_id=home.id), home
            post, home = homes[post.id]
            allowed = policy.may_add(home.status, moderates=bool(said.moderator))
            status = CommentStatus.VISIBLE if allowed else CommentStatus.REFUSED
            found.append(_Placed(said, post, parent, origin, status))
        return found

    async def _again(self, connection: Connection, said: Said, parent: Comment | None) -> None:
        """A message that is stored was read once more: it may have been edited, its parent stored since."""
        if said.edited_at:
            edited = Edited(said.id, said.channel_id, said.text, said.edited_at, said.attachments)
            await self.edited(connection, edited)
        stored = await comments.by_source(connection, said.id)
        if parent and stored:
            await comments.set_parent(connection, stored.id, parent.id)


def _runs(messages: Iterable[Said]) -> Iterator[list[Said]]:
    """Messages that can be stored together: none stands twice among them, and none answers another."""
    run: list[Said] = []
    ids: set[int | None] = set()
    for said in messages:
        if said.id in ids or said.replied_to in ids:
            yield run
            run, ids = [], set()
        run.append(said)
        ids.add(said.id)
    if run:
        yield run


def _new(placed: _Placed) -> comments.New:
    said, post = placed.said, placed.post
    return comments.New(
        discussion_id=post.discussion_id,
        post_id=post.id,
        parent_id=placed.parent.id if placed.parent else None,
        source_id=said.id,
        author=said.author,
        origin=placed.origin,
        status=placed.status,
        text=said.text,
        language=detect(said.text),
        said_at=said_at(said.id),
        edited_at=said.edited_at,
    )


def _remember(kept: OrderedDict[int, _Value], key: int, value: _Value) -> None:
    kept[key] = value
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)
