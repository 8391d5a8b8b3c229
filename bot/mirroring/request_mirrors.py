"""Where a comment is to be shown besides where it was written: in the other rooms of its discussion."""

from __future__ import annotations

from bot.database.engine import Connection
from bot.discussion.room_index import Rooms
from bot.discussion.stores import appearance_store as appearances, server_store as servers
from bot.domain.discussion import Post, PostStatus


async def want_mirrors(
    connection: Connection, rooms: Rooms, comment_id: int, home: Post, *, at_home: bool
) -> None:
    """Ask for a comment to be shown in the joined rooms' threads, once in each.

    ``home`` is the post it was made under; ``at_home``: it is to be said in that post's own thread too.
    """
    wanted = [home] if at_home else []
    others = _joined_with(rooms, home)
    if others and (await servers.settings(connection, home.server_id)).mirroring:
        wanted += others
    for post in wanted:
        await appearances.want_mirror(connection, comment_id, post.id)


def _joined_with(rooms: Rooms, home: Post) -> list[Post]:
    """The other rooms, but for those known to be on their own. Where that is unknown the mirror waits: it is
    asked again when it is sent.
    """
    known = rooms.get(home.id)
    if known is None or rooms.joined(known) is False:
        return []
    others = [one for one in rooms.of_discussion(home.discussion_id) if one.id != home.id]
    return [one for one in others if one.status is PostStatus.POSTED and rooms.joined(one) is not False]
