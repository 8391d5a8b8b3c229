"""Links to messages, cards and threads."""

from __future__ import annotations

from bot.domain.discussion import Post, RoomKind


def message_link(server_id: int, channel_id: int, message_id: int | None = None) -> str:
    """Return the link to a message or, without one, to a channel or thread."""
    last = "" if message_id is None else f"/{message_id}"
    return f"https://discord.com/channels/{server_id}/{channel_id}{last}"


def card_link(post: Post) -> str:
    """Return the link to a post's card."""
    if post.kind is RoomKind.FORUM and post.thread_id is not None:
        return message_link(post.server_id, post.thread_id)
    return message_link(post.server_id, post.channel_id, post.message_id)


def thread_link(post: Post) -> str:
    """Return the link to a post's thread, or to its card where it has none."""
    return card_link(post) if post.thread_id is None else message_link(post.server_id, post.thread_id)
