"""The time zone of a server: in it times that its moderators name are meant."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.domain import policy
from bot.domain.errors import BadInput, Refused
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.times import time_zones
from bot.jobs.clock import Clock


class TimeZones:
    """Sets and tells it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def set(self, member: Member, typed: str) -> Message:
        """Set the time zone of the member's server. Returns the sentence to answer with.

        Raises:
            NotAllowed: the member does not manage the server.
            BadInput: there is no such zone.
            Refused: it is set already.
        """
        policy.require_manager(member.manager)
        if (name := time_zones.name_of(typed)) is None:
            raise BadInput(
                message("I do not know that time zone. Choose one from the list, such as Europe/Madrid.")
            )

        def work(connection: Connection) -> None:
            if servers.settings(connection, member.server_id).time_zone == name:
                raise Refused(message("No change needed."))
            servers.set_time_zone(connection, member.server_id, name)
            detail = f"time zone {name}"
            audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, member.server_id, detail)

        await self._database.write(work)
        return message(
            "The server's time zone is {zone}: it is {time} there now.", zone=name, time=self._now_in(name)
        )

    async def line(self, server_id: int) -> Message:
        """Return the line of ``/settings show``."""
        name = (await self._database.read(servers.settings, server_id)).time_zone
        return message("**Time zone:** {zone} ({time} now)", zone=name, time=self._now_in(name))

    def _now_in(self, name: str) -> str:
        return f"{self._clock.utcnow().astimezone(time_zones.zone(name)):%H:%M}"
