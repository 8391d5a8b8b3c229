"""Deletions made on the platform that are not settled yet: who made them is still to be found out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.discussion import AppearanceKind
from bot.storage.database import Connection
from bot.storage.schema import appearance, comment, deletion, discussion

_UNSETTLED = (
    select(
        appearance.c.comment_id,
        appearance.c.message_id,
        comment.c.author_id,
        discussion.c.server_id,
        appearance.c.channel_id,
        appearance.c.kind,
        deletion.c.since,
    )
    .select_from(deletion)
    .join(appearance, appearance.c.id == deletion.c.appearance_id)
    .join(comment, comment.c.id == appearance.c.comment_id)
    .join(discussion, discussion.c.id == comment.c.discussion_id)
    .order_by(deletion.c.appearance_id)
)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A message that showed a comment was deleted at some time after ``since``."""

    comment_id: int
    message_id: int
    author_id: int
    server_id: int
    channel_id: int
    kind: AppearanceKind
    since: datetime


async def note(connection: Connection, appearance_ids: Iterable[int], since: datetime) -> None:
    """Messages that showed comments were deleted. Noted twice, it was one deletion, the first."""
    rows = [{"appearance_id": one, "since": since} for one in appearance_ids]
    await connection.execute(insert(deletion).on_conflict_do_nothing(), rows)


async def unsettled(connection: Connection) -> list[Unsettled]:
    """Every deletion that is not settled."""
    return [Unsettled(**row) for row in (await connection.execute(_UNSETTLED)).mappings()]


async def settle(connection: Connection, appearance_id: int) -> bool:
    """A deletion is settled; gives whether it was still to be."""
    settled = delete(deletion).where(deletion.c.appearance_id == appearance_id)
    return (await connection.execute(settled)).rowcount > 0
