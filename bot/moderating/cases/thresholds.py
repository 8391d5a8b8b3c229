"""The thresholds of a server, as its managers keep them."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.cases.case_policy import Person, require_power
from bot.domain.cases.threshold import Threshold
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.moderating.cases import threshold_store
from bot.moderating.cases.members_port import Members
from bot.moderating.cases.opening import check_duration

MOST = 10


class Thresholds:
    """Reads and changes thresholds."""

    def __init__(self, database: Database, members: Members) -> None:
        self._database = database
        self._members = members

    async def of(self, member: Member) -> list[Threshold]:
        """The thresholds of the member's server, the lowest first.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self._database.read(threshold_store.of_server, member.server_id)

    async def put(self, member: Member, wanted: Threshold) -> None:
        """Add a threshold, or replace the one for as many warnings.

        Raises:
            BadInput: its duration is missing or cannot be, or there would be too many.
            NotAllowed: the member does not manage the server, or could not do themselves what it has done.
        """
        policy.require_manager(member.manager)
        check_duration(wanted.kind, wanted.duration)
        manager = await self._members.person(member.server_id, member.id)
        require_power(wanted.kind, manager or Person(member.id))

        def work(connection: Connection) -> None:
            known = threshold_store.of_server(connection, member.server_id)
            if len({one.warnings for one in known} | {wanted.warnings}) > MOST:
                raise BadInput(message("There can be {count} thresholds. Remove one first.", count=MOST))
            threshold_store.put(connection, member.server_id, wanted)
            how = "automatic" if wanted.automatic else "proposed"
            told = f"threshold: {wanted.warnings} warnings in {wanted.days} days, {wanted.kind}, {how}"
            self._note(connection, member, told)

        await self._database.write(work)

    async def remove(self, member: Member, warnings: int) -> None:
        """Remove the threshold for so many warnings.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: there is none.
        """
        policy.require_manager(member.manager)

        def work(connection: Connection) -> None:
            if not threshold_store.remove(connection, member.server_id, warnings):
                raise NotFound(message("There is no threshold for so many warnings."))
            self._note(connection, member, f"threshold: {warnings} warnings, removed")

        await self._database.write(work)

    def _note(self, connection: Connection, member: Member, what: str) -> None:
        audit.done(connection, member, Action.RULES, TargetKind.SERVER, member.server_id, what)
