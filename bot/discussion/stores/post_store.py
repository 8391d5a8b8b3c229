"""Posts: one card in one room."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import given
from bot.database.schema import appearance, comment, discussion, featured, post
from bot.discussion.stores import send_order_store as turns
from bot.domain.discussion import Post, PostStatus, RoomKind
from bot.domain.language import Language
from bot.jobs.kinds import Job

_POSTS = select(
    post.c.id,
    post.c.public_id,
    post.c.discussion_id,
    discussion.c.article_id,
    discussion.c.server_id,
    post.c.channel_id,
    post.c.kind,
    post.c.status,
    post.c.language,
    post.c.message_id,
    post.c.thread_id,
    post.c.joined,
    post.c.created_at,
    post.c.removed_at,
    post.c.mention_role_id,
    post.c.tags,
).join_from(post, discussion)
_IS_LIVE = post.c.status != PostStatus.REMOVED
_OF_DISCUSSION = _POSTS.where(post.c.discussion_id == bindparam("discussion_id")).order_by(post.c.id)
_LIVE_OF_DISCUSSION = _OF_DISCUSSION.where(_IS_LIVE)
_MARK_STALE = (
    update(post)
    .where(post.c.discussion_id.in_(given("discussion_ids")), _IS_LIVE)
    .values(stale=post.c.stale + 1)
)
_FEATURING = select(featured.c.discussion_id).where(featured.c.comment_id == bindparam("comment_id"))
_MARK_FEATURING_STALE = (
    update(post)
    .where(post.c.discussion_id.in_(_FEATURING), _IS_LIVE)
    .values(stale=post.c.stale + 1)
    .returning(post.c.discussion_id)
)
_SHOWN = ("shown_by", "comment_id")
_ANSWERED = (
    _POSTS.join(comment, comment.c.post_id == post.c.id)
    .join(appearance, appearance.c.comment_id == comment.c.id)
    .add_columns(appearance.c.message_id.label("shown_by"), appearance.c.comment_id)
    .where(appearance.c.message_id.in_(given("message_ids")))
)
_IS_STALE = (post.c.stale > 0, post.c.status == PostStatus.POSTED)
_STALE = select(post.c.discussion_id).where(*_IS_STALE).distinct()
_STALE_OF_DISCUSSION = _OF_DISCUSSION.add_columns(post.c.stale).where(*_IS_STALE)
_MARK_DRAWN = (
    update(post).where(post.c.id == bindparam("post_id"), post.c.stale == bindparam("seen")).values(stale=0)
)


def _one(connection: Connection, query: Select[Any]) -> Post | None:
    row = connection.execute(query).mappings().one_or_none()
    return Post(**row) if row else None


def _all(connection: Connection, query: Select[Any], **values: int) -> list[Post]:
    return [Post(**row) for row in connection.execute(query, values).mappings()]


def add(
    connection: Connection,
    *,
    public_id: str,
    discussion_id: int,
    channel_id: int,
    kind: RoomKind,
    language: Language,
    joined: bool,
    created_by: int,
    mention_role_id: int | None = None,
    tags: tuple[str, ...] = (),
) -> int:
    """Store a pending post and return its id. Its card is sent after the commit.

    Raises:
        sqlalchemy.exc.IntegrityError: the room already has a live post of this discussion.
    """
    values = insert(post).values(
        public_id=public_id,
        discussion_id=discussion_id,
        channel_id=channel_id,
        kind=kind,
        status=PostStatus.PENDING,
        language=language,
        joined=joined,
        created_by=created_by,
        created_at=datetime.now(UTC),
        mention_role_id=mention_role_id,
        tags=tags,
    )
    row_id: int = connection.execute(values.returning(post.c.id)).scalar_one()
    schedule(connection, Job.CARD, row_id)
    return row_id


def get(connection: Connection, post_id: int) -> Post | None:
    """The post with this id."""
    return _one(connection, _POSTS.where(post.c.id == post_id))


def by_public_id(connection: Connection, public_id: str) -> Post | None:
    """The post that a button's ``custom_id`` names."""
    return _one(connection, _POSTS.where(post.c.public_id == public_id))


def answered(connection: Connection, message_ids: Collection[int]) -> dict[int, tuple[int, Post]]:
    """The comments that messages show, or showed, with the posts they were made under, by message."""
    rows = connection.execute(_ANSWERED, {"message_ids": list(message_ids)}).mappings()
    return {
        row["shown_by"]: (row["comment_id"], Post(**{name: row[name] for name in row if name not in _SHOWN}))
        for row in rows
    }


def in_room(connection: Connection, discussion_id: int, channel_id: int) -> Post | None:
    """The live post of a discussion in a room."""
    live = (post.c.discussion_id == discussion_id, post.c.channel_id == channel_id, _IS_LIVE)
    return _one(connection, _POSTS.where(*live))


def was_in_room(connection: Connection, discussion_id: int, channel_id: int) -> bool:
    """Whether a room has a card of a discussion, or had one that was removed."""
    there = (post.c.discussion_id == discussion_id, post.c.channel_id == channel_id)
    return connection.execute(select(post.c.id).where(*there).limit(1)).first() is not None


def of_discussion(connection: Connection, discussion_id: int, *, removed: bool = False) -> list[Post]:
    """The live posts of a discussion, oldest first; with ``removed`` those taken away too."""
    query = _OF_DISCUSSION if removed else _LIVE_OF_DISCUSSION
    return _all(connection, query, discussion_id=discussion_id)


def of_article(connection: Connection, article_id: int, server_id: int) -> list[Post]:
    """The live posts of an article in a server, oldest first."""
    its = (discussion.c.article_id == article_id, discussion.c.server_id == server_id, _IS_LIVE)
    return _all(connection, _POSTS.where(*its).order_by(post.c.id))


def recent(connection: Connection, channel_id: int, limit: int) -> list[Post]:
    """The last posts in a room whose card is there, newest first."""
    posted = (post.c.channel_id == channel_id, post.c.status == PostStatus.POSTED)
    return _all(connection, _POSTS.where(*posted).order_by(post.c.created_at.desc()).limit(limit))


def live(connection: Connection) -> list[Post]:
    """Every post that is pending or posted, oldest first."""
    return _all(connection, _POSTS.where(_IS_LIVE).order_by(post.c.id))


def live_in(connection: Connection, channel_id: int) -> list[Post]:
    """The live posts whose channel or thread this is."""
    here = or_(post.c.channel_id == channel_id, post.c.thread_id == channel_id)
    return _all(connection, _POSTS.where(_IS_LIVE, here))


def pending(connection: Connection) -> list[Post]:
    """Posts whose card may or may not have been sent, oldest first."""
    return _all(connection, _POSTS.where(post.c.status == PostStatus.PENDING).order_by(post.c.id))


def mark_sent(connection: Connection, post_id: int, message_id: int) -> None:
    """Store the message of a pending post's card."""
    connection.execute(update(post).where(post.c.id == post_id).values(message_id=message_id))


def mark_posted(connection: Connection, post_id: int, *, message_id: int, thread_id: int | None) -> bool:
    """Store that a card stands; ``thread_id`` is None where no thread could be started. Changes nothing
    where the post was removed meanwhile; returns whether it was still live.
    """
    values = {"status": PostStatus.POSTED, "message_id": message_id, "thread_id": thread_id}
    values["dialog_locked"] = False  # a thread that was kept meanwhile was opened again
    posted = update(post).where(post.c.id == post_id, _IS_LIVE).values(values)
    returning = posted.returning(post.c.discussion_id, post.c.stale)
    if (stored := connection.execute(returning).one_or_none()) is None:
        return False
    if stored.stale:  # what it shows has changed while it was sent
        schedule(connection, Job.REDRAW, stored.discussion_id)
    if thread_id is not None:
        turns.schedule_held(connection, thread_id)
        schedule(connection, Job.THREAD_LOCK, post_id)
    return True


def mark_removed(connection: Connection, post_id: int) -> bool:
    """Store that a card was taken away; its discussion stays. Returns whether it was still live.

    The discussion's other cards may count no comments of its room any more, if that is gone.
    """
    values = {"status": PostStatus.REMOVED, "removed_at": datetime.now(UTC)}
    gone = update(post).where(post.c.id == post_id, _IS_LIVE).values(values)
    discussion_ids = connection.execute(gone.returning(post.c.discussion_id)).scalars().all()
    mark_stale(connection, discussion_ids)
    return bool(discussion_ids)


def removed_cards(connection: Connection, article_id: int, server_id: int) -> list[Post]:
    """Posts of an article that were removed and whose card may still stand on the platform, oldest first."""
    removed = (post.c.status == PostStatus.REMOVED, post.c.message_id.is_not(None))
    of_article = (discussion.c.article_id == article_id, discussion.c.server_id == server_id)
    return _all(connection, _POSTS.where(*removed, *of_article).order_by(post.c.id))


def forget_card(connection: Connection, post_id: int, *, thread_too: bool) -> None:
    """Store that the card of a removed post, and its thread if ``thread_too``, is gone from the platform."""
    gone = update(post).where(post.c.id == post_id, post.c.status == PostStatus.REMOVED)
    connection.execute(gone.values({"message_id": None} | ({"thread_id": None} if thread_too else {})))


def put_back(connection: Connection, post_id: int) -> None:
    """Have the card of a removed post sent again.

    Raises:
        sqlalchemy.exc.IntegrityError: the room has another live post of this discussion.
    """
    values = {"status": PostStatus.PENDING, "created_at": datetime.now(UTC)}
    connection.execute(update(post).where(post.c.id == post_id).values(values))
    schedule(connection, Job.CARD, post_id)


def set_language(connection: Connection, post_id: int, language: Language) -> None:
    """Have a card shown in ``language`` from now on."""
    values = {"language": language, "stale": post.c.stale + 1}
    changed = update(post).where(post.c.id == post_id).values(values).returning(post.c.discussion_id)
    schedule(connection, Job.REDRAW, connection.execute(changed).scalar_one())


def set_joined(connection: Connection, channel_id: int, *, joined: bool) -> None:
    """Set whether a channel's cards take part in the discussions of the other rooms."""
    live = (post.c.channel_id == channel_id, _IS_LIVE)
    connection.execute(update(post).where(*live).values(joined=joined))


def set_thread(connection: Connection, post_id: int, thread_id: int | None) -> None:
    """Store the thread of a card, or that it was deleted."""
    connection.execute(update(post).where(post.c.id == post_id).values(thread_id=thread_id))


def mark_stale(connection: Connection, discussion_ids: Collection[int]) -> None:
    """Have the cards of these discussions redrawn soon: what they show may have changed."""
    if discussion_ids:
        connection.execute(_MARK_STALE, {"discussion_ids": list(discussion_ids)})
        schedule(connection, Job.REDRAW, *discussion_ids)


def mark_article_stale(connection: Connection, article_id: int) -> None:
    """Have the cards of an article redrawn soon, in every server: its text may have changed."""
    shown = select(discussion.c.id).where(discussion.c.article_id == article_id)
    mark_stale(connection, connection.execute(shown).scalars().all())


def mark_featuring_stale(connection: Connection, comment_id: int) -> None:
    """Have the cards redrawn soon that feature a comment: it looks different."""
    discussion_ids = connection.execute(_MARK_FEATURING_STALE, {"comment_id": comment_id}).scalars()
    schedule(connection, Job.REDRAW, *discussion_ids)


def with_stale_cards(connection: Connection) -> list[int]:
    """The discussions of which cards that stand are to be redrawn."""
    return list(connection.execute(_STALE).scalars())


def stale(connection: Connection, discussion_id: int) -> dict[Post, int]:
    """The posts of a discussion whose cards are to be redrawn, oldest first, each with the number of changes
    to name to :func:`mark_drawn`.
    """
    rows = connection.execute(_STALE_OF_DISCUSSION, {"discussion_id": discussion_id}).mappings()
    return {Post(**{name: row[name] for name in row if name != "stale"}): row["stale"] for row in rows}


def mark_drawn(connection: Connection, drawn: Mapping[int, int]) -> None:
    """Store that the cards of these posts were redrawn, unless more changed since their numbers were read."""
    if drawn:
        rows = [{"post_id": post_id, "seen": changes} for post_id, changes in drawn.items()]
        connection.execute(_MARK_DRAWN, rows)
