"""Which discussion a message belongs to by where it stands, and the comment it answers."""

from __future__ import annotations

from collections.abc import Collection

from bot.database.engine import Connection
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.domain.discussion import Comment, CommentOrigin
from bot.domain.events import Located, MessagePosted


async def locate(
    connection: Connection, rooms: RoomIndex, messages: Collection[MessagePosted]
) -> list[Located]:
    """Those of these messages that belong to discussions, each with its post and the comment it answers.

    The comments are read together, and only where one is answered.
    """
    asked = {
        posted.replied_to
        for posted in messages
        if posted.replied_to is not None and not rooms.of_message(posted.replied_to, posted.channel_id)
    }
    answered = await comments.by_messages(connection, asked) if asked else {}
    found = [
        await _located(connection, rooms, posted, answered.get(posted.replied_to or 0)) for posted in messages
    ]
    return [one for one in found if one]


async def _located(
    connection: Connection, rooms: RoomIndex, posted: MessagePosted, parent: Comment | None
) -> Located | None:
    if post := rooms.of_thread(posted.channel_id):
        return Located(posted, post, CommentOrigin.THREAD, parent.id if parent else None)
    if posted.replied_to is None or not rooms.has_cards(posted.channel_id):
        return None
    if post := rooms.of_message(posted.replied_to, posted.channel_id):
        return Located(posted, post, CommentOrigin.REPLY)
    post = await posts.get(connection, parent.post_id) if parent else None
    # What was added from elsewhere takes the answers to it there not along.
    if parent is None or post is None or post.channel_id != posted.channel_id:
        return None
    return Located(posted, post, CommentOrigin.REPLY, parent.id)
