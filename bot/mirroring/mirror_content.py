"""What a mirror shows: a comment, the comment it answers, and links to their messages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.engine import Connection
from bot.discordkit.links import message_link
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    server_store as servers,
)
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    DiscussionStatus,
    Post,
)
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.mirroring.webhooks_port import MirrorContent, Quote


@dataclass(frozen=True, slots=True)
class StoredMirror:
    """A mirror as it is stored now. ``content`` is what it has to show, None if it must not be shown;
    ``closed`` is whether its thread has to be archived.
    """

    appearance: Appearance
    post: Post
    comment_status: CommentStatus
    content: MirrorContent | None
    closed: bool


async def load_mirror(connection: Connection, rooms: RoomIndex, appearance_id: int) -> StoredMirror:
    """Load the mirror with this id. Where mirroring is off, a pending one has no content.

    Raises:
        PlatformFailed: it is unknown who can read one of the rooms.
    """
    appearance = await appearances.get(connection, appearance_id)
    comment = await comments.get(connection, appearance.comment_id)
    post = await posts.get(connection, appearance.post_id)
    assert comment is not None
    assert post is not None
    content = await content_of(connection, rooms, comment, post)
    if content and content.elsewhere and appearance.status is AppearanceStatus.PENDING:
        settings = await servers.settings(connection, post.server_id)
        content = content if settings.mirroring else None
    discussion = await discussions.get(connection, post.discussion_id)
    closed = discussion is not None and discussion.status is DiscussionStatus.CLOSED
    return StoredMirror(appearance, post, comment.status, content, closed)


async def content_of(
    connection: Connection, rooms: RoomIndex, comment: Comment, post: Post
) -> MirrorContent | None:
    """What the thread of ``post`` shows of ``comment``; None if it must not show it."""
    if comment.status is not CommentStatus.VISIBLE or not await _may_pass(connection, rooms, comment, post):
        return None
    return MirrorContent(
        comment=comment,
        answers=await _quote(connection, rooms, comment, post),
        link=await _link(connection, comment.id, post, AppearanceKind.ORIGINAL),
        copies=await _copies(connection, comment),
        elsewhere=comment.post_id != post.id or comment.origin is CommentOrigin.ADDED,
    )


async def _may_pass(connection: Connection, rooms: RoomIndex, comment: Comment, post: Post) -> bool:
    """Whether the room of ``post`` may show ``comment``: both rooms are joined, or they are the same.

    Raises:
        PlatformFailed: it is unknown who can read one of the rooms.
    """
    if comment.post_id == post.id:
        return True
    home = await posts.get(connection, comment.post_id)
    if home is None:
        return False
    joined = (rooms.joined(home), rooms.joined(post))
    if None in joined and False not in joined:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
    return all(joined)


async def _quote(connection: Connection, rooms: RoomIndex, comment: Comment, post: Post) -> Quote | None:
    parent = await comments.get(connection, comment.parent_id) if comment.parent_id else None
    if parent is None or parent.status is not CommentStatus.VISIBLE:
        return None
    if not await _may_pass(connection, rooms, parent, post):
        return None
    link = await _link(connection, parent.id, post)
    return Quote(parent.author, parent.text, link)


async def _link(
    connection: Connection, comment_id: int, post: Post, kind: AppearanceKind | None = None
) -> str | None:
    """A link to a message that shows a comment: the one in the post's own thread, else any."""
    shown = [
        one
        for one in await appearances.of_comment(connection, comment_id)
        if one.status is AppearanceStatus.SHOWN and kind in (None, one.kind)
    ]
    nearest = min(shown, key=lambda one: one.channel_id != post.thread_id, default=None)
    if nearest is None or nearest.message_id is None:
        return None
    return message_link(post.server_id, nearest.channel_id, nearest.message_id)


async def _copies(connection: Connection, comment: Comment) -> tuple[tuple[str, bytes], ...]:
    """Copies of the attachments, if the original message was deleted."""
    if not comment.attachments:
        return ()
    shown = await appearances.of_comment(connection, comment.id)
    if any(one.kind is AppearanceKind.ORIGINAL and one.status is AppearanceStatus.SHOWN for one in shown):
        return ()
    return tuple(await copies.kept(connection, comment.id))
