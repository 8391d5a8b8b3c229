"""Discussions that have ended, as triggers of the schema note it, and what is kept of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.database.engine import Connection
from bot.database.schema import comment, discussion, ending
from bot.domain.discussion import CommentStatus, Ending

_KEPT = (CommentStatus.VISIBLE, CommentStatus.HIDDEN, CommentStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Ended:
    """A discussion that has ended, in this way."""

    server_id: int
    discussion_id: int
    kind: Ending


def since_before(connection: Connection, kind: Ending, moment: datetime) -> list[Ended]:
    """The discussions that ended in this way before ``moment`` and of which comments are kept."""
    kept = select(comment.c.id).where(
        comment.c.discussion_id == ending.c.discussion_id, comment.c.status.in_(_KEPT)
    )
    query = (
        select(discussion.c.id, discussion.c.server_id)
        .join_from(ending, discussion)
        .where(ending.c.kind == kind, ending.c.since < moment, kept.exists())
    )
    rows = connection.execute(query.order_by(ending.c.since))
    return [Ended(row.server_id, row.id, kind) for row in rows]


def has_ended(connection: Connection, ended: Ended, moment: datetime) -> bool:
    """Whether a discussion is still ended in this way, since before ``moment``."""
    its = (
        ending.c.discussion_id == ended.discussion_id,
        ending.c.kind == ended.kind,
        ending.c.since < moment,
    )
    return connection.execute(select(ending.c.kind).where(*its)).first() is not None


def without_card(connection: Connection, discussion_ids: Collection[int]) -> set[int]:
    """Those of these discussions whose last card was taken away."""
    query = select(ending.c.discussion_id).where(
        ending.c.discussion_id.in_(discussion_ids), ending.c.kind == Ending.DELETED
    )
    return set(connection.execute(query).scalars())


def kept(connection: Connection, discussion_id: int, limit: int) -> list[int]:
    """The ids of up to ``limit`` comments of a discussion that are not erased."""
    query = (
        select(comment.c.id)
        .where(comment.c.discussion_id == discussion_id, comment.c.status.in_(_KEPT))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())
