"""Finding a discussion for those who moderate it, in all of its rooms that they see."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.database.engine import Connection, Database
from bot.discussion.stores import discussion_store as discussions
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import Discussion
from bot.domain.errors import NotFound
from bot.domain.message import message


async def moderated(database: Database, viewer: Viewer, discussion_id: int) -> tuple[Discussion, set[int]]:
    """A discussion, and those of its rooms that the viewer can see.

    Raises:
        NotAllowed: the viewer does not moderate all of these rooms.
        NotFound: the viewer can see none of its rooms.
    """
    discussion, _, seen = await checked(database, viewer, discussion_id)
    return discussion, seen


async def checked(
    database: Database, viewer: Viewer, discussion_id: int
) -> tuple[Discussion, set[int], set[int]]:
    """A discussion the viewer moderates, its rooms, and those of them that they can see.

    Raises:
        NotAllowed, NotFound: see :func:`moderated`.
    """
    discussion, rooms = await database.read(_with_rooms, discussion_id)
    seen = {channel_id for channel_id in rooms if viewer.sees(channel_id)}
    if discussion is None or discussion.server_id != viewer.member.server_id or not seen:
        raise NotFound(message("That discussion does not exist here."))
    policy.require_moderator(all(viewer.moderates(channel_id) for channel_id in seen))
    return discussion, rooms, seen


def read_again(connection: Connection, discussion_id: int, checked: AbstractSet[int]) -> Discussion:
    """Read a discussion inside the transaction that changes it; ``checked`` are the rooms the viewer
    was found to moderate.

    Raises:
        NotFound: it was merged into another one, or another one's rooms into it.
    """
    discussion, rooms = _with_rooms(connection, discussion_id)
    if discussion is None or rooms - checked:
        raise NotFound(message("That discussion does not exist here."))
    return discussion


def _with_rooms(connection: Connection, discussion_id: int) -> tuple[Discussion | None, set[int]]:
    rooms = discussions.rooms(connection, [discussion_id])
    return discussions.get(connection, discussion_id), rooms.get(discussion_id, set())
