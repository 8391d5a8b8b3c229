"""Which messages in the moderators' channel are about which comment, and whether they say what is so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.moderation import NoticeKind
from bot.storage.database import Connection
from bot.storage.schema import notice


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice stands; ``outstanding`` is how many changes of its comment it has yet to follow."""

    channel_id: int
    message_id: int
    outstanding: int


async def of_comment(connection: Connection, comment_id: int, kind: NoticeKind) -> Place | None:
    """Where the notice of one kind about a comment stands, if one was sent."""
    query = select(notice.c.channel_id, notice.c.message_id, notice.c.outstanding).where(
        notice.c.comment_id == comment_id, notice.c.kind == kind
    )
    row = (await connection.execute(query)).one_or_none()
    return Place(*row) if row else None


async def outstanding(connection: Connection) -> list[tuple[int, NoticeKind]]:
    """The notices that do not show what their comments say now: each comment with the kind of notice."""
    query = select(notice.c.comment_id, notice.c.kind).where(notice.c.outstanding > 0)
    return [(row.comment_id, row.kind) for row in await connection.execute(query)]


async def mark_changed(connection: Connection, comment_id: int) -> None:
    """A comment looks different: the notices about it have to follow."""
    changed = update(notice).where(notice.c.comment_id == comment_id)
    await connection.execute(changed.values(outstanding=notice.c.outstanding + 1))


async def mark_followed(connection: Connection, comment_id: int, kind: NoticeKind, seen: Place) -> None:
    """A notice shows what its comment said when ``seen`` was read; changes made since are still to follow."""
    its = (notice.c.comment_id == comment_id, notice.c.kind == kind, notice.c.message_id == seen.message_id)
    followed = update(notice).where(*its, notice.c.outstanding == seen.outstanding)
    await connection.execute(followed.values(outstanding=0))


async def remember(
    connection: Connection,
    comment_id: int,
    kind: NoticeKind,
    *,
    channel_id: int,
    message_id: int,
    outstanding: int = 0,
) -> None:
    """Remember where a notice was sent, in the place of an earlier one that is gone."""
    where = {
        "channel_id": channel_id,
        "message_id": message_id,
        "created_at": datetime.now(UTC),
        "outstanding": outstanding,
    }
    values = insert(notice).values(comment_id=comment_id, kind=kind, **where)
    await connection.execute(values.on_conflict_do_update(index_elements=["comment_id", "kind"], set_=where))
