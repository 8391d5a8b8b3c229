"""Who acts about whom: members as they stand at this moment, and what they may do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.database.engine import Connection
from bot.discussion.viewer_port import Viewer
from bot.domain.cases.case import Case, CaseKind
from bot.domain.cases.case_policy import Person, Power, check_bot, check_case, check_undo, require_power
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.domain.message import message
from bot.domain.people import Member
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.members_port import Members


@dataclass(frozen=True, slots=True)
class People:
    """A moderator, the member that they act about, and the bot. ``here``: the member has not left.
    ``moderates_room``: it is about something said in a room that the moderator moderates.
    """

    moderator: Person
    target: Person
    bot: Person
    here: bool
    moderates_room: bool

    @property
    def reads_all(self) -> bool:
        """Whether the moderator reads the cases of the whole server."""
        return self.moderator.holds(Power.MODERATE)

    def check(self, kind: CaseKind) -> None:
        """See :func:`check_case`.

        Raises:
            Refused: also where the member has left, and cannot be timed out or kicked.
        """
        self._require_here(kind)
        check_case(kind, self.moderator, self.target, self.bot, moderates_room=self.moderates_room)

    def check_bot(self, kind: CaseKind) -> None:
        """See :func:`check_bot`.

        Raises:
            Refused: the member has left, and cannot be timed out or kicked.
        """
        self._require_here(kind)
        check_bot(kind, self.target, self.bot)

    def _require_here(self, kind: CaseKind) -> None:
        if not self.here and kind in (CaseKind.TIMEOUT, CaseKind.KICK):
            raise Refused(message("They are not a member of this server now."))

    def require(self, kind: CaseKind) -> None:
        """See :func:`require_power`."""
        require_power(kind, self.moderator, moderates_room=self.moderates_room)

    def may(self, kind: CaseKind) -> bool:
        """Whether the moderator can do this about the member."""
        try:
            self.check(kind)
        except TertuliaError:
            return False
        return True

    def check_undo(self, case: Case, clock: Clock) -> None:
        """Check that the moderator can undo a case.

        Raises:
            NotAllowed: they lack the permission that such a case takes.
            Refused: it was undone or has expired, or is about themselves.
        """
        self.require(case.kind)
        if case.member_id == self.moderator.id:
            raise Refused(message("This case is about you: another moderator has to undo it."))
        check_undo(case, clock.utcnow())

    def may_undo(self, case: Case, clock: Clock) -> bool:
        """Whether the moderator can undo a case."""
        try:
            self.check_undo(case, clock)
        except TertuliaError:
            return False
        return True


async def people(members: Members, viewer: Viewer, member_id: int, channel_id: int | None = None) -> People:
    """The viewer, somebody that they act about, and the bot. ``channel_id``: the room that it is about.

    Raises:
        PlatformFailed: the platform does not tell now.
    """
    server_id, viewer_id = viewer.member.server_id, viewer.member.id
    moderator, target = await asyncio.gather(
        members.person(server_id, viewer_id), members.person(server_id, member_id)
    )
    return People(
        moderator or Person(viewer_id),
        target or Person(member_id),
        members.bot(server_id),
        here=target is not None,
        moderates_room=channel_id is not None and viewer.moderates(channel_id),
    )


def numbered(connection: Connection, viewer: Member, number: int) -> tuple[Case, int | None]:
    """The case of this number, and the room of the comment that it is about.

    Raises:
        NotFound: the server has none, or the viewer is not to learn of it.
    """
    case = cases.by_number(connection, viewer.server_id, number)
    if case is None or case.id in cases.kept_from(connection, [case.id], viewer.id):
        raise NotFound(message("There is no case {number} here.", number=number))
    return case, cases.rooms_of(connection, [case.id]).get(case.id)
