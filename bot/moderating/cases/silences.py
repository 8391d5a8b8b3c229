"""Who is muted in discussions, or banned from them: what they write there is held, and dialogs refuse.

It counts when something was written: what a member wrote before they were silenced stays, and what they wrote
while they were is held whenever it is read, as after a downtime.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.discussion import CommentOrigin, CommentStatus
from bot.domain.events import Located, snowflake_time
from bot.domain.mentions import in_figures
from bot.domain.message import Message, message
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.cases import case_store as cases, standing_store as standing
from bot.moderating.rules import said_store

Key = tuple[int, int]
"""A server, and a member of it."""

REMEMBERED = timedelta(days=7)
"""How long after its end a silence counts for what is read only then."""
SKEW = timedelta(minutes=1)
"""How far the platform's clock, by which messages are dated, may be behind ours, by which cases are."""


class Silences(StoredReconciler[Key]):
    """Knows by heart who may be silenced, so that everybody else's comments cost no statement. For those it
    knows the rows decide, in the transaction that stores what they wrote.
    """

    job = Job.SILENCE

    def __init__(self, clock: Clock, database: Database) -> None:
        super().__init__(clock, database)
        self._known: set[Key] = set()

    async def load(self) -> None:
        """Learn who is silenced, before anything is stored."""
        self._known |= await self._database.read(standing.silenced, self._since())

    def schedule(self, key: Key, after: float = 0.0) -> None:
        """Something about a member's silence was committed: nothing later is stored before it is known."""
        self._known.add(key)
        super().schedule(key, after)

    async def pending(self) -> Iterable[Key]:
        """Those who are known and silenced no longer."""
        silenced = await self._database.read(standing.silenced, self._since())
        self._known |= silenced
        return self._known - silenced

    async def work(self, key: Key) -> None:
        """Forget a member who is silenced no longer."""
        is_silenced = await self._database.read(standing.is_silenced, *key, self._since())
        if not is_silenced and key not in self._repeat:  # and they were not silenced meanwhile
            self._known.discard(key)

    def hold(self, connection: Connection, new: Mapping[int, Located]) -> Collection[int]:
        """The new comments, by their ids, that were written by silenced members. These are owed a letter,
        once for each case.
        """
        held: list[int] = []
        for comment_id, one in new.items():
            key = (one.post.server_id, one.posted.author.id)
            can_be_held = one.status is CommentStatus.VISIBLE and one.origin is not CommentOrigin.ADDED
            if key in self._known and can_be_held:
                written_at = one.posted.edited_at or snowflake_time(one.posted.id)
                if self._was_silenced(connection, key, written_at):
                    held.append(comment_id)
        return held

    def hold_edited(self, connection: Connection, comment_id: int, edited_at: datetime) -> bool:
        """Whether the author of a comment was silenced when they edited it; see :meth:`hold`."""
        if not self._known:
            return False
        spoken = said_store.get(connection, comment_id)
        key = (spoken.server_id, spoken.author_id)
        can_be_held = key in self._known and spoken.can_be_held
        return can_be_held and self._was_silenced(connection, key, edited_at)

    def refusal(self, connection: Connection, server_id: int, member_id: int) -> Message | None:
        """Why a member can add nothing to the discussions of a server now, for them to read."""
        if (server_id, member_id) not in self._known:
            return None
        case = standing.silencing(connection, server_id, member_id, self._clock.utcnow())
        return None if case is None else _refusal(case)

    def _was_silenced(self, connection: Connection, key: Key, at: datetime) -> bool:
        case = standing.silencing(connection, *key, at, skew=SKEW)
        if case is not None:
            cases.owe_letter(connection, case.id, LetterAbout.HELD)
        return case is not None

    def _since(self) -> datetime:
        return self._clock.utcnow() - REMEMBERED


def _refusal(case: Case) -> Message:
    number = str(case.number)
    if case.kind is CaseKind.DISCUSSION_BAN or case.expires_at is None:
        return message(
            "You are banned from the discussions of this server (case {number}): with `/appeal` you can "
            "appeal.",
            number=number,
        )
    return message(
        "You are muted in the discussions of this server until {time} (case {number}): with `/appeal` you "
        "can appeal.",
        time=in_figures(case.expires_at),
        number=number,
    )
