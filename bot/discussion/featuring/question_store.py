"""Questions that moderators ask in discussions, and the messages that show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from bot.database.dialect import upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import post, question, question_message
from bot.discussion.stores import post_store as posts
from bot.domain.card import Question
from bot.domain.discussion import Post, PostStatus
from bot.jobs.kinds import Job

_IS_ASKED = question.c.removed_at.is_(None)
_ASKED = select(question).where(question.c.discussion_id == bindparam("discussion_id"), _IS_ASKED)
_LAST_REMOVED = (
    select(question.c.id)
    .where(
        question.c.discussion_id == bindparam("discussion_id"), question.c.removed_at >= bindparam("since")
    )
    .order_by(question.c.removed_at.desc(), question.c.id.desc())
    .limit(1)
)
_BEHIND = or_(
    question_message.c.post_id.is_(None),
    question_message.c.shown.is_(None),
    question_message.c.shown != question.c.id,
    question_message.c.message_id.is_not(None) & ~question_message.c.pinned,
)
_TO_SHOW = (
    select(post.c.discussion_id)
    .join_from(question, post, post.c.discussion_id == question.c.discussion_id)
    .outerjoin(question_message, question_message.c.post_id == post.c.id)
    .where(_IS_ASKED, post.c.status == PostStatus.POSTED, post.c.thread_id.is_not(None), _BEHIND)
    .distinct()
)
_TO_DELETE = (
    select(post.c.discussion_id)
    .join_from(question_message, post)
    .outerjoin(question, (question.c.discussion_id == post.c.discussion_id) & _IS_ASKED)
    .where(question.c.id.is_(None), post.c.status == PostStatus.POSTED, post.c.thread_id.is_not(None))
    .distinct()
)
"""A row without a question is forgotten once its message is deleted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A thread, and what is known of the message with the question there. ``begun_at`` is when it was first
    tried to send it, None if never. ``shown`` is the id of the question that it shows, None while it is
    unknown whether it was sent; without ``message_id`` beside it, somebody deleted the message.
    """

    post: Post
    begun_at: datetime | None = None
    message_id: int | None = None
    shown: int | None = None
    pinned: bool = False


def asked(connection: Connection, discussion_id: int) -> Question | None:
    """The question of a discussion."""
    row = connection.execute(_ASKED, {"discussion_id": discussion_id}).one_or_none()
    return _question(row) if row else None


def ask(
    connection: Connection, discussion_id: int, english: str | None, spanish: str | None, at: datetime
) -> None:
    """Ask a question in a discussion, in place of the one that it may have."""
    remove(connection, discussion_id, at)
    values = {"discussion_id": discussion_id, "english": english, "spanish": spanish, "asked_at": at}
    connection.execute(insert(question).values(values))


def remove(connection: Connection, discussion_id: int, at: datetime) -> bool:
    """Remove the question of a discussion; gives whether there was one. Its cards and messages follow."""
    its = (question.c.discussion_id == discussion_id, _IS_ASKED)
    removed = connection.execute(update(question).where(*its).values(removed_at=at)).rowcount
    _follow(connection, discussion_id)
    return bool(removed)


def put_back(connection: Connection, discussion_id: int, since: datetime) -> bool:
    """Ask the last question again that was removed after ``since``; gives whether there was one."""
    values = {"discussion_id": discussion_id, "since": since}
    if (question_id := connection.execute(_LAST_REMOVED, values).scalar()) is None:
        return False
    connection.execute(update(question).where(question.c.id == question_id).values(removed_at=None))
    _follow(connection, discussion_id)
    return True


def move(connection: Connection, gone: int, keep: int, at: datetime) -> None:
    """Make the questions of a discussion those of another one, whose own question stays."""
    if asked(connection, keep):
        remove(connection, gone, at)
    moved = update(question).where(question.c.discussion_id == gone)
    connection.execute(moved.values(discussion_id=keep))
    _follow(connection, keep)


def _follow(connection: Connection, discussion_id: int) -> None:
    posts.mark_stale(connection, [discussion_id])
    schedule(connection, Job.QUESTION, discussion_id)


def pending(connection: Connection) -> list[int]:
    """The discussions whose threads do not show what they should."""
    return list(connection.execute(_TO_SHOW.union(_TO_DELETE)).scalars())


def places(connection: Connection, discussion_id: int) -> list[Place]:
    """The threads of a discussion in which its cards stand, and what is known of their messages."""
    threads = [
        one
        for one in posts.of_discussion(connection, discussion_id)
        if one.status is PostStatus.POSTED and one.thread_id is not None
    ]
    query = select(question_message).where(question_message.c.post_id.in_([one.id for one in threads]))
    known = {row.post_id: row for row in connection.execute(query)}
    return [Place(one, *(known[one.id][1:] if one.id in known else ())) for one in threads]


def mark_begun(connection: Connection, post_id: int, at: datetime) -> None:
    """Store that a message is about to be sent."""
    values = {"post_id": post_id, "begun_at": at, "message_id": None, "shown": None, "pinned": False}
    connection.execute(upsert(question_message, "begun_at", "message_id", "shown", "pinned"), values)


def mark_shown(connection: Connection, post_id: int, message_id: int, question_id: int) -> None:
    """Store which message shows which question."""
    its = update(question_message).where(question_message.c.post_id == post_id)
    connection.execute(its.values(message_id=message_id, shown=question_id))


def mark_pinned(connection: Connection, post_id: int) -> None:
    """Store that a message is pinned."""
    connection.execute(
        update(question_message).where(question_message.c.post_id == post_id).values(pinned=True)
    )


def mark_deleted(connection: Connection, post_id: int) -> None:
    """Store that somebody deleted a message: it is not sent again, unless another question is asked."""
    its = update(question_message).where(question_message.c.post_id == post_id)
    connection.execute(its.values(message_id=None))


def forget(connection: Connection, post_id: int) -> None:
    """A message was taken away with its question."""
    connection.execute(delete(question_message).where(question_message.c.post_id == post_id))


def _question(row: Row[tuple[object, ...]]) -> Question:
    return Question(row.id, row.english, row.spanish)
