"""Comments: their text, revisions, attachments and status."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, exists, func, select, update

from bot.database import search_index as words
from bot.database.dialect import insert_once
from bot.database.engine import Connection
from bot.database.schema import appearance, attachment, comment, post, revision
from bot.discussion.stores import (
    appearance_store as appearances,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.discussion.stores.attachment_store import attach, attached, follow
from bot.domain.discussion import (
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Revision,
)
from bot.domain.events import first_id

_STORED = select(comment, exists().where(attachment.c.comment_id == comment.c.id).label("holds"))
"""Every comment, and whether it holds attachments: few do, so the others need not be asked for them."""
_BY_IDS = _STORED.where(comment.c.id.in_(bindparam("comment_ids", expanding=True)))
_BY_SOURCES = _STORED.where(comment.c.source_id.in_(bindparam("source_ids", expanding=True))).order_by(
    comment.c.source_id
)
_ADD_ONCE = insert_once(comment).returning(comment.c.source_id, comment.c.id)
_BY_MESSAGES = (
    _STORED.add_columns(appearance.c.message_id.label("shown_by"))
    .join_from(appearance, comment)
    .where(appearance.c.message_id.in_(bindparam("message_ids", expanding=True)))
)
_BATCH = 500
"""Rows read at a time where a whole discussion is streamed: memory stays the same however long it is."""


class New(TypedDict):
    """What a comment that is to be stored consists of, without its attachments."""

    discussion_id: int
    post_id: int
    parent_id: int | None
    source_id: int
    author: Author
    origin: CommentOrigin
    status: CommentStatus
    text: str
    language: DetectedLanguage
    said_at: datetime
    edited_at: NotRequired[datetime | None]


async def add(
    connection: Connection, *, attachments: Iterable[Attachment] = (), **new: Unpack[New]
) -> int | None:
    """Store a comment and return its id, or None where it is one that :func:`add_all` leaves out."""
    for comment_id in (await add_all(connection, [new])).values():
        await attach(connection, comment_id, attachments)
        await posts.mark_stale(connection, [new["discussion_id"]])
        return comment_id
    return None


async def add_all(connection: Connection, comments: Iterable[New]) -> dict[int, int]:
    """Store comments and return their ids by ``source_id``. The caller marks their cards, once for many.

    Left out are those whose ``source_id`` is stored already, or was erased.
    """
    if not (rows := [_row(one) for one in comments]):
        return {}
    stored = {row.source_id: row.id for row in await connection.execute(_ADD_ONCE, rows)}
    await words.index(connection, stored)
    return stored


def _row(new: New) -> dict[str, object]:
    author = new["author"]
    return {
        "discussion_id": new["discussion_id"],
        "post_id": new["post_id"],
        "parent_id": new["parent_id"],
        "source_id": new["source_id"],
        "author_id": author.id,
        "author_name": author.name,
        "author_avatar": author.avatar,
        "origin": new["origin"],
        "status": new["status"],
        "text": new["text"],
        "language": new["language"],
        "said_at": new["said_at"],
        "edited_at": new.get("edited_at"),
    }


async def get(connection: Connection, comment_id: int) -> Comment | None:
    """The comment with this id."""
    return await _one(connection, _STORED.where(comment.c.id == comment_id))


async def get_many(connection: Connection, comment_ids: Collection[int]) -> dict[int, Comment]:
    """The comments with these ids, by id."""
    found = await _all(connection, _BY_IDS, comment_ids=list(comment_ids))
    return {one.id: one for one in found}


async def by_sources(connection: Connection, source_ids: Collection[int]) -> list[Comment]:
    """The comments that were first said with these messages or interactions, oldest first."""
    return await _all(connection, _BY_SOURCES, source_ids=list(source_ids))


async def by_source(connection: Connection, source_id: int) -> Comment | None:
    """The comment that was first said with this message or interaction."""
    return await _one(connection, _STORED.where(comment.c.source_id == source_id))


async def by_message(connection: Connection, message_id: int) -> Comment | None:
    """The comment that a message shows, or showed: as the original or as a mirror."""
    query = _STORED.join_from(appearance, comment).where(appearance.c.message_id == message_id)
    return await _one(connection, query)


async def by_messages(connection: Connection, message_ids: Collection[int]) -> dict[int, Comment]:
    """The comments that messages show, or showed, by message."""
    rows = (await connection.execute(_BY_MESSAGES, {"message_ids": list(message_ids)})).mappings().all()
    found = await _comments(connection, rows)
    return {row["shown_by"]: one for row, one in zip(rows, found, strict=True)}


async def last_by(
    connection: Connection, discussion_id: int, author_id: int, since: datetime
) -> datetime | None:
    """When a member last said something in a discussion, if that was after ``since``."""
    said = select(func.max(comment.c.said_at)).where(
        comment.c.discussion_id == discussion_id,
        comment.c.author_id == author_id,
        comment.c.source_id >= first_id(since),
    )
    moment: datetime | None = (await connection.execute(said)).scalar()
    return moment


async def revisions(connection: Connection, comment_id: int) -> list[Revision]:
    """The texts a comment had before the present one, oldest first."""
    query = select(revision).where(revision.c.comment_id == comment_id).order_by(revision.c.number)
    rows = (await connection.execute(query)).mappings()
    return [Revision(row["number"], row["text"], row["replaced_at"]) for row in rows]


async def edit(
    connection: Connection,
    comment_id: int,
    *,
    text: str,
    language: DetectedLanguage,
    edited_at: datetime,
    attachments: Collection[Attachment] | None = None,
) -> bool:
    """Give a comment a new text and keep the earlier one as a revision; attachments follow: those taken off
    are erased.

    Nothing changes where the text is the same, the edit is older than the one stored, or the comment was
    deleted. ``attachments`` None leaves them as they are. Returns whether the comment looks different now.
    """
    row = (await connection.execute(select(comment).where(comment.c.id == comment_id))).mappings().one()
    if row["status"] is CommentStatus.DELETED or (row["edited_at"] and row["edited_at"] > edited_at):
        return False
    other = attachments is not None and await follow(connection, comment_id, attachments)
    if row["text"] == text:
        if other:
            await appearances.mark_changed(connection, comment_id)
        return other
    count = select(func.count()).where(revision.c.comment_id == comment_id)
    number = (await connection.execute(count)).scalar_one() + 1
    earlier = {"comment_id": comment_id, "number": number, "text": row["text"], "replaced_at": edited_at}
    await connection.execute(revision.insert().values(earlier))
    values = {"text": text, "language": language, "edited_at": edited_at}
    await connection.execute(update(comment).where(comment.c.id == comment_id).values(values))
    await appearances.mark_changed(connection, comment_id)
    return True


async def set_status(connection: Connection, comment_id: int, status: CommentStatus) -> None:
    """Show, hide or refuse a comment: its mirrors and cards follow, what shows a hidden one is taken down."""
    changed = update(comment).where(comment.c.id == comment_id).values(status=status)
    discussion_ids = (await connection.execute(changed.returning(comment.c.discussion_id))).scalars().all()
    await appearances.mark_changed(connection, comment_id)
    await takedowns.schedule_for(connection, [comment_id])
    await posts.mark_stale(connection, discussion_ids)


async def set_parent(connection: Connection, comment_id: int, parent_id: int) -> bool:
    """Name the comment that another one answers, where none was known: it may be gathered later.

    Returns whether that is news.
    """
    unknown = (comment.c.id == comment_id, comment.c.parent_id.is_(None), comment.c.id != parent_id)
    named = await connection.execute(update(comment).where(*unknown).values(parent_id=parent_id))
    if named.rowcount:
        await appearances.mark_changed(connection, comment_id)
    return named.rowcount > 0


async def stream(
    connection: Connection,
    discussion_id: int,
    statuses: Collection[CommentStatus],
    channels: Collection[int] | None = None,
) -> AsyncIterator[Comment]:
    """Every comment of a discussion in the order they were said; ``channels`` None is every room."""
    last = 0
    while True:
        query = _STORED.where(*_within(discussion_id, statuses, channels), comment.c.source_id > last)
        batch = await _all(connection, query.order_by(comment.c.source_id).limit(_BATCH))
        for one in batch:
            yield one
        if len(batch) < _BATCH:
            return
        last = batch[-1].source_id


def _within(
    discussion_id: int, statuses: Collection[CommentStatus], channels: Collection[int] | None
) -> list[ColumnElement[bool]]:
    wanted = [comment.c.discussion_id == discussion_id, comment.c.status.in_(statuses)]
    if channels is not None:
        rooms = select(post.c.id).where(
            post.c.discussion_id == discussion_id, post.c.channel_id.in_(channels)
        )
        wanted.append(comment.c.post_id.in_(rooms))
    return wanted


async def _one(connection: Connection, query: Select[Any]) -> Comment | None:
    found = await _all(connection, query)
    return found[0] if found else None


async def _all(connection: Connection, query: Select[Any], **values: list[int]) -> list[Comment]:
    return await _comments(connection, (await connection.execute(query, values)).mappings().all())


async def _comments(connection: Connection, rows: Sequence[RowMapping]) -> list[Comment]:
    held = await attached(connection, [row["id"] for row in rows if row["holds"]])
    return [
        Comment(
            id=row["id"],
            discussion_id=row["discussion_id"],
            post_id=row["post_id"],
            parent_id=row["parent_id"],
            source_id=row["source_id"],
            author=Author(row["author_id"], row["author_name"], row["author_avatar"]),
            origin=row["origin"],
            status=row["status"],
            text=row["text"],
            language=row["language"],
            said_at=row["said_at"],
            edited_at=row["edited_at"],
            attachments=tuple(held.get(row["id"], ())),
        )
        for row in rows
    ]
