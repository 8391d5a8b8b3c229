"""Comments that answer a message of which it is not known yet what comment it shows.

A mirror may be answered before the bot has noted that it stands, and a message before history has brought it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from bot.database.dialect import given
from bot.database.engine import Connection
from bot.database.schema import orphan
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.events import Located

_ANSWERS = select(orphan.c.comment_id, orphan.c.message_id).where(orphan.c.message_id.in_(given("messages")))


def adopt(connection: Connection, shown: Mapping[int, int]) -> None:
    """Messages show the comments ``shown``, by message: what answers the messages are their children."""
    if not shown:
        return
    for comment_id, message_id in connection.execute(_ANSWERS, {"messages": list(shown)}).all():
        connection.execute(delete(orphan).where(orphan.c.comment_id == comment_id))
        comments.set_parent(connection, comment_id, shown[message_id])


def name_parents(connection: Connection, new: Mapping[int, Located]) -> None:
    """Name what comments answer that was stored in this transaction; what is not stored may come later."""
    unknown = {
        comment_id: one.posted.replied_to
        for comment_id, one in new.items()
        if one.posted.replied_to and one.parent_id is None and one.posted.replied_to != one.post.message_id
    }
    if not unknown:
        return
    shown = appearances.of_messages(connection, unknown.values())
    found = {one: shown[answered] for one, answered in unknown.items() if answered in shown}
    comments.name_parents(connection, found)
    _add(connection, {one: answered for one, answered in unknown.items() if one not in found})


def _add(connection: Connection, answers: Mapping[int, int]) -> None:
    """Store that comments answer messages, each the one given for it, that show no comments known here."""
    if answers:
        rows = [{"comment_id": one, "message_id": message_id} for one, message_id in answers.items()]
        connection.execute(insert(orphan), rows)
