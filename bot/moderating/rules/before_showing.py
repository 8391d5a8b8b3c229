"""What every comment is held against before it is shown: silences, rules, and discussions by dialog alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.domain.events import Located, Standing
from bot.domain.message import Message
from bot.domain.moderation import HeldCause
from bot.moderating.cases.silences import Silences
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.rules.rules_in_use import RulesInUse


class BeforeShowing:
    """Implements the port of the door's; see :class:`bot.discussion.rules_port.CommentRules`."""

    def __init__(
        self, silences: Silences, rules: RulesInUse | None = None, places: DialogOnlyPlaces | None = None
    ) -> None:
        self._silences = silences
        self._rules = rules or RulesInUse()
        self._places = places or DialogOnlyPlaces()

    async def load(self, database: Database) -> None:
        """Learn which servers and members this concerns."""
        await self._silences.load()
        await self._rules.load(database)
        await self._places.load(database)

    def has_rules(self, server_id: int) -> bool:
        """See the port."""
        return self._rules.has_rules(server_id) or self._places.is_on_in(server_id)

    def ask(self, connection: Connection, new: Mapping[int, Located]) -> Mapping[int, HeldCause]:
        """See the port. Rules are asked wherever comments wait too: what they find is shown to moderators. Of
        what a silenced member writes they get no notices.
        """
        silenced = dict.fromkeys(self._silences.hold(connection, new), HeldCause.SILENCED)
        by_rules = dict.fromkeys(self._rules.ask(connection, new, quiet=silenced), HeldCause.RULE)
        by_place = dict.fromkeys(self._places.waiting(connection, new), HeldCause.DIALOG_ONLY)
        return by_rules | by_place | silenced

    def ask_again(
        self, connection: Connection, comment_id: int, edited_at: datetime, standing: Standing
    ) -> HeldCause | None:
        """See the port."""
        its = (comment_id, edited_at)
        silenced = self._silences.hold_edited(connection, *its)
        by_rule = self._rules.ask_again(connection, *its, standing, quietly=silenced)
        if silenced:
            return HeldCause.SILENCED
        if self._places.waits_again(connection, *its, standing):
            return HeldCause.DIALOG_ONLY
        return HeldCause.RULE if by_rule else None

    def refusal(self, connection: Connection, server_id: int, member_id: int) -> Message | None:
        """See the port."""
        return self._silences.refusal(connection, server_id, member_id)
