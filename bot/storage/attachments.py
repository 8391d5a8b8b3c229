"""What is attached to comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, insert, select

from bot.domain.discussion import Attachment
from bot.storage.database import Connection
from bot.storage.schema import attachment


async def attach(connection: Connection, comment_id: int, attachments: Iterable[Attachment]) -> None:
    """Store what is attached to a comment that has nothing attached yet."""
    rows = [
        {
            "comment_id": comment_id,
            "position": position,
            "id": one.id,
            "filename": one.filename,
            "content_type": one.content_type,
            "size": one.size,
            "url": one.url,
        }
        for position, one in enumerate(attachments)
    ]
    if rows:
        await connection.execute(insert(attachment), rows)


async def detach(connection: Connection, comment_id: int, left: Collection[Attachment]) -> bool:
    """Erase what is attached to a comment but for what is ``left``; returns whether that was any."""
    taken_off = delete(attachment).where(
        attachment.c.comment_id == comment_id, attachment.c.id.not_in([one.id for one in left])
    )
    return (await connection.execute(taken_off)).rowcount > 0


async def attached(connection: Connection, comment_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """What is attached to comments, in its order, by comment."""
    held: dict[int, list[Attachment]] = {}
    if not comment_ids:
        return held
    # Named columns: the kept copies can be megabytes, and are read only where they are needed.
    kept = attachment.c
    query = select(kept.comment_id, kept.id, kept.filename, kept.content_type, kept.size, kept.url)
    rows = await connection.execute(
        query.where(kept.comment_id.in_(comment_ids)).order_by(kept.comment_id, kept.position)
    )
    for comment_id, *values in rows:
        held.setdefault(comment_id, []).append(Attachment(*values))
    return held
