"""Comments that answer a message of which it is not known yet what comment it shows.

A mirror may be answered before the bot has noted that it stands, and a message before history has brought it.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from bot.database.engine import Connection
from bot.database.schema import orphan
from bot.discussion.stores import comment_store as comments


async def add(connection: Connection, comment_id: int, message_id: int) -> None:
    """A comment answers a message that shows no comment known here."""
    await connection.execute(insert(orphan).values(comment_id=comment_id, message_id=message_id))


async def answered(connection: Connection, message_ids: Collection[int]) -> list[int]:
    """Which of these messages comments answer of which that was not known."""
    if not message_ids:
        return []
    query = select(orphan.c.message_id).where(orphan.c.message_id.in_(message_ids)).distinct()
    return list((await connection.execute(query)).scalars())


async def adopt(connection: Connection, message_id: int, parent_id: int) -> list[int]:
    """A message shows a comment: what answers it are its children. Gives those that were not known to be."""
    theirs = orphan.c.message_id == message_id
    found = list((await connection.execute(select(orphan.c.comment_id).where(theirs))).scalars())
    if found:
        await connection.execute(delete(orphan).where(theirs))
    return [one for one in found if await comments.set_parent(connection, one, parent_id)]
