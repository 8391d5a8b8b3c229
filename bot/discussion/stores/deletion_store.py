"""Deletions made on the platform that are not settled yet: who made them is still to be found out."""

from __future__ import annotations

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

    Those of hidden and erased comments are gone, whoever deleted them; of a held one it is told apart until
    the bot begins to take it down.
    """
    found: list[int] = []
    for message_id in deleted.ids:
        shown = connection.execute(_SHOWN, {"message_id": message_id}).first()
        is_taken_down = shown and shown.status in (CommentStatus.HIDDEN, CommentStatus.DELETED)
        if shown and is_taken_down and not waiting.is_untouched(connection, shown.comment_id):
            appearances.mark_gone(connection, shown.id)
        elif shown:
            found.append(shown.id)
    if found:
        # By the platform's clock, as its audit log is.
        since = deleted.since or snowflake_time(watermarks.latest(connection))
        rows = [{"appearance_id": one, "since": since} for one in found]
        connection.execute(insert_once(deletion), rows)
        schedule(connection, Job.DELETION, deleted.server_id)


def note_gone(connection: Connection, appearance: Appearance, server_id: int) -> None:
    """Note that a message of a held comment was deleted before the bot could take it down."""
    since = snowflake_time(watermarks.latest(connection))
    connection.execute(insert_once(deletion), [{"appearance_id": appearance.id, "since": since}])
    schedule(connection, Job.DELETION, server_id)


def unsettled(connection: Connection, server_id: int | None = None) -> list[Unsettled]:
    """The deletions of a server that are not settled, or those of all servers."""
    query = _UNSETTLED
    if server_id is not None:
        query = query.where(discussion.c.server_id == server_id)
    return [Unsettled(**row) for row in connection.execute(query).mappings()]


def settle(connection: Connection, appearance_id: int) -> None:
    """A deletion is settled."""
    connection.execute(delete(deletion).where(deletion.c.appearance_id == appearance_id))
