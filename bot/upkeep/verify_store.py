"""What should stand on the platform, as far as it is stored; and putting right what is stored wrongly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.database.engine import Connection
from bot.database.schema import appearance, attachment, comment
from bot.discussion.stores import attachment_copies_store as copies, comment_store as comments
from bot.discussion.stores.attachment_store import attach
from bot.domain.discussion import (
    MARKS,
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
)


async def appearances_between(
    connection: Connection, channel_id: int, after: int, until: int | None
) -> list[Appearance]:
    """The messages of a channel or thread after one and up to another that show or showed comments."""
    query = select(appearance).where(appearance.c.channel_id == channel_id, appearance.c.message_id > after)
    if until is not None:
        query = query.where(appearance.c.message_id <= until)
    rows = await connection.execute(query.order_by(appearance.c.message_id))
    return [Appearance(**row) for row in rows.mappings()]


async def added_below(connection: Connection, post_ids: Collection[int]) -> list[tuple[int, int]]:
    """The channels and threads that messages were added from, each with a post that they were added below."""
    added = select(comment.c.id).where(comment.c.origin == CommentOrigin.ADDED)
    query = select(appearance.c.channel_id, appearance.c.post_id).where(
        appearance.c.comment_id.in_(added),
        appearance.c.kind == AppearanceKind.ORIGINAL,
        appearance.c.status == AppearanceStatus.SHOWN,
    )
    rows = (await connection.execute(query.distinct())).all()
    return [(row.channel_id, row.post_id) for row in rows if row.post_id in post_ids]


async def marked(
    connection: Connection, discussion_ids: Collection[int], marks: Collection[int]
) -> dict[int, Comment]:
    """The comments of these discussions whose mirrors carry these marks, by mark."""
    if not marks:
        return {}
    theirs = (comment.c.discussion_id.in_(discussion_ids), (1 + comment.c.source_id % MARKS).in_(marks))
    rows = await connection.execute(select(comment.c.id).where(*theirs))
    found = await comments.get_many(connection, list(rows.scalars()))
    return {one.mark: one for one in found.values()}


async def live_mirror(connection: Connection, comment_id: int, channel_id: int) -> Appearance | None:
    """The mirror of a comment that stands, or is to be sent, in a thread."""
    query = select(appearance).where(
        appearance.c.comment_id == comment_id,
        appearance.c.channel_id == channel_id,
        appearance.c.kind == AppearanceKind.MIRROR,
        appearance.c.status != AppearanceStatus.GONE,
    )
    row = (await connection.execute(query)).mappings().first()
    return Appearance(**row) if row else None


async def mark_standing(connection: Connection, appearance_id: int) -> None:
    """A message that was taken for gone stands."""
    stands = update(appearance).where(appearance.c.id == appearance_id)
    await connection.execute(stands.values(status=AppearanceStatus.SHOWN))


async def correct(
    connection: Connection,
    comment_id: int,
    *,
    author: Author,
    parent_id: int | None,
    text: str,
    language: DetectedLanguage,
    edited_at: datetime | None,
    attachments: Sequence[Attachment],
) -> None:
    """Store of a comment what the platform holds of it. A text that was edited since stays as a revision.

    Nothing changes where the comment was deleted.
    """
    deleted = select(comment.c.id).where(
        comment.c.id == comment_id, comment.c.status == CommentStatus.DELETED
    )
    if (await connection.execute(deleted)).first():
        return
    if edited_at is not None:
        await comments.edit(connection, comment_id, text=text, language=language, edited_at=edited_at)
    values = {"text": text, "language": language, "author_id": author.id, "parent_id": parent_id}
    await connection.execute(update(comment).where(comment.c.id == comment_id).values(values))
    copied = await connection.execute(
        select(attachment.c.id, attachment.c.copy).where(
            attachment.c.comment_id == comment_id, attachment.c.copy.is_not(None)
        )
    )
    kept: dict[int, bytes] = {row.id: row.copy for row in copied}
    await connection.execute(delete(attachment).where(attachment.c.comment_id == comment_id))
    await attach(connection, comment_id, attachments)
    for attachment_id, copy in kept.items():
        await copies.keep(connection, comment_id, attachment_id, copy)
