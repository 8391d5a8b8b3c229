"""Appearances: the messages that show comments, those still to be sent included."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Insert,
    Select,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from bot.database.connection import Connection, schedule
from bot.database.dialect import given, insert_once, pairs
from bot.database.schema import appearance, comment, post
from bot.discussion.stores import notice_store as notices, takedown_store as takedowns
from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, CommentOrigin, CommentStatus
from bot.jobs.kinds import Job

_PLACES = (
    select(appearance.c.comment_id, appearance.c.channel_id, appearance.c.message_id)
    .join_from(appearance, post)
    .where(
        appearance.c.comment_id.in_(bindparam("comment_ids", expanding=True)),
        appearance.c.status == AppearanceStatus.SHOWN,
        post.c.channel_id.in_(bindparam("channels", expanding=True)),
        # Not where it was added from: that may be a channel they do not see.
        appearance.c.channel_id.in_((post.c.channel_id, post.c.thread_id)),
    )
    .order_by(appearance.c.id.desc())
)

_IS_PENDING = appearance.c.status == AppearanceStatus.PENDING
_IS_OUTSTANDING = and_(appearance.c.outstanding > 0, appearance.c.status == AppearanceStatus.SHOWN)
_OF_MESSAGES = select(appearance.c.message_id, appearance.c.comment_id).where(
    appearance.c.message_id.in_(given("message_ids"))
)


def _constant(kind: AppearanceKind, status: AppearanceStatus) -> dict[str, ColumnElement[Any]]:
    """What all appearances that one statement makes have in common, by column."""
    common = {"kind": kind, "status": status, "by_webhook": False}
    return {name: literal(value, appearance.c[name].type) for name, value in common.items()}


def _add_originals() -> Insert:
    """One parameter for all: putting the values of each row into a statement costs more than SQLite does."""
    constant = _constant(AppearanceKind.ORIGINAL, AppearanceStatus.SHOWN)
    told = pairs("channels", BigInteger)
    source_id = comment.c.source_id
    said = select(comment.c.id, comment.c.post_id, told.c.value, source_id, *constant.values()).join_from(
        told, comment, source_id == cast(told.c.key, BigInteger)
    )
    columns = ("comment_id", "post_id", "channel_id", "message_id", *constant)
    return insert(appearance).from_select(columns, said)


def _want(*comments: ColumnElement[bool]) -> ReturningInsert[Any]:
    """Asks for some comments of a post's discussion to be shown in its thread; gives it once for each."""
    constant = _constant(AppearanceKind.MIRROR, AppearanceStatus.PENDING)
    wanted = (
        select(comment.c.id, post.c.id, post.c.thread_id, *constant.values())
        .join_from(post, comment, comment.c.discussion_id == post.c.discussion_id)
        .where(post.c.id == bindparam("post_id"), post.c.thread_id.is_not(None), *comments)
    )
    rows = insert_once(appearance).from_select(["comment_id", "post_id", "channel_id", *constant], wanted)
    return rows.returning(appearance.c.channel_id)


_ADD_ORIGINALS = _add_originals()
_WANT_SOME = _want(comment.c.id.in_(given("comment_ids")))
_WANT_SAID_BEFORE = _want(
    comment.c.post_id == post.c.id,
    comment.c.origin != CommentOrigin.THREAD,
    comment.c.status == CommentStatus.VISIBLE,
)


def add_originals(connection: Connection, channels: Mapping[int, int]) -> None:
    """Store the messages that comments were said with, by ``source_id``: each stands in a channel or
    thread. Those of comments that are not stored are left out.
    """
    if channels:
        connection.execute(_ADD_ORIGINALS, {"channels": dict(channels)})


def want_mirrors(connection: Connection, comment_ids: Collection[int], post_id: int) -> None:
    """Ask for comments to be shown in a post's thread; what is asked for or stands there stays as it is.

    A post that has no thread in this transaction has no place for them, whatever memory says.
    """
    wanted = {"post_id": post_id, "comment_ids": list(comment_ids)}
    _schedule_mirrors(connection, _WANT_SOME, wanted)


def want_said_before(connection: Connection, post_id: int) -> None:
    """Ask for what was said below a post, before it had a thread, to be shown there."""
    _schedule_mirrors(connection, _WANT_SAID_BEFORE, {"post_id": post_id})


def of_comment(connection: Connection, comment_id: int) -> list[Appearance]:
    """Every message that shows or showed a comment, the original first."""
    return _all(connection, select(appearance).where(appearance.c.comment_id == comment_id))


def places(
    connection: Connection, comment_ids: Collection[int], channels: Collection[int]
) -> dict[int, tuple[int, int]]:
    """Where comments can be read in ``channels`` (the rooms' channels), by comment: the channel or thread and
    the message that shows it, the original where it stands.
    """
    rows = connection.execute(_PLACES, {"comment_ids": list(comment_ids), "channels": list(channels)})
    return {comment_id: (channel_id, message_id) for comment_id, channel_id, message_id in rows}


def by_message(connection: Connection, message_id: int) -> Appearance | None:
    """Return what a message is to a comment, whether it still stands or is gone."""
    found = _all(connection, select(appearance).where(appearance.c.message_id == message_id))
    return found[0] if found else None


def of_messages(connection: Connection, message_ids: Collection[int]) -> dict[int, int]:
    """The comments that messages show, or showed, by message."""
    rows = connection.execute(_OF_MESSAGES, {"message_ids": list(message_ids)})
    return {row.message_id: row.comment_id for row in rows}


def shown_by(connection: Connection, message_ids: Collection[int]) -> set[int]:
    """Which of these messages stand and show comments."""
    query = select(appearance.c.message_id).where(
        appearance.c.message_id.in_(message_ids), appearance.c.status == AppearanceStatus.SHOWN
    )
    return set(connection.execute(query).scalars())


def get(connection: Connection, appearance_id: int) -> Appearance:
    """The appearance with this id."""
    (found,) = _all(connection, select(appearance).where(appearance.c.id == appearance_id))
    return found


def pending(connection: Connection, channel_id: int) -> list[Appearance]:
    """Every mirror of a thread that is not known to stand there."""
    return _all(connection, select(appearance).where(_IS_PENDING, appearance.c.channel_id == channel_id))


def is_pending(connection: Connection, channel_id: int) -> bool:
    """Whether a thread has mirrors that are still to be sent."""
    query = select(appearance.c.id).where(_IS_PENDING, appearance.c.channel_id == channel_id).limit(1)
    return connection.execute(query).first() is not None


def outstanding(
    connection: Connection, channel_id: int | None = None, limit: int | None = None
) -> list[Appearance]:
    """The mirrors in a thread, or everywhere, that do not show what their comments say now, oldest first."""
    query = select(appearance).join_from(appearance, comment)
    changed = query.where(_IS_OUTSTANDING)
    if channel_id is not None:
        changed = changed.where(appearance.c.channel_id == channel_id)
    return _all(connection, changed.order_by(comment.c.source_id).limit(limit))


def newest(connection: Connection) -> int:
    """The id of the last appearance that was stored, 0 before the first."""
    return connection.execute(select(func.max(appearance.c.id))).scalar() or 0


def waiting(connection: Connection) -> dict[int, int]:
    """How many mirrors are still to be sent or changed, by thread."""
    query = select(appearance.c.channel_id)
    # Each by itself, from an index of its own: with OR, every appearance there is would be looked at.
    each = union_all(query.where(_IS_PENDING), query.where(_IS_OUTSTANDING)).subquery()
    wanted = select(each.c.channel_id, func.count()).group_by(each.c.channel_id)
    return {row[0]: row[1] for row in connection.execute(wanted)}


def mark_changed(connection: Connection, comment_id: int) -> None:
    """Have what shows a comment follow: its mirrors, and those of its answers, which quote it; and
    the notices about it.
    """
    notices.mark_changed(connection, [comment_id])
    live = (appearance.c.kind == AppearanceKind.MIRROR, appearance.c.status != AppearanceStatus.GONE)
    answers = select(comment.c.id).where(comment.c.parent_id == comment_id)
    # One list of both: PostgreSQL finds no index for one condition or another about a list.
    itself = select(literal(comment_id, comment.c.id.type))
    shows_or_quotes = appearance.c.comment_id.in_(union_all(itself, answers))
    changed = update(appearance).where(shows_or_quotes, *live)
    marked = changed.values(outstanding=appearance.c.outstanding + 1)
    _schedule_mirrors(connection, marked.returning(appearance.c.channel_id))


def mark_followed(connection: Connection, seen: Appearance) -> None:
    """Store that a mirror shows what its comment said when ``seen`` was read, unless more changed since."""
    its = update(appearance).where(appearance.c.id == seen.id, appearance.c.outstanding == seen.outstanding)
    connection.execute(its.values(outstanding=0))


def recent_shown(connection: Connection, since_id: int) -> set[int]:
    """The channels and threads with messages that show comments said after ``since_id``."""
    query = select(appearance.c.channel_id).where(
        appearance.c.comment_id.in_(select(comment.c.id).where(comment.c.source_id > since_id)),
        appearance.c.status == AppearanceStatus.SHOWN,
    )
    return set(connection.execute(query).scalars())


def recent_shown_in(connection: Connection, since_id: int, channel_id: int) -> list[int]:
    """The messages in a channel or thread that show comments said after ``since_id``."""
    said = select(literal(1)).where(comment.c.id == appearance.c.comment_id, comment.c.source_id > since_id)
    here = (appearance.c.channel_id == channel_id, appearance.c.message_id > since_id)
    shown = select(appearance.c.message_id).where(*here, appearance.c.status == AppearanceStatus.SHOWN)
    return list(connection.execute(shown.where(said.exists())).scalars())


def sources(connection: Connection) -> list[tuple[int, int]]:
    """The channels and threads where messages stand that were added to discussions, each with a post that
    some were added below.
    """
    query = select(appearance.c.channel_id, appearance.c.post_id).where(
        appearance.c.comment_id.in_(_added()), *_stands_there()
    )
    return [(row.channel_id, row.post_id) for row in connection.execute(query.distinct())]


def mark_shown(connection: Connection, appearance_id: int, *, message_id: int, by_webhook: bool) -> None:
    """Store that a pending mirror stands as this message; it is taken down if its comment is hidden or
    deleted by now.
    """
    values = {"status": AppearanceStatus.SHOWN, "message_id": message_id, "by_webhook": by_webhook}
    shown = update(appearance).where(appearance.c.id == appearance_id).values(values)
    comment_id = connection.execute(shown.returning(appearance.c.comment_id)).scalar_one()
    takedowns.schedule_for(connection, [comment_id])


def mark_outdated(connection: Connection, appearance_id: int) -> None:
    """Have a mirror follow that may show something else than its comment."""
    its = update(appearance).where(appearance.c.id == appearance_id)
    connection.execute(its.values(outstanding=appearance.c.outstanding + 1))


def mark_gone(connection: Connection, appearance_id: int) -> None:
    """Store that a message was taken down, or will not be sent any more."""
    gone = update(appearance).where(appearance.c.id == appearance_id).values(status=AppearanceStatus.GONE)
    connection.execute(gone)


def mark_channels_gone(connection: Connection, channel_ids: Collection[int]) -> None:
    """Store that channels or threads were deleted, with every message in them."""
    gone = update(appearance).where(appearance.c.channel_id.in_(channel_ids))
    connection.execute(gone.values(status=AppearanceStatus.GONE))


def _added() -> Any:
    return select(comment.c.id).where(comment.c.origin == CommentOrigin.ADDED)


def _stands_there() -> tuple[Any, Any]:
    original = appearance.c.kind == AppearanceKind.ORIGINAL
    return original, appearance.c.status == AppearanceStatus.SHOWN


def _schedule_mirrors(
    connection: Connection, marks: Executable, values: Mapping[str, Any] | None = None
) -> None:
    """Execute what gives the threads that have mirrors to send or to change, and have it done."""
    threads = connection.execute(marks, values).scalars()
    schedule(connection, Job.MIRROR, *threads)


def _all(connection: Connection, query: Select[Any]) -> list[Appearance]:
    rows = connection.execute(query.order_by(appearance.c.id)).mappings()
    return [Appearance(**row) for row in rows]
