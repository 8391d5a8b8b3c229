"""Which translation services outside the operator's machines a server uses, and how much of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.errors import NotFound, Refused
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.jobs.clock import Clock
from bot.translating import engine_store as engines
from bot.translation.chain import Chain
from bot.translation.engines.engine_names import EngineName, name_of

NO_SERVICE = message("No outside service is set up. Whoever runs this bot can name one in its settings.")
NOT_ON = message("{service} is not switched on here.")
_THE_BOT = 0
"""Who acts in the audit where nobody did."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine as it stands in a server.

    ``on``: it may be asked there. ``used`` and ``used_everywhere`` are characters of this month, ``own`` is
    the server's limit for them and ``cap`` the operator's for all servers together. ``off``: why it is not
    asked for now.
    """

    engine: str
    title: Message
    local: bool
    on: bool
    used: int = 0
    used_everywhere: int = 0
    own: int | None = None
    cap: int | None = None
    off: Message | None = None


class OutsideServices:
    """Switches services on and off for a server. Each is off until a manager was told its name and agreed."""

    def __init__(
        self,
        database: Database,
        chain: Chain,
        names: Mapping[str, EngineName],
        caps: Mapping[str, int],
        clock: Clock,
    ) -> None:
        """``names``: what people call each engine; ``caps``: the operator's characters a month for each."""
        self._database = database
        self._chain = chain
        self._names = names
        self._caps = caps
        self._clock = clock

    async def forget_moved(self) -> None:
        """Switch off every service that is at another host than the one that managers agreed to.

        Raises:
            StorageFailed: one is, and that cannot be stored.
        """
        hosts = {one.engine.name: self._name(one.engine.name).host for one in self._chain.engines}
        moved = await self._database.read(engines.elsewhere, hosts)

        def work(connection: Connection) -> None:
            for server_id, engine in moved:
                engines.forbid(connection, server_id, engine)
                row_id = audit.record(
                    connection,
                    server_id=server_id,
                    actor_id=_THE_BOT,
                    action=Action.SETTINGS,
                    target_kind=TargetKind.SERVER,
                    target_id=server_id,
                    reason=f"translation by {engine} off: it is at another address now",
                )
                audit.outcome(connection, row_id, succeeded=True)

        if moved:  # a full disk keeps no bot from starting where there is nothing to do
            await self._database.write(work)
        for server_id, engine in moved:
            _log.warning(
                "The translation engine %s is at another address now: it is off in server %s until a manager "
                "switches it on again",
                engine,
                server_id,
            )

    @property
    def is_on(self) -> bool:
        """Whether there is any engine."""
        return bool(self._chain.engines)

    def outside(self) -> dict[str, Message]:
        """What people call the outside services that are set up, by the engines' names."""
        names = [one.engine.name for one in self._chain.engines if not one.engine.local]
        return {name: self._name(name).title for name in names}

    async def of(self, server_id: int) -> list[EngineState]:
        """Every engine that is set up, in the order they are asked in, as it stands in a server."""
        month = engines.month_of(self._clock.utcnow())

        def read(connection: Connection) -> tuple[dict[str, int | None], dict[str, Mapping[int, int]]]:
            used = {name: engines.in_month(connection, month, name) for name in self.outside()}
            return engines.allowed(connection, server_id), used

        allowed, used = await self._database.read(read)
        states = []
        for one in self._chain.engines:
            name, title = one.engine.name, self._name(one.engine.name).title
            if one.engine.local:
                states.append(EngineState(name, title, local=True, on=True, off=one.off))
                continue
            states.append(
                EngineState(
                    name,
                    title,
                    local=False,
                    on=name in allowed,
                    used=used[name].get(server_id, 0),
                    used_everywhere=sum(used[name].values()),
                    own=allowed.get(name),
                    cap=self._caps.get(name),
                    off=one.off,
                )
            )
        return states

    async def on_in(self, server_id: int) -> list[Message]:
        """What people call the outside services that are on in a server."""
        if not self.outside():
            return []
        return [one.title for one in await self.of(server_id) if one.on and not one.local]

    async def state(self, member: Member, engine: str) -> EngineState:
        """An outside service as it stands in a manager's server.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: no such service is set up.
        """
        policy.require_manager(member.manager)
        if not self.outside():
            raise NotFound(NO_SERVICE)
        for one in await self.of(member.server_id):
            if one.engine == engine and not one.local:
                return one
        raise NotFound(message("No such translation service is set up. Choose one from the list."))

    async def switch_on(self, member: Member, engine: str) -> Message:
        """Let a service have what everybody can read in the server. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: no such service is set up.
        """
        found, host = await self.state(member, engine), self._name(engine).host
        at = self._clock.utcnow()

        def work(connection: Connection) -> None:
            engines.allow(connection, member.server_id, engine, by=member.id, at=at, host=host)
            _record(connection, member, f"translation by {engine} on")

        await self._database.write(work)
        return message("{service} is on. From now on, new threads name it.", service=found.title)

    async def switch_off(self, member: Member, engine: str) -> Message:
        """Let a service have nothing more from the server. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: no such service is set up.
            Refused: it is not on.
        """
        found = await self.state(member, engine)

        def work(connection: Connection) -> bool:
            if not engines.forbid(connection, member.server_id, engine):
                return False
            _record(connection, member, f"translation by {engine} off")
            return True

        if not await self._database.write(work):
            raise Refused(message(NOT_ON.text, service=found.title))
        return message("{service} is off, and gets nothing more from this server.", service=found.title)

    async def limit(self, member: Member, engine: str, characters: int | None) -> EngineState:
        """Set how many characters a month a service may have from the server; None: as many as the operator
        allows. Returns the service as it stands then.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: no such service is set up.
            Refused: it is not on.
        """
        found = await self.state(member, engine)

        def work(connection: Connection) -> bool:
            if not engines.limit(connection, member.server_id, engine, characters):
                return False
            _record(connection, member, f"translation by {engine}: {characters or 'any'} characters a month")
            return True

        if not await self._database.write(work):
            raise Refused(message(NOT_ON.text, service=found.title))
        return await self.state(member, engine)

    def _name(self, engine: str) -> EngineName:
        return name_of(self._names, engine)


def _record(connection: Connection, member: Member, what: str) -> None:
    server_id = member.server_id
    audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, server_id, what)
