"""Which discussion a message belongs to by where it stands, and the comment it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.database.engine import Connection
from bot.discussion.room_index import Rooms
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.domain.discussion import Comment, CommentOrigin, Post
from bot.domain.events import Said


async def place(
    connection: Connection, rooms: Rooms, said: Said
) -> tuple[Post, Comment | None, CommentOrigin] | None:
    """The post a message belongs to, the comment it answers, and how it was made; None if not ours."""
    return await place_among(connection, rooms, said, await answered(connection, rooms, [said]))


async def answered(connection: Connection, rooms: Rooms, messages: Iterable[Said]) -> Mapping[int, Comment]:
    """The comments that these messages answer, by the messages that show them; one read, if any."""
    asked = {
        said.replied_to
        for said in messages
        if said.replied_to is not None and not rooms.of_message(said.replied_to, said.channel_id)
    }
    return await comments.by_messages(connection, asked) if asked else {}


async def place_among(
    connection: Connection, rooms: Rooms, said: Said, answers: Mapping[int, Comment]
) -> tuple[Post, Comment | None, CommentOrigin] | None:
    """As :func:`place`, where what several messages are ``answers`` to was read for all of them."""
    parent = answers.get(said.replied_to) if said.replied_to is not None else None
    if post := rooms.of_thread(said.channel_id):
        return post, parent, CommentOrigin.THREAD
    if said.replied_to is None or not rooms.has_cards(said.channel_id):
        return None
    if post := rooms.of_message(said.replied_to, said.channel_id):
        return post, None, CommentOrigin.REPLY
    post = await posts.get(connection, parent.post_id) if parent else None
    # What was added from elsewhere takes the answers to it there not along.
    here = post is not None and post.channel_id == said.channel_id
    return (post, parent, CommentOrigin.REPLY) if post and here else None
