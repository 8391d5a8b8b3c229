"""The rules of a server, as its managers set and try them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.mentions import count_mentioned
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.rules import Consequence, Hit, ListName, Rule, RuleSetting, Said
from bot.moderating.rules import list_store as lists, rule_store
from bot.moderating.rules.compile_rules import compiled
from bot.moderating.rules.judge import judge
from bot.moderating.rules.rule_store import SERVER
from bot.moderating.rules.rules_in_use import RulesInUse

ABOUT_AUTHORS = (Rule.REPETITION, Rule.FLOOD, Rule.NEWCOMERS, Rule.ATTACHMENTS)
"""What a text alone does not tell."""
_OFF = RuleSetting(Consequence.OFF)
_LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules in a room, or in the whole server: how each is set, which of them are the room's own, the
    rooms that have any of their own, and how much stands in the lists.
    """

    settings: Mapping[Rule, RuleSetting]
    own: frozenset[Rule]
    rooms: tuple[int, ...]
    terms: Mapping[tuple[ListName, Language], int]
    banned_domains: int
    allowed_domains: int


class RuleBook:
    """Reads, sets and tries the rules of servers. Each change is in the record of what managers did."""

    def __init__(self, database: Database, rules: RulesInUse) -> None:
        self._database = database
        self._rules = rules

    async def in_force(self, member: Member, room_id: int | None = None) -> InForce:
        """How the rules are set in a room, or in the whole server.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self._database.read(_in_force, member.server_id, room_id or SERVER)

    async def set(
        self,
        member: Member,
        rule: Rule,
        consequence: Consequence | None,
        numbers: Mapping[str, int],
        room_id: int | None = None,
    ) -> InForce:
        """Set a rule in a room, or in the whole server. ``numbers`` are those that change. ``consequence``
        None leaves the rule in a room to the server. Gives how the rules are set there now.

        Raises:
            BadInput: it is left to the server, and no room is named.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        if consequence is None and room_id is None:
            raise BadInput(message("Choose a channel: only there a rule can be as in the server."))
        place = room_id or SERVER

        def work(connection: Connection) -> InForce:
            if consequence is None:
                rule_store.leave_to_server(connection, member.server_id, place, rule)
            else:
                before = _in_force(connection, member.server_id, place).settings[rule]
                setting = RuleSetting(consequence, {**before.numbers, **numbers})
                rule_store.put(connection, member.server_id, place, rule, setting)
            kind, target = (TargetKind.CHANNEL, place) if room_id else (TargetKind.SERVER, member.server_id)
            what = f"{rule}: {consequence or 'as in the server'}"
            told = ", ".join([what, *(f"{name} {number}" for name, number in numbers.items())])
            audit.done(connection, member, Action.RULES, kind, target, told)
            return _in_force(connection, member.server_id, place)

        return await self._rules.change(self._database, member.server_id, work)

    async def try_text(self, member: Member, text: str, room_id: int | None = None) -> tuple[Hit, ...]:
        """What rules would find in a text that is said in a room, in their order; those too that are off,
        whose consequence says so. Nothing is stored. :data:`ABOUT_AUTHORS` are not asked.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self._database.read(_tried, member.server_id, room_id or SERVER, text)


def _in_force(connection: Connection, server_id: int, place: int) -> InForce:
    stored = rule_store.of_server(connection, server_id)
    own = stored.get(place, {}) if place != SERVER else {}
    set_here = {**stored.get(SERVER, {}), **own}
    domains = lists.domains(connection, server_id)
    return InForce(
        {rule: set_here.get(rule, _OFF) for rule in Rule},
        frozenset(own),
        tuple(sorted(stored.keys() - {SERVER})),
        lists.count_terms(connection, server_id),
        banned_domains=sum(not allowed for allowed in domains.values()),
        allowed_domains=sum(domains.values()),
    )


def _tried(connection: Connection, server_id: int, place: int, text: str) -> tuple[Hit, ...]:
    said = Said(
        text,
        at=datetime.now(UTC),
        attachments=0,
        mentions=count_mentioned(text),
        account_since=_LONG_AGO,
        member_since=None,
        approved=1_000_000,
    )
    rules = compiled(connection, server_id, with_off=True).of(place)
    return judge(rules, said)
