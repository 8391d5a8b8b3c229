"""Comments that answer a message of which it is not known yet what comment it shows.

A mirror may be answered before the bot has noted that it stands, and a message before history has brought it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert

from bot.database.engine import Connection
from bot.database.schema import orphan
from bot.discussion.stores import comment_store as comments


async def add(connection: Connection, comment_id: int, message_id: int) -> None:
    """Store that a comment answers a message that shows no comment known here."""
    await connection.execute(insert(orphan).values(comment_id=comment_id, message_id=message_id))


async def adopt(connection: Connection, shown: Mapping[int, int]) -> None:
    """Messages show the comments ``shown``, by message: what answers the messages are their children."""
    if shown:
        theirs = delete(orphan).where(orphan.c.message_id.in_(shown))
        rows = await connection.execute(theirs.returning(orphan.c.comment_id, orphan.c.message_id))
        for comment_id, message_id in rows.all():
            await comments.set_parent(connection, comment_id, shown[message_id])
