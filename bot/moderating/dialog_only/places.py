"""In which servers comments wait for moderators anywhere, and which comments that concerns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from bot.database.engine import Connection, Database
from bot.discussion.stores import dialog_only_store as dialog_only
from bot.domain.discussion import CommentOrigin, CommentStatus
from bot.domain.events import Located, Standing, snowflake_time

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock, by which dialogs are edited, may be behind Discord's, by which it was set."""

Result = TypeVar("Result")


class DialogOnlyPlaces:
    """Knows by heart in which servers it is set anywhere: in the others it costs no statement.

    Only the thread that writes asks it, except for :meth:`is_on_in`.
    """

    def __init__(self) -> None:
        self._servers: set[int] = set()

    async def load(self, database: Database) -> None:
        """Learn in which servers it is set."""
        self._servers = await database.read(dialog_only.servers)

    def is_on_in(self, server_id: int) -> bool:
        """Whether it is set anywhere in a server, as far as is known without asking."""
        return server_id in self._servers

    async def change(
        self, database: Database, server_id: int, work: Callable[[Connection], Result]
    ) -> Result:
        """Do ``work(connection)``, which changes what is set in a server; whatever is stored after it follows
        that. Raises what it raises.
        """

        def changing(connection: Connection) -> Result:
            result = work(connection)
            self._servers.add(server_id)
            return result

        result = await database.write(changing)
        await database.write(self._forget_if_off, server_id)
        return result

    def _forget_if_off(self, connection: Connection, server_id: int) -> None:
        if server_id not in dialog_only.servers(connection):
            self._servers.discard(server_id)

    def waiting(self, connection: Connection, new: Mapping[int, Located]) -> Collection[int]:
        """Those of these new comments that wait for a moderator. What moderators and the server's staff write
        does not, nor what was written in a channel before it was set.
        """
        concerned = {
            comment_id: one
            for comment_id, one in new.items()
            if one.post.server_id in self._servers
            and one.status is CommentStatus.VISIBLE
            and not (one.posted.moderator or one.posted.author.staff)
        }
        if not concerned:
            return ()
        since = dialog_only.since(connection, {one.post.id for one in concerned.values()})
        return [
            comment_id
            for comment_id, one in concerned.items()
            if one.post.id in since and _comes_after(one, since[one.post.id])
        ]

    def waits_again(
        self, connection: Connection, comment_id: int, edited_at: datetime, standing: Standing
    ) -> bool:
        """Whether a comment that was edited waits for a moderator."""
        if not self._servers or standing.moderator:
            return False
        since = dialog_only.since_of_comment(connection, comment_id)
        return since is not None and edited_at > since - MAX_CLOCK_SKEW


def _comes_after(one: Located, since: datetime) -> bool:
    """Whether a comment is newer than a moment: what comes by the bot itself always is."""
    if one.origin in (CommentOrigin.DIALOG, CommentOrigin.ADDED):
        return True
    return (one.posted.edited_at or snowflake_time(one.posted.id)) >= since
