"""Holds every comment that comes in or changes against the rules of its room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from bot.database.engine import Connection, Database
from bot.domain.card import trimmed
from bot.domain.discussion import CommentOrigin, CommentStatus
from bot.domain.events import Located, Standing, snowflake_time
from bot.domain.language import Language
from bot.domain.mentions import count_mentioned
from bot.domain.moderation import ReportStatus
from bot.domain.rules import Consequence, Hit, Rule, Said, StoredHit
from bot.i18n.catalog import Catalog
from bot.moderating.rules import hit_store as hits, rule_store, said_store
from bot.moderating.rules.compile_rules import RoomRules, compiled
from bot.moderating.rules.folding import fold
from bot.moderating.rules.judge import Rules, judge
from bot.moderating.rules.said_store import Spoken

OLD = timedelta(minutes=10)
"""Comments and edits older than this, as history brings them, were read long ago: they are only reported."""
KEPT = 100
"""Servers whose rules are kept ready, at the most: 5,000 terms take some 2 MB."""
LONGEST_FOUND = 300
"""Characters of what a rule found that are kept."""
_FOLDED = 500
"""Texts whose folding is kept, at the most: a flood says the same again and again."""

Result = TypeVar("Result")


class RulesInUse:
    """The rules of all servers, kept ready.

    Only the thread that writes asks it, except for :meth:`has_rules` and :meth:`forget`.
    """

    def __init__(self) -> None:
        self._servers: set[int] = set()
        self._ready: dict[int, RoomRules] = {}

    async def load(self, database: Database) -> None:
        """Learn which servers have rules; what these are is read when something is said there."""
        self._servers = await database.read(rule_store.servers)

    def has_rules(self, server_id: int) -> bool:
        """Whether rules are on in a server, as far as is known without asking."""
        return server_id in self._servers

    def forget(self, server_id: int) -> None:
        """Read a server's rules anew: they change. In the step that changes them, and after it."""
        self._ready.pop(server_id, None)
        self._servers.add(server_id)

    async def change(
        self, database: Database, server_id: int, work: Callable[[Connection], Result]
    ) -> Result:
        """Do ``work(connection)``, which changes a server's rules; whatever is stored after it keeps them as
        they are then. Raises what it raises.
        """

        def changing(connection: Connection) -> Result:
            result = work(connection)
            self.forget(server_id)
            return result

        try:
            return await database.write(changing)
        finally:
            # What was read meanwhile may have been taken back, together with all that was to be committed.
            self.forget(server_id)

    def ask(
        self, connection: Connection, new: Mapping[int, Located], quiet: Collection[int] = ()
    ) -> Collection[int]:
        """Hold new comments against the rules of their rooms. Gives the ids of those that have to wait for a
        moderator; of what is found in ``quiet`` ones moderators get no notice.
        """
        to_hold: list[int] = []
        for comment_id, one in new.items():
            server_id, posted = one.post.server_id, one.posted
            if server_id not in self._servers or posted.moderator:
                continue
            rules = self._of(connection, server_id, one.post.channel_id)
            if rules.settings:
                spoken = Spoken(
                    *(posted.id, posted.author.id, posted.text),
                    *(server_id, one.post.channel_id, len(posted.attachments)),
                    can_be_held=one.status is CommentStatus.VISIBLE and one.origin is not CommentOrigin.ADDED,
                )
                found = judge(rules, _said(connection, rules, spoken, posted.standing))
                its, quietly = (comment_id, spoken, found), comment_id in quiet
                if found and _put(connection, *its, snowflake_time(posted.id), quietly=quietly):
                    to_hold.append(comment_id)
        return to_hold

    def ask_again(
        self,
        connection: Connection,
        comment_id: int,
        edited_at: datetime,
        standing: Standing,
        *,
        quietly: bool = False,
    ) -> bool:
        """Hold a comment that was edited against the rules of its room; see :meth:`ask`."""
        if not self._servers:
            return False
        spoken = said_store.get(connection, comment_id)
        if spoken.server_id not in self._servers or standing.moderator:
            return False
        rules = self._of(connection, spoken.server_id, spoken.room_id)
        found = judge(rules, _said(connection, rules, spoken, standing))
        return _put(connection, comment_id, spoken, found, edited_at, quietly=quietly)

    def _of(self, connection: Connection, server_id: int, room_id: int) -> Rules:
        """The rules of a room; they are read where they are not ready."""
        ready = self._ready.pop(server_id, None) or compiled(connection, server_id)
        if not ready.any_on:
            self._servers.discard(server_id)
            return ready.of(room_id)
        self._ready[server_id] = ready
        while len(self._ready) > KEPT:
            del self._ready[next(iter(self._ready))]
        return ready.of(room_id)


@dataclass(frozen=True, slots=True)
class _Back:
    """How far back rules look at what was said, in time; None where they do not."""

    own: timedelta | None
    others: timedelta | None


def _looks_back(rules: Rules) -> _Back:
    own, others = [], None
    if Rule.REPETITION in rules.settings:
        own.append(timedelta(minutes=rules.number(Rule.REPETITION, "minutes")))
    if Rule.FLOOD in rules.settings:
        others = timedelta(seconds=rules.number(Rule.FLOOD, "seconds"))
        own.append(others)
    return _Back(max(own, default=None), others)


def _said(connection: Connection, rules: Rules, spoken: Spoken, standing: Standing) -> Said:
    """What the rules that are on look at; nothing is read for the others."""
    back, at = _looks_back(rules), snowflake_time(spoken.source_id)
    own = said_store.own(connection, spoken, at - back.own) if back.own else []
    others = said_store.others(connection, spoken, at - back.others) if back.others else []
    approved = 0
    if Rule.NEWCOMERS in rules.settings:
        approved = said_store.count_standing(connection, spoken, rules.number(Rule.NEWCOMERS, "comments"))
    return Said(
        text=spoken.text,
        at=at,
        attachments=spoken.attachments,
        mentions=count_mentioned(spoken.text),
        account_since=snowflake_time(spoken.author_id),
        member_since=standing.member_since,
        approved=approved,
        own=tuple((moment, _folded(text)) for moment, text in own),
        others=tuple((moment, _folded(text)) for moment, text in others),
    )


@lru_cache(maxsize=_FOLDED)
def _folded(text: str) -> str:
    return fold(text).plain


def _put(
    connection: Connection,
    comment_id: int,
    spoken: Spoken,
    found: tuple[Hit, ...],
    moment: datetime,
    *,
    quietly: bool,
) -> bool:
    """Store what was found; gives whether the comment has to wait for what moderators have not decided on."""
    stored = _stored(comment_id, found, moment, can_be_held=spoken.can_be_held)
    new = hits.put(connection, comment_id, stored, quietly=quietly)
    return any(one.rule in new and one.consequence is Consequence.HOLD for one in stored)


def _stored(
    comment_id: int, found: tuple[Hit, ...], moment: datetime, *, can_be_held: bool
) -> list[StoredHit]:
    now = datetime.now(UTC)
    catalog, only_reports = Catalog.load(), not can_be_held or now - moment > OLD
    return [
        StoredHit(
            comment_id,
            one.rule,
            Consequence.REPORT if only_reports else one.consequence,
            {language: trimmed(catalog.say(one.found, language), LONGEST_FOUND) for language in Language},
            ReportStatus.OPEN,
            now,
        )
        for one in found
    ]
