"""Which discussions messages belong to by where they stand, and the comments they answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.database.engine import Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import CommentOrigin, Post
from bot.domain.events import Located, MessagePosted

Answered = Mapping[int, tuple[int, Post]]
"""Comments with the posts they were made under, by the messages that show them."""


async def locate(
    database: Database, rooms: RoomIndex, messages: Collection[MessagePosted]
) -> dict[int, Located]:
    """Those of these messages that belong to discussions, by their ids: what each answers is known of it as
    far as that is stored already.

    What they answer is read together, and only where something is answered.
    """
    asked = {
        posted.replied_to
        for posted in messages
        if posted.replied_to is not None and not rooms.of_message(posted.replied_to, posted.channel_id)
    }
    answered = await database.read(posts.answered, asked) if asked else {}
    found: dict[int, Located] = {}
    elsewhere: dict[int, tuple[int, ...]] = {}
    for posted in messages:
        if (place := _place(rooms, posted, answered, found)) is None:
            continue
        post, origin, parent_id = place
        if post.id not in elsewhere:
            elsewhere[post.id] = rooms.mirrored_in(post)
        found[posted.id] = Located(posted, post, origin, parent_id, elsewhere=elsewhere[post.id])
    return found


def _place(
    rooms: RoomIndex, posted: MessagePosted, answered: Answered, before: Mapping[int, Located]
) -> tuple[Post, CommentOrigin, int | None] | None:
    parent_id, home = answered.get(posted.replied_to or 0, (None, None))
    if post := rooms.of_thread(posted.channel_id):
        return post, CommentOrigin.THREAD, parent_id
    if posted.replied_to is None or not rooms.has_cards(posted.channel_id):
        return None
    if post := rooms.of_message(posted.replied_to, posted.channel_id):
        return post, CommentOrigin.REPLY, None
    if posted.replied_to in before:
        home = before[posted.replied_to].post
    # What was added from elsewhere takes the answers to it there not along.
    return (home, CommentOrigin.REPLY, parent_id) if home and home.channel_id == posted.channel_id else None
