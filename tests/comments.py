"""Storing comments for a test, and reading all of a discussion's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from bot.database.engine import Connection
from bot.database.schema import comment
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.discussion.stores.attachment_store import attach
from bot.domain.discussion import Attachment, Author, Comment, CommentOrigin, CommentStatus, DetectedLanguage
from bot.domain.events import Located, MessagePosted


def add(
    connection: Connection,
    *,
    discussion_id: int,
    post_id: int,
    parent_id: int | None,
    source_id: int,
    author: Author,
    origin: CommentOrigin,
    status: CommentStatus,
    text: str,
    language: DetectedLanguage,
    said_at: datetime,
    edited_at: datetime | None = None,
    attachments: Sequence[Attachment] = (),
) -> int | None:
    """Store a comment that no message shows; returns its id, or None where it is stored already or erased."""
    post = posts.get(connection, post_id)
    assert post is not None
    said = MessagePosted(source_id, post.channel_id, author, None, text, None, edited_at, ())
    new = Located(said, replace(post, discussion_id=discussion_id), origin, parent_id, status)
    for comment_id in comments.add_all(connection, [new]).values():
        as_told = update(comment).where(comment.c.id == comment_id)
        connection.execute(as_told.values(language=language, said_at=said_at))
        attach(connection, {comment_id: attachments})
        posts.mark_stale(connection, [discussion_id])
        return comment_id
    return None


def said_in(connection: Connection, discussion_id: int) -> list[Comment]:
    """Every comment of a discussion, in whatever state, in the order they were said."""
    query = select(comment.c.source_id).where(comment.c.discussion_id == discussion_id)
    return comments.by_sources(connection, list(connection.execute(query).scalars()))
