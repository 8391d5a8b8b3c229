"""Deletions made on the platform that are not settled yet: who made them is still to be found out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.database.dialect import insert_once
from bot.database.engine import Connection, schedule
from bot.database.schema import appearance, comment, deletion, discussion
from bot.discussion.stores import (
    appearance_store as appearances,
    held_store as waiting,
    watermark_store as watermarks,
)
from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, CommentStatus
from bot.domain.events import MessagesDeleted, snowflake_time
from bot.jobs.kinds import Job

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
_SHOWN = (
    select(appearance.c.id, appearance.c.comment_id, comment.c.status)
    .join_from(appearance, comment)
    .where(appearance.c.message_id == bindparam("message_id"))
    .where(appearance.c.status != AppearanceStatus.GONE)
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


def note(connection: Connection, deleted: MessagesDeleted) -> None:
    """Note which deleted messages showed comments. Noted twice, it was one deletion, the first.

    Those of hidden and erased comments are gone, whoever deleted them. So are those of a held one that the
    bot may have deleted itself; who deleted its others is to be found out.
    """
    found: list[int] = []
    for message_id in deleted.ids:
        shown = connection.execute(_SHOWN, {"message_id": message_id}).first()
        if shown is None:
            continue
        is_taken_down = shown.status in (CommentStatus.HIDDEN, CommentStatus.DELETED)
        if is_taken_down and waiting.is_begun(connection, shown.comment_id, shown.id) is not False:
            appearances.mark_gone(connection, shown.id)
        else:
            found.append(shown.id)
    _note(connection, found, deleted.server_id, deleted.since)


def note_gone(connection: Connection, shown: Appearance, server_id: int) -> None:
    """Store that a message of a held comment was gone before the bot asked for its deletion, so that it is
    to be found out who deleted it. Otherwise it stays as it was settled meanwhile.

    The platform may have told of that deletion already, while the bot asked: so far it counted as the bot's.
    A mirror that is missing tells of no decision: its thread may have been deleted.
    """
    is_settled = appearances.get(connection, shown.id).status is AppearanceStatus.GONE
    is_open = not is_settled or waiting.is_begun(connection, shown.comment_id, shown.id)
    if is_open and shown.kind is AppearanceKind.ORIGINAL:
        _note(connection, [shown.id], server_id)
    waiting.answered(connection, shown.id)
    appearances.mark_gone(connection, shown.id)


def _note(
    connection: Connection, found: Collection[int], server_id: int, since: datetime | None = None
) -> None:
    """Note deletions by appearance."""
    if not found:
        return
    # By the platform's clock, as its audit log is.
    at = since or snowflake_time(watermarks.latest(connection))
    connection.execute(insert_once(deletion), [{"appearance_id": one, "since": at} for one in found])
    schedule(connection, Job.DELETION, server_id)


def is_unsettled(connection: Connection, comment_id: int) -> bool:
    """Whether it is still to be found out who deleted a message that showed this comment."""
    query = select(deletion.c.appearance_id).join(appearance, appearance.c.id == deletion.c.appearance_id)
    return connection.execute(query.where(appearance.c.comment_id == comment_id)).first() is not None


def unsettled(connection: Connection, server_id: int | None = None) -> list[Unsettled]:
    """The deletions of a server that are not settled, or those of all servers."""
    query = _UNSETTLED
    if server_id is not None:
        query = query.where(discussion.c.server_id == server_id)
    return [Unsettled(**row) for row in connection.execute(query).mappings()]


def settle(connection: Connection, appearance_id: int) -> None:
    """A deletion is settled."""
    connection.execute(delete(deletion).where(deletion.c.appearance_id == appearance_id))
