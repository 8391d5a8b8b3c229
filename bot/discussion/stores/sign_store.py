"""Signs on messages whose comments were refused: which are owed, and which have to go again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import insert_once
from bot.database.schema import appearance, comment, sign
from bot.domain.discussion import AppearanceKind, AppearanceStatus, CommentStatus
from bot.jobs.kinds import Job

_IS_REFUSED = comment.c.status == CommentStatus.REFUSED
_OWED = select(sign.c.comment_id).join_from(sign, comment).where(or_(~sign.c.placed, ~_IS_REFUSED))
"""A sign may stand though it is not stored as placed: each that is not wanted is to be taken away."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A message that has, or is to have, a sign; ``wanted`` is whether its comment is still refused.

    ``message_id`` is None where the message is gone.
    """

    channel_id: int
    message_id: int | None
    wanted: bool
    placed: bool


def owe(connection: Connection, comment_ids: Collection[int]) -> None:
    """Have a sign put on the messages of these comments, which were refused."""
    if comment_ids:
        connection.execute(insert_once(sign), [{"comment_id": one} for one in comment_ids])
        schedule(connection, Job.SIGN, *comment_ids)


def owed(connection: Connection) -> list[int]:
    """The comments whose signs have to be put or taken away."""
    return list(connection.execute(_OWED).scalars())


def of_comment(connection: Connection, comment_id: int) -> Sign | None:
    """The sign on the message a comment was written with, if one is or was owed."""
    query = (
        select(
            appearance.c.channel_id, appearance.c.message_id, appearance.c.status, _IS_REFUSED, sign.c.placed
        )
        .select_from(sign)
        .join(comment)
        .join(appearance, appearance.c.comment_id == comment.c.id)
        .where(sign.c.comment_id == comment_id, appearance.c.kind == AppearanceKind.ORIGINAL)
    )
    if (row := connection.execute(query).first()) is None:
        return None
    channel_id, message_id, status, wanted, placed = row
    stands = status is AppearanceStatus.SHOWN
    return Sign(channel_id, message_id if stands else None, bool(wanted), bool(placed))


def mark_placed(connection: Connection, comment_id: int) -> None:
    """Store that the sign of a comment was put."""
    connection.execute(update(sign).where(sign.c.comment_id == comment_id).values(placed=True))


def forget(connection: Connection, comment_id: int) -> None:
    """Store that a comment has no sign, and needs none."""
    connection.execute(delete(sign).where(sign.c.comment_id == comment_id))
