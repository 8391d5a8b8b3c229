"""Discussions: everything said about one article in one server."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, literal, or_, select, update

from bot.database.dialect import given, insert_once
from bot.database.engine import Connection, schedule
from bot.database.schema import comment, discussion, featured, post, question
from bot.domain.discussion import CommentStatus, Discussion, DiscussionStatus
from bot.jobs.kinds import Job

# Those of reading are made once: making them anew takes longer than SQLite takes to answer them.
_DISCUSSION = select(discussion)
_BY_ID = _DISCUSSION.where(discussion.c.id == bindparam("discussion_id"))
_BY_IDS = _DISCUSSION.where(discussion.c.id.in_(bindparam("discussion_ids", expanding=True)))
_BY_PUBLIC_ID = _DISCUSSION.where(discussion.c.public_id == bindparam("public_id"))
_OF_POST = _DISCUSSION.join_from(post, discussion).where(post.c.id == bindparam("post_id"))
_OF_POSTS = (
    _DISCUSSION.add_columns(post.c.id.label("post_id"))
    .join_from(post, discussion)
    .where(post.c.id.in_(given("post_ids")))
)
_OF_CARD = _DISCUSSION.join_from(post, discussion).where(post.c.public_id == bindparam("public_id"))
_FIRST = or_(
    select(featured.c.comment_id).where(featured.c.discussion_id == bindparam("discussion_id")).exists(),
    select(question.c.id)
    .where(question.c.discussion_id == bindparam("discussion_id"), question.c.removed_at.is_(None))
    .exists(),
)
_VISIBLE = select(func.count().label("number"), _FIRST.label("has_first")).where(
    comment.c.discussion_id == bindparam("discussion_id"),
    comment.c.status == CommentStatus.VISIBLE,
    comment.c.post_id.in_(bindparam("posts", expanding=True)),
)


def public_id() -> str:
    """A new random id to stand in buttons, where a row id could be taken for another's after a restore.

    It begins with a letter or digit: on the command line it is never taken for an option.
    """
    return secrets.token_hex(8)


def open_for(connection: Connection, article_id: int, server_id: int) -> Discussion:
    """Return the discussion of an article in a server, opened where there is none."""
    opened = insert_once(discussion).values(
        public_id=public_id(),
        article_id=article_id,
        server_id=server_id,
        status=DiscussionStatus.OPEN,
        slowmode=0,
        created_at=datetime.now(UTC),
    )
    connection.execute(opened)
    found = _one(
        connection,
        select(discussion).where(discussion.c.article_id == article_id, discussion.c.server_id == server_id),
    )
    assert found is not None
    return found


def get(connection: Connection, discussion_id: int) -> Discussion | None:
    """The discussion with this id."""
    return _one(connection, _BY_ID, discussion_id=discussion_id)


def get_many(connection: Connection, discussion_ids: Collection[int]) -> dict[int, Discussion]:
    """The discussions with these ids, by id."""
    rows = connection.execute(_BY_IDS, {"discussion_ids": list(discussion_ids)})
    return {row["id"]: Discussion(**row) for row in rows.mappings()}


def of_post(connection: Connection, post_id: int) -> Discussion:
    """The discussion a post belongs to; another than when the post was read, where articles became one."""
    found = _one(connection, _OF_POST, post_id=post_id)
    assert found is not None
    return found


def of_posts(connection: Connection, post_ids: Collection[int]) -> dict[int, Discussion]:
    """The discussions that posts belong to by now, by post."""
    rows = connection.execute(_OF_POSTS, {"post_ids": list(post_ids)}).mappings()
    return {
        row["post_id"]: Discussion(**{name: row[name] for name in row if name != "post_id"}) for row in rows
    }


def of_article(connection: Connection, article_id: int, server_id: int) -> Discussion | None:
    """The discussion of an article in a server, where there is one."""
    this = (discussion.c.article_id == article_id, discussion.c.server_id == server_id)
    return _one(connection, select(discussion).where(*this))


def by_public_id(connection: Connection, public_id: str) -> Discussion | None:
    """The discussion that a button's ``custom_id`` names."""
    return _one(connection, _BY_PUBLIC_ID, public_id=public_id)


def of_card(connection: Connection, public_id: str) -> Discussion | None:
    """The discussion that a card belongs to, whose buttons' ``custom_id`` name its post; removed ones too."""
    return _one(connection, _OF_CARD, public_id=public_id)


def of_thread(connection: Connection, thread_id: int) -> Discussion | None:
    """The discussion that a card's thread or forum post belongs to, removed cards included."""
    query = select(discussion).join_from(post, discussion).where(post.c.thread_id == thread_id)
    return _one(connection, query)


def recent(connection: Connection, server_id: int, limit: int) -> list[Discussion]:
    """The discussions of a server, the one with the newest card first."""
    newest = func.max(post.c.id)
    query = (
        select(discussion)
        .join_from(discussion, post)
        .where(discussion.c.server_id == server_id)
        .group_by(discussion.c.id)
        .order_by(newest.desc())
        .limit(limit)
    )
    return [Discussion(**row) for row in connection.execute(query).mappings()]


def rooms(connection: Connection, discussion_ids: Collection[int]) -> dict[int, set[int]]:
    """The channels each discussion's cards were posted in, those taken away included."""
    query = select(post.c.discussion_id, post.c.channel_id).where(post.c.discussion_id.in_(discussion_ids))
    found: dict[int, set[int]] = {}
    for discussion_id, channel_id in connection.execute(query):
        found.setdefault(discussion_id, set()).add(channel_id)
    return found


def set_status(
    connection: Connection, discussion_id: int, status: DiscussionStatus, reason: str | None = None
) -> None:
    """Open, lock or close a discussion; members are told the reason while it is locked or closed."""
    values: dict[str, Any] = {"status": status, "closed_after": None}
    values["reason"] = None if status is DiscussionStatus.OPEN else reason
    if status is DiscussionStatus.OPEN:
        reopened = case(
            (discussion.c.status == DiscussionStatus.CLOSED, _now()), else_=discussion.c.reopened_at
        )
        values["reopened_at"] = reopened
    connection.execute(update(discussion).where(discussion.c.id == discussion_id).values(values))
    schedule(connection, Job.QUESTION, discussion_id)  # in a closed one it is not sent


def close_by_age(connection: Connection, discussion_id: int, days: int) -> None:
    """Close a discussion after so many days. Why it was locked, if it was, stays."""
    values = {"status": DiscussionStatus.CLOSED, "closed_after": days}
    connection.execute(update(discussion).where(discussion.c.id == discussion_id).values(values))
    schedule(connection, Job.QUESTION, discussion_id)


def set_slowmode(connection: Connection, discussion_id: int, seconds: int) -> None:
    """Set how long each member waits between two comments, 0 to 21,600 seconds."""
    connection.execute(update(discussion).where(discussion.c.id == discussion_id).values(slowmode=seconds))


def visible_comments(connection: Connection, discussion_id: int, posts: Collection[int]) -> tuple[int, bool]:
    """How many comments of a discussion, made under these posts, are shown; and whether moderators put
    anything first in it: a comment of any post, or a question.
    """
    row = connection.execute(_VISIBLE, {"discussion_id": discussion_id, "posts": list(posts)}).one()
    return row.number, bool(row.has_first)


def has_comments(connection: Connection, post_id: int) -> bool:
    """Whether anything said below a post is kept, shown or not."""
    its = select(post.c.discussion_id).where(post.c.id == post_id).scalar_subquery()
    kept = (comment.c.post_id == post_id, comment.c.status != CommentStatus.DELETED)
    query = select(comment.c.id).where(comment.c.discussion_id == its, *kept)
    return connection.execute(query.limit(1)).first() is not None


def _now() -> Any:
    return literal(datetime.now(UTC), discussion.c.reopened_at.type)


def _one(connection: Connection, query: Select[Any], **values: int | str) -> Discussion | None:
    row = connection.execute(query, values).mappings().one_or_none()
    return Discussion(**row) if row else None
