"""Roles whose members are marked as staff where they comment: chosen by managers, asked of every comment."""

from __future__ import annotations

from collections.abc import Collection

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.errors import BadInput, Refused
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import STAFF, Member
from bot.servers import staff_store as staff

MAX_ROLES = 5
_FULL = counted(
    "There can be {count} role. Take it off first.",
    "There can be {count} roles. Take one of them off first.",
    MAX_ROLES,
)


class StaffRoles:
    """Knows the roles of all servers in memory: a comment costs no statement. Call ``load`` once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._roles: dict[int, frozenset[int]] = {}

    async def load(self) -> None:
        """Read every server's roles."""
        self._roles = await self._database.read(staff.every)

    def is_staff(self, server_id: int, roles: Collection[int]) -> bool:
        """Whether a member with these roles is staff of a server."""
        return not self._roles.get(server_id, frozenset()).isdisjoint(roles)

    def line(self, server_id: int, known: Collection[int]) -> Message | None:
        """Return which of the ``known`` roles of a server are marked, None if there are none."""
        roles = self._roles.get(server_id, frozenset()).intersection(known)
        if not roles:
            return None
        shown = " ".join(f"<@&{one}>" for one in sorted(roles))
        return message("**Marked “{mark}”:** members with {roles}", mark=STAFF, roles=shown)

    async def choose(self, member: Member, role_id: int, *, on: bool, known: Collection[int]) -> Message:
        """Have members with a role marked, or no longer. ``known`` are the roles that the server has: others
        are forgotten. Returns the sentence to answer with.

        Raises:
            BadInput: everybody has the role.
            NotAllowed: the member does not manage the server.
            Refused: it is so already, or there are as many roles as there can be.
        """
        policy.require_manager(member.manager)
        server_id = member.server_id
        if role_id == server_id:
            raise BadInput(message("Everyone has this role: choose one that only your staff has."))

        def work(connection: Connection) -> frozenset[int]:
            roles = staff.of_server(connection, server_id).intersection(known)
            if (role_id in roles) is on:
                raise Refused(message("No change needed."))
            if on and len(roles) >= MAX_ROLES:
                raise Refused(_FULL)
            roles = roles | {role_id} if on else roles - {role_id}
            staff.put(connection, server_id, roles)
            detail = f"staff role {role_id} {'on' if on else 'off'}"
            audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, server_id, detail)
            return roles

        self._roles[server_id] = await self._database.write(work)
        if on:
            return message(
                "What members with <@&{role}> write from now on is marked “{mark}”.",
                role=str(role_id),
                mark=STAFF,
            )
        return message(
            "What members with <@&{role}> write from now on is not marked any more.", role=str(role_id)
        )
