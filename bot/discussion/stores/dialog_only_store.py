"""Where members comment by dialog alone, and moderators read every comment before it appears.

It is set for a server, for rooms that differ from it, and for single discussions. What was written before the
moment it was set stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, exists, func, or_, select, union, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import given, upsert
from bot.database.schema import comment, dialog_only, discussion, held, post
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import CommentStatus, Discussion, DiscussionStatus, PostStatus
from bot.jobs.kinds import Job

SERVER = 0
"""Stands for all rooms of a server that are not set by themselves, where an id of a room could be."""

_room, _server = dialog_only.alias("of_room"), dialog_only.alias("of_server")
_SINCE = case((_room.c.server_id.is_not(None), _room.c.since), else_=_server.c.since)
"""Since when it is so where a card stands, its discussion aside."""
_IS_ON = or_(_SINCE.is_not(None), discussion.c.dialog_only_since.is_not(None))
_IS_LIVE = post.c.status != PostStatus.REMOVED


def _of_posts(*columns: Any) -> Select[Any]:
    """These columns of posts, each with its discussion and what is set for its room and its server."""
    at_room = (_room.c.server_id == discussion.c.server_id) & (_room.c.channel_id == post.c.channel_id)
    at_server = (_server.c.server_id == discussion.c.server_id) & (_server.c.channel_id == SERVER)
    joined = select(*columns).join_from(post, discussion)
    return joined.join(_room, at_room, isouter=True).join(_server, at_server, isouter=True)


_ON_SINCE = _of_posts(
    post.c.id, _SINCE.label("of_room"), discussion.c.dialog_only_since.label("of_discussion")
).where(post.c.id.in_(given("post_ids")), _IS_ON)
_IN_ROOMS = _of_posts(post.c.id, post.c.discussion_id).where(
    discussion.c.server_id == bindparam("server_id"), _IS_LIVE
)


_OF_COMMENT = (
    _of_posts(_SINCE.label("of_room"), discussion.c.dialog_only_since.label("of_discussion"))
    .join(comment, comment.c.post_id == post.c.id)
    .where(
        comment.c.id == bindparam("comment_id"),
        ~comment.c.author_staff,
        or_(comment.c.status == CommentStatus.VISIBLE, exists().where(held.c.comment_id == comment.c.id)),
        _IS_ON,
    )
)
_OUT_OF_STEP = _of_posts(post.c.id).where(
    _IS_LIVE,
    post.c.thread_id.is_not(None),
    or_(_IS_ON & ~post.c.dialog_locked, ~_IS_ON & post.c.dialog_locked),
)


_OF_POST = _of_posts(*discussion.c, _IS_ON.label("is_on")).where(post.c.id == bindparam("post_id"))
_THREAD = _of_posts(
    post.c.channel_id, post.c.thread_id, discussion.c.status, _IS_ON.label("by_dialog"), post.c.dialog_locked
).where(post.c.id == bindparam("post_id"), _IS_LIVE, post.c.thread_id.is_not(None))


@dataclass(frozen=True, slots=True)
class ThreadNow:
    """How a post's thread has to be. ``by_dialog``: members comment by dialog alone there; ``was_locked``: it
    was locked for that.
    """

    channel_id: int
    thread_id: int
    status: DiscussionStatus
    by_dialog: bool
    was_locked: bool

    @property
    def locked(self) -> bool:
        """Whether members may not write in it."""
        return self.by_dialog or self.status is not DiscussionStatus.OPEN

    @property
    def archived(self) -> bool:
        """Whether it stands in no list."""
        return self.status is DiscussionStatus.CLOSED


def servers(connection: Connection) -> set[int]:
    """The servers where it is so anywhere."""
    of_rooms = select(dialog_only.c.server_id).where(dialog_only.c.since.is_not(None))
    of_discussions = select(discussion.c.server_id).where(discussion.c.dialog_only_since.is_not(None))
    return set(connection.execute(union(of_rooms, of_discussions)).scalars())


def since(connection: Connection, post_ids: Collection[int]) -> dict[int, datetime]:
    """Since when comments below posts wait for moderators; posts where they do not are left out."""
    rows = connection.execute(_ON_SINCE, {"post_ids": list(post_ids)})
    return {row.id: min(filter(None, (row.of_room, row.of_discussion))) for row in rows}


def since_of_comment(connection: Connection, comment_id: int) -> datetime | None:
    """Since when comments wait for moderators below the post that a comment of a member was made under, if
    they do and the comment is shown, or waits itself. Those of staff do not.
    """
    row = connection.execute(_OF_COMMENT, {"comment_id": comment_id}).one_or_none()
    return None if row is None else min(filter(None, (row.of_room, row.of_discussion)))


def of_card(connection: Connection, post_id: int) -> tuple[Discussion, bool]:
    """The discussion that a post belongs to, and whether members comment by dialog alone there."""
    row = connection.execute(_OF_POST, {"post_id": post_id}).mappings().one()
    return Discussion(**{name: row[name] for name in row if name != "is_on"}), row["is_on"]


def thread_of(connection: Connection, post_id: int) -> ThreadNow | None:
    """How the thread of a post that was not removed has to be, if it has one."""
    row = connection.execute(_THREAD, {"post_id": post_id}).one_or_none()
    return None if row is None else ThreadNow(*row)


def of_server(connection: Connection, server_id: int) -> Mapping[int, datetime | None]:
    """What is set in a server, by room (``SERVER`` for the others): since when it is so; None: it is not."""
    query = select(dialog_only.c.channel_id, dialog_only.c.since).where(dialog_only.c.server_id == server_id)
    return {row.channel_id: row.since for row in connection.execute(query)}


def count_discussions(connection: Connection, server_id: int) -> int:
    """For how many discussions of a server it is set by itself."""
    its = (discussion.c.server_id == server_id, discussion.c.dialog_only_since.is_not(None))
    return connection.execute(select(func.count()).select_from(discussion).where(*its)).scalar_one()


def put(connection: Connection, server_id: int, channel_id: int, at: datetime | None) -> None:
    """Set in a room, or in the whole server, that members comment by dialog alone since a moment; None: not
    there. Cards and threads follow.
    """
    values = {"server_id": server_id, "channel_id": channel_id, "since": at}
    connection.execute(upsert(dialog_only, "since"), values)
    _follow_room(connection, server_id, channel_id)


def leave_to_server(connection: Connection, server_id: int, channel_id: int) -> None:
    """Let a room be as the server is. Its cards and threads follow."""
    own = (dialog_only.c.server_id == server_id, dialog_only.c.channel_id == channel_id)
    connection.execute(delete(dialog_only).where(*own))
    _follow_room(connection, server_id, channel_id)


def put_discussion(connection: Connection, discussion_id: int, at: datetime | None) -> None:
    """Set for one discussion, in all its rooms, that members comment by dialog alone since a moment; None: as
    its rooms say. Its cards and threads follow.
    """
    its = update(discussion).where(discussion.c.id == discussion_id)
    connection.execute(its.values(dialog_only_since=at))
    _follow(connection, discussion_id)


def carry_over(connection: Connection, gone_id: int, kept_id: int) -> None:
    """What is set for a discussion is set for the one that its posts belong to now, too, unless that is set
    by itself. Cards and threads follow.
    """
    gone = select(discussion.c.dialog_only_since).where(discussion.c.id == gone_id).scalar_subquery()
    its = update(discussion).where(discussion.c.id == kept_id, discussion.c.dialog_only_since.is_(None))
    connection.execute(its.values(dialog_only_since=gone))
    _follow(connection, kept_id)


def _follow(connection: Connection, discussion_id: int) -> None:
    live = posts.of_discussion(connection, discussion_id)
    posts.mark_stale(connection, [discussion_id])
    schedule(connection, Job.THREAD_LOCK, *(one.id for one in live))


def out_of_step(connection: Connection) -> list[int]:
    """The posts whose threads were not locked for this yet, or are still."""
    return list(connection.execute(_OUT_OF_STEP).scalars())


def mark_locked(connection: Connection, post_id: int, *, locked: bool) -> None:
    """Store that a post's thread was locked for this, or is no longer."""
    connection.execute(update(post).where(post.c.id == post_id).values(dialog_locked=locked))


def _follow_room(connection: Connection, server_id: int, channel_id: int) -> None:
    here = _IN_ROOMS if channel_id == SERVER else _IN_ROOMS.where(post.c.channel_id == channel_id)
    rows = connection.execute(here, {"server_id": server_id}).all()
    posts.mark_stale(connection, {row.discussion_id for row in rows})
    schedule(connection, Job.THREAD_LOCK, *(row.id for row in rows))
