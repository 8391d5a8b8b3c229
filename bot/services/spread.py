"""Where a comment is to be shown besides where it was written: in the other rooms of its discussion."""

from __future__ import annotations

from bot.domain.discussion import Post, PostStatus
from bot.services.rooms import Rooms
from bot.storage import appearances, servers
from bot.storage.database import Connection


async def want_mirrors(
    connection: Connection, rooms: Rooms, comment_id: int, home: Post, *, at_home: bool
) -> set[int]:
    """Ask for a comment to be shown in the joined rooms' threads, once in each; gives those threads.

    ``home`` is the post it was made under; ``at_home``: it is to be said in that post's own thread too.
    """
    wanted = [home] if at_home else []
    others = _joined_with(rooms, home)
    if others and (await servers.settings(connection, home.server_id)).mirroring:
        wanted += others
    threads: set[int] = set()
    for post in wanted:
        thread_id = await appearances.want_mirror(connection, comment_id, post.id)
        if thread_id is not None:
            threads.add(thread_id)
    return threads


def _joined_with(rooms: Rooms, home: Post) -> list[Post]:
    """The other rooms, as memory has them: it knows of a room that was made private before a row does."""
    known = rooms.get(home.id)
    if known is None or not known.joined:
        return []
    others = rooms.of_discussion(home.discussion_id)
    return [one for one in others if one.id != home.id and one.joined and one.status is PostStatus.POSTED]
