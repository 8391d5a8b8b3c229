"""What is attached to comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import delete, insert, select, update

from bot.database.engine import Connection
from bot.database.schema import attachment
from bot.domain.discussion import Attachment

_columns = attachment.c
COLUMNS = (
    _columns.id,
    _columns.filename,
    _columns.content_type,
    _columns.size,
    _columns.url,
    _columns.spoiler,
)
"""What makes an :class:`Attachment`. Kept copies can be megabytes: they are read only where needed."""


def attach(
    connection: Connection,
    attachments: Mapping[int, Iterable[Attachment]],
    copies: Mapping[int, bytes] = MappingProxyType({}),
) -> None:
    """Store what is attached to comments that have nothing attached yet, by comment; ``copies`` of it, by
    their ids.
    """
    rows = [
        {
            "comment_id": comment_id,
            "position": position,
            "id": one.id,
            "filename": one.filename,
            "content_type": one.content_type,
            "size": one.size,
            "url": one.url,
            "spoiler": one.spoiler,
            "copy": copies.get(one.id),
        }
        for comment_id, theirs in attachments.items()
        for position, one in enumerate(theirs)
    ]
    if rows:
        connection.execute(insert(attachment), rows)


def follow(connection: Connection, comment_id: int, left: Collection[Attachment]) -> bool:
    """Erase what is attached to a comment but for what is ``left``, and mark those that are spoilers now.

    Returns whether anything changed.
    """
    theirs = attachment.c.comment_id == comment_id
    is_left = attachment.c.id.in_([one.id for one in left])
    is_spoiler = attachment.c.id.in_([one.id for one in left if one.spoiler])
    taken_off = connection.execute(delete(attachment).where(theirs, ~is_left))
    marked = connection.execute(
        update(attachment).where(theirs, attachment.c.spoiler != is_spoiler).values(spoiler=is_spoiler)
    )
    return taken_off.rowcount + marked.rowcount > 0


def exchange(connection: Connection, comment_id: int, attachments: Iterable[Attachment]) -> None:
    """Store what is attached to a comment instead of what was. Copies of what stays are kept."""
    its = attachment.c.comment_id == comment_id
    kept = select(attachment.c.id, attachment.c.copy).where(its, attachment.c.copy.is_not(None))
    copies = {row.id: row.copy for row in connection.execute(kept)}
    connection.execute(delete(attachment).where(its))
    attach(connection, {comment_id: attachments}, copies)


def attached(connection: Connection, comment_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """What is attached to comments, in its order, by comment."""
    held: dict[int, list[Attachment]] = {}
    if not comment_ids:
        return held
    kept = attachment.c
    query = select(kept.comment_id, *COLUMNS).where(kept.comment_id.in_(comment_ids))
    rows = connection.execute(query.order_by(kept.comment_id, kept.position))
    for comment_id, *values in rows:
        held.setdefault(comment_id, []).append(Attachment(*values))
    return held
