"""How a server translates: by which engines, with which terms, and what its mirrors show."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.domain import policy
from bot.domain.message import Message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.translation import MirrorTranslations
from bot.jobs.clock import Clock
from bot.translating.glossaries import Glossaries
from bot.translating.glossary_view import count_line
from bot.translating.outside_services import OutsideServices
from bot.translating.service_view import MIRRORS, MIRRORS_SET, engine_lines


class TranslationSettings:
    """Shows all of it, and sets what mirrors show. ``services`` and ``glossaries`` change the rest."""

    def __init__(
        self, database: Database, services: OutsideServices, glossaries: Glossaries, clock: Clock
    ) -> None:
        self._database = database
        self.services = services
        self.glossaries = glossaries
        self._clock = clock

    async def lines(self, server_id: int) -> list[Message]:
        """What is set in a server, for its managers."""
        engines = await self.services.of(server_id)
        if not engines:
            return engine_lines(engines)
        settings = await self._database.read(servers.settings, server_id)
        glossary = await self.glossaries.of_server(server_id)
        return [*engine_lines(engines), MIRRORS[settings.mirror_translations], count_line(glossary)]

    async def set_mirrors(self, member: Member, how: MirrorTranslations) -> Message:
        """Set what copies in rooms of the other language show. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        at = self._clock.utcnow()

        def work(connection: Connection) -> None:
            servers.set_mirror_translations(connection, member.server_id, how, at)
            kind, what = TargetKind.SERVER, f"mirror translations {how}"
            audit.done(connection, member, Action.SETTINGS, kind, member.server_id, what)

        await self._database.write(work)
        return MIRRORS_SET[how]
