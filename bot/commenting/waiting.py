"""Whether what somebody just added waits for a moderator, and what they are told then."""

from __future__ import annotations

from bot.database.engine import Database
from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.message import message

REPLY_WAITS = message("Your reply waits for a moderator: until one has decided, nobody else reads it.")
MESSAGE_WAITS = message(
    "The message waits for a moderator: once one has approved it, it is in the discussion."
)


async def waits(database: Database, door: Door, server_id: int, source_id: int) -> bool:
    """Whether what was said with a message or an interaction is held for moderators. In a server without
    rules nothing is read for that.
    """
    if not door.has_rules(server_id):
        return False
    stored = await database.read(comments.by_source, source_id)
    return stored is not None and stored.held
