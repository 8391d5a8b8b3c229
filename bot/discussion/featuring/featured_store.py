"""Comments that moderators put first in their discussion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.database.dialect import given
from bot.database.engine import Connection
from bot.database.schema import comment, featured, post
from bot.discordkit.links import message_link
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    post_store as posts,
)
from bot.domain.card import MAX_FEATURED, Featured
from bot.domain.discussion import Comment, Discussion

_OF_DISCUSSION = select(featured.c.comment_id).where(featured.c.discussion_id == bindparam("discussion_id"))
_OF_POSTS = (
    _OF_DISCUSSION.join_from(featured, comment)
    .where(comment.c.post_id.in_(given("posts")))
    .order_by(featured.c.at.desc(), featured.c.comment_id.desc())
    .limit(MAX_FEATURED)
)
_COUNT = (
    select(func.count())
    .select_from(featured)
    .join(comment, comment.c.id == featured.c.comment_id)
    .join(post, post.c.id == comment.c.post_id)
    .where(featured.c.discussion_id == bindparam("discussion_id"), post.c.channel_id.in_(given("channels")))
)
_FROM_CHANNELS = (
    select(featured.c.discussion_id)
    .join_from(featured, comment)
    .join(post, post.c.id == comment.c.post_id)
    .where(post.c.channel_id.in_(given("channels")))
    .distinct()
)


def put(connection: Connection, shown: Comment, at: datetime) -> None:
    """Feature a comment that is not featured. Its discussion's cards follow."""
    values = {"comment_id": shown.id, "discussion_id": shown.discussion_id, "at": at}
    connection.execute(insert(featured).values(values))
    posts.mark_stale(connection, [shown.discussion_id])


def remove(connection: Connection, comment_id: int) -> bool:
    """Feature a comment no longer; gives whether it was featured. Its discussion's cards follow."""
    gone = delete(featured).where(featured.c.comment_id == comment_id).returning(featured.c.discussion_id)
    discussion_ids = connection.execute(gone).scalars().all()
    posts.mark_stale(connection, discussion_ids)
    return bool(discussion_ids)


def is_featured(connection: Connection, comment_id: int) -> bool:
    """Whether a comment is featured."""
    query = select(featured.c.comment_id).where(featured.c.comment_id == comment_id)
    return connection.execute(query).first() is not None


def count(connection: Connection, discussion_id: int, channels: Collection[int]) -> int:
    """How many comments of a discussion, made in ``channels``, are featured."""
    values = {"discussion_id": discussion_id, "channels": list(channels)}
    return connection.execute(_COUNT, values).scalar_one()


def of_posts(
    connection: Connection, discussion: Discussion, post_ids: Collection[int], channels: Collection[int]
) -> tuple[Featured, ...]:
    """The featured comments of a discussion that were made below these posts, oldest first, with links to
    messages in ``channels``: at most :data:`MAX_FEATURED`, those that were featured last.
    """
    values = {"discussion_id": discussion.id, "posts": list(post_ids)}
    ids = connection.execute(_OF_POSTS, values).scalars().all()
    if not ids:
        return ()
    places = appearances.places(connection, ids, channels)
    links = {one: message_link(discussion.server_id, *place) for one, place in places.items()}
    found = comments.get_many(connection, ids).values()
    return tuple(Featured(one, links.get(one.id)) for one in sorted(found, key=lambda one: one.source_id))


def discussions_from(connection: Connection, channels: Collection[int]) -> list[int]:
    """The discussions that feature comments made in these channels."""
    return list(connection.execute(_FROM_CHANNELS, {"channels": list(channels)}).scalars())
