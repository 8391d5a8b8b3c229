"""The reasons that moderators of a server choose from, as its managers keep them."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.cases.case import Reason, Template
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.i18n.catalog import Catalog
from bot.moderating.reasons import reason_store
from bot.moderating.reasons.shipped import shipped

MOST = 25
"""What Discord takes in one menu."""


class ReasonBook:
    """Reads and changes reasons. The first change makes those that come with the bot the server's own."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._shipped = shipped(catalog)

    async def of(self, server_id: int) -> list[Template]:
        """The reasons of a server: its own, or those that come with the bot."""
        return await self._database.read(self._of, server_id)

    async def listed(self, member: Member) -> list[Template]:
        """Them, for managers.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self.of(member.server_id)

    async def add(self, member: Member, name: str, english: str, spanish: str) -> Template:
        """Add a reason, or replace the one of this name. Gives it.

        Raises:
            BadInput: something is empty, or there would be too many.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        added = Template(_in_one_line(name).casefold(), Reason(_in_one_line(english), _in_one_line(spanish)))
        if not (added.name and added.reason.en and added.reason.es):
            raise BadInput(message("A reason needs a name and its text in both languages."))

        def work(connection: Connection) -> None:
            known = {one.name: one for one in self._of(connection, member.server_id)} | {added.name: added}
            if len(known) > MOST:
                raise BadInput(message("There can be {count} reasons. Remove one first.", count=MOST))
            reason_store.put(connection, member.server_id, known.values())
            self._note(connection, member, f"reasons: {added.name} set")

        await self._database.write(work)
        return added

    async def remove(self, member: Member, name: str) -> str:
        """Remove a reason. After the last of a server's own, those that come with the bot are there again.
        Gives its name.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: the server has none of this name.
        """
        policy.require_manager(member.manager)
        wanted = _in_one_line(name).casefold()

        def work(connection: Connection) -> None:
            known = self._of(connection, member.server_id)
            if wanted not in {one.name for one in known}:
                raise NotFound(message("There is no such reason. Choose one of those that are offered."))
            reason_store.put(connection, member.server_id, known)
            reason_store.remove(connection, member.server_id, wanted)
            self._note(connection, member, f"reasons: {wanted} removed")

        await self._database.write(work)
        return wanted

    def _of(self, connection: Connection, server_id: int) -> list[Template]:
        return reason_store.of_server(connection, server_id) or self._shipped

    def _note(self, connection: Connection, member: Member, what: str) -> None:
        audit.done(connection, member, Action.RULES, TargetKind.SERVER, member.server_id, what)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
