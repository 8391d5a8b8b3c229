"""A comment as it is said in a thread it was not written in: with what it answers, and where it stands."""

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
    """A mirror as it is stored now, its comment's status, and what it is to say; None where it may not, or no
    longer, be said.

    ``closed``: the discussion's threads belong in the archive.
    """

    appearance: Appearance
    post: Post
    comment_status: CommentStatus
    content: MirrorContent | None
    closed: bool


async def load_mirror(connection: Connection, rooms: RoomIndex, appearance_id: int) -> StoredMirror:
    """The mirror with this id. Where mirroring is off, one that waits has nothing to say.

    Raises:
        PlatformFailed: it is unknown who can read one of the rooms concerned.
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
    """``comment`` as it is said in the thread of ``post``; None where it may not, or no longer, be said."""
    if comment.status is not CommentStatus.VISIBLE or not await _may_pass(connection, rooms, comment, post):
        return None
    return MirrorContent(
        comment=comment,
        answers=await _reference(connection, rooms, comment, post),
        link=await _link(connection, comment.id, post, AppearanceKind.ORIGINAL),
        copies=await _copies(connection, comment),
        elsewhere=comment.post_id != post.id or comment.origin is CommentOrigin.ADDED,
    )


async def _may_pass(connection: Connection, rooms: RoomIndex, comment: Comment, post: Post) -> bool:
    """Whether what is said in the comment's room is shown in that of ``post``: both joined, or the same.

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


async def _reference(connection: Connection, rooms: RoomIndex, comment: Comment, post: Post) -> Quote | None:
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
    """A message that shows a comment: the one in the post's own thread, else any."""
    standing = [
        one
        for one in await appearances.of_comment(connection, comment_id)
        if one.status is AppearanceStatus.SHOWN and kind in (None, one.kind)
    ]
    nearest = min(standing, key=lambda one: one.channel_id != post.thread_id, default=None)
    if nearest is None or nearest.message_id is None:
        return None
    return message_link(post.server_id, nearest.channel_id, nearest.message_id)


async def _copies(connection: Connection, comment: Comment) -> tuple[tuple[str, bytes], ...]:
    """Copies of the attachments, where the original that showed them was taken down."""
    if not comment.attachments:
        return ()
    shown = await appearances.of_comment(connection, comment.id)
    if any(one.kind is AppearanceKind.ORIGINAL and one.status is AppearanceStatus.SHOWN for one in shown):
        return ()
    return tuple(await copies.kept(connection, comment.id))
