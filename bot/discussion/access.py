"""Finding the comment somebody points at, for those who can see the room it was made in."""

from __future__ import annotations

from bot.database.engine import Connection
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    post_store as posts,
)
from bot.discussion.viewer_port import Standing
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Comment, CommentOrigin, Post
from bot.domain.errors import NotFound
from bot.domain.message import message


async def of_message(connection: Connection, standing: Standing, message_id: int) -> tuple[Comment, Post]:
    """The comment that a message shows, and the post it was made under.

    Raises:
        NotFound: the message is no comment, or not one they can see.
    """
    return await _seen(connection, standing, await comments.by_message(connection, message_id))


async def of_source(connection: Connection, standing: Standing, source_id: int) -> tuple[Comment, Post]:
    """The comment that a button names by what it was first said with, and the post it was made under.

    Raises:
        NotFound: there is none, or not one they can see.
    """
    return await _seen(connection, standing, await comments.by_source(connection, source_id))


async def _seen(connection: Connection, standing: Standing, comment: Comment | None) -> tuple[Comment, Post]:
    post = await posts.get(connection, comment.post_id) if comment else None
    if (
        comment is None
        or post is None
        or post.server_id != standing.member.server_id
        or not standing.sees(post.channel_id)
    ):
        raise NotFound(message("This message is not a comment of a discussion."))
    return comment, post


async def stands_by_the_bot(connection: Connection, comment: Comment) -> bool:
    """Whether a comment stands in its thread under the bot's name, where its author cannot reach it: made in
    a dialog or as a reply to the card, or put back by a moderator after its own message was removed.
    """
    if comment.origin in (CommentOrigin.DIALOG, CommentOrigin.REPLY):
        return True
    shown = await appearances.of_comment(connection, comment.id)
    return not any(
        one.kind is AppearanceKind.ORIGINAL and one.status is AppearanceStatus.SHOWN for one in shown
    )
