"""The messages that tell moderators of a comment: which are owed, where they were sent, which have to follow.

``outstanding`` counts what a notice has yet to tell: 0 where its message says what is so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import given, upsert
from bot.database.schema import comment, discussion, notice
from bot.domain.moderation import NoticeKind
from bot.jobs.kinds import EVERY_PANEL, Job

Key = tuple[int, NoticeKind]
"""The notice of one kind about a comment."""

_KEY = (notice.c.comment_id, notice.c.kind)
_MARK_CHANGED = (
    update(notice)
    .where(notice.c.comment_id.in_(given("comment_ids")))
    .values(outstanding=notice.c.outstanding + 1)
    .returning(*_KEY)
)


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice: the message that it stands in, if it was ever sent, and what it has yet to tell.

    A channel without a message is one that it may have been sent to: nothing tells how that ended.
    ``owed`` is whether it is sent anew where somebody deleted that message.
    """

    channel_id: int | None
    message_id: int | None
    outstanding: int
    owed: bool

    @property
    def begun(self) -> bool:
        """Whether an attempt to send it was begun, and may have succeeded or not."""
        return self.channel_id is not None and self.message_id is None


def get(connection: Connection, key: Key) -> StoredNotice | None:
    """The notice of one kind about a comment, if there has to be one."""
    columns = (notice.c.channel_id, notice.c.message_id, notice.c.outstanding, notice.c.owed)
    row = connection.execute(select(*columns).where(*_is(key))).one_or_none()
    return StoredNotice(*row) if row else None


def outstanding(connection: Connection) -> list[Key]:
    """Return the notices that were not sent yet, or do not show what their comments say now."""
    return [(row.comment_id, row.kind) for row in connection.execute(_outstanding())]


def owe(connection: Connection, comment_id: int, kind: NoticeKind) -> None:
    """Require a notice about a comment, also where somebody deleted an earlier message about it."""
    owed = {"comment_id": comment_id, "kind": kind, "created_at": datetime.now(UTC), "owed": True}
    again = upsert(notice, "owed", outstanding=notice.c.outstanding + 1)
    connection.execute(again, {"outstanding": 1, **owed})
    schedule(connection, Job.NOTICE, (comment_id, kind))
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)


def mark_changed(connection: Connection, comment_ids: Collection[int]) -> None:
    """Have the notices about these comments follow: they look different."""
    _schedule(connection, _MARK_CHANGED, comment_ids=list(comment_ids))


def schedule_unsent(connection: Connection, server_id: int) -> None:
    """Have a server's notices sent that waited for a channel."""
    unsent = (
        _outstanding()
        .join_from(notice, comment)
        .join(discussion)
        .where(notice.c.message_id.is_(None), discussion.c.server_id == server_id)
    )
    _schedule(connection, unsent)


def mark_begun(connection: Connection, key: Key, channel_id: int) -> None:
    """Store that a notice is about to be sent, in the place of an earlier message that is gone."""
    connection.execute(update(notice).where(*_is(key)).values(channel_id=channel_id, message_id=None))


def mark_sent(connection: Connection, key: Key, *, channel_id: int, message_id: int) -> None:
    """Store that a notice was sent, in the place of an earlier message. Whether it tells what is so by now
    is for :func:`mark_followed`.
    """
    where = {"channel_id": channel_id, "message_id": message_id, "created_at": datetime.now(UTC)}
    connection.execute(update(notice).where(*_is(key)).values(owed=False, **where))


def mark_followed(connection: Connection, key: Key, seen: StoredNotice) -> None:
    """Store that a notice tells what was so when ``seen`` was read, unless more changed since."""
    followed = update(notice).where(*_is(key), notice.c.outstanding == seen.outstanding)
    connection.execute(followed.values(outstanding=0, owed=False))


def _outstanding() -> Select[Any]:
    return select(*_KEY).where(notice.c.outstanding > 0)


def _is(key: Key) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    comment_id, kind = key
    return notice.c.comment_id == comment_id, notice.c.kind == kind


def _schedule(connection: Connection, keys: Executable, **values: list[int]) -> None:
    """Have the notices whose keys a statement gives sent or redrawn."""
    rows = connection.execute(keys, values)
    schedule(connection, Job.NOTICE, *((row.comment_id, row.kind) for row in rows))
