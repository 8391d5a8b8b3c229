"""Finding the comment somebody points at, for those who can see the room it was made in."""

from __future__ import annotations

from bot.database.engine import Connection
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    post_store as posts,
)
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Comment, CommentOrigin, Post
from bot.domain.errors import NotFound
from bot.domain.message import message

Found = tuple[Comment, Post]
"""A comment, and the post it was made under."""


def by_message(connection: Connection, message_id: int) -> Found | None:
    """The comment that a message shows, whoever can see it."""
    return _found(connection, comments.by_message(connection, message_id))


def by_source(connection: Connection, source_id: int) -> Found | None:
    """The comment that a button names by what it was first said with, whoever can see it."""
    return _found(connection, comments.by_source(connection, source_id))


def require_seen(viewer: Viewer, found: Found | None) -> Found:
    """Give what was found to somebody who can see the room it was made in.

    Raises:
        NotFound: there is none, or not one they can see.
    """
    if found is not None:
        _, post = found
        if post.server_id == viewer.member.server_id and viewer.sees(post.channel_id):
            return found
    raise NotFound(message("This message is not a comment in a discussion."))


def _found(connection: Connection, comment: Comment | None) -> Found | None:
    post = posts.get(connection, comment.post_id) if comment else None
    return (comment, post) if comment and post else None


def shown_at(connection: Connection, message_id: int) -> Post | None:
    """The post in whose thread a message shows a comment, if it still does."""
    shown = appearances.by_message(connection, message_id)
    stands = shown is not None and shown.status is AppearanceStatus.SHOWN
    return posts.get(connection, shown.post_id) if shown and stands else None


def reads_at(viewer: Viewer, rooms: RoomIndex, home: Post, there: Post | None) -> bool:
    """Whether somebody can read the room a comment was made in, or ``there``, where a message shows it: while
    both rooms are joined.
    """
    if home.server_id != viewer.member.server_id:
        return False
    if viewer.sees(home.channel_id):
        return True
    passes = there is not None and all(rooms.joined(one) is True for one in (home, there))
    return there is not None and passes and viewer.sees(there.channel_id)


def stands_by_the_bot(connection: Connection, comment: Comment) -> bool:
    """Whether a comment stands in its thread under the bot's name, where its author cannot reach it: made in
    a dialog or as a reply to the card, or put back by a moderator after its own message was removed.
    """
    if comment.origin in (CommentOrigin.DIALOG, CommentOrigin.REPLY):
        return True
    shown = appearances.of_comment(connection, comment.id)
    return not any(
        one.kind is AppearanceKind.ORIGINAL and one.status is AppearanceStatus.SHOWN for one in shown
    )
