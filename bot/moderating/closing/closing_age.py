"""After how many days a server's discussions close by themselves."""

from __future__ import annotations

from datetime import timedelta

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database, schedule
from bot.discussion.stores import discussion_store as discussions, server_store as servers
from bot.domain import policy
from bot.domain.errors import Refused
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.closing import closing_store as closing

MAX_DAYS = 3_650


class ClosingAge:
    """Sets and tells it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def set(self, member: Member, days: int) -> Message:
        """Have discussions of the member's server close so many days after their newest card; 0: never.
        Returns the sentence to answer with.

        Raises:
            NotAllowed: the member does not manage the server.
            Refused: it is so already.
        """
        policy.require_manager(member.manager)
        server_id, now = member.server_id, self._clock.utcnow()

        def work(connection: Connection) -> int:
            if servers.settings(connection, server_id).close_after_days == days:
                raise Refused(message("No change needed."))
            servers.set_close_after(connection, server_id, days)
            detail = f"close after {days} days"
            audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, server_id, detail)
            due = closing.due(connection, server_id, days, now) if days else []
            schedule(connection, Job.CLOSING, *due)
            return len(due)

        due = await self._database.write(work)
        if not days:
            return message(
                "Discussions stay open until a moderator closes them. Those that are closed stay so."
            )
        done = counted(
            "Discussions close {count} day after their newest card.",
            "Discussions close {count} days after their newest card.",
            days,
        )
        if not due:
            return done
        return counted(
            "{done} {count} is older: it is being closed now.",
            "{done} {count} are older: they are being closed now.",
            due,
            done=done,
        )

    async def lines(self, server_id: int) -> list[Message]:
        """Return the line of ``/settings show``, if discussions close by their age."""
        days = (await self._database.read(servers.settings, server_id)).close_after_days
        if not days:
            return []
        return [
            counted(
                "**Closing:** discussions close {count} day after their newest card",
                "**Closing:** discussions close {count} days after their newest card",
                days,
            )
        ]


def reopened(connection: Connection, server_id: int, discussion_id: int, done: Message) -> Message:
    """A discussion was just reopened: its threads are not told any more that it was closed. Returns what to
    answer: ``done``, and until when it stays open where discussions close by their age.
    """
    closing.forget(connection, [note.post.id for note in closing.owed(connection, discussion_id)])
    discussion = discussions.get(connection, discussion_id)
    days = servers.settings(connection, server_id).close_after_days
    if not days or discussion is None or discussion.reopened_at is None:
        return done
    until = in_figures(discussion.reopened_at + timedelta(days=days))
    return message(
        "{done} It stays open until {time}, and then closes by its age again.", done=done, time=until
    )
