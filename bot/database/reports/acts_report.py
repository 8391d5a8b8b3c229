"""What servers have done about members on the platform, and what the bot is to be allowed for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.database.schema import member_case, threshold
from bot.domain.cases.case import ON_DISCORD
from bot.domain.cases.case_policy import NEEDED

LATELY = timedelta(days=30)
"""How long ago moderators did something by the bot that they may do again."""


def acts_report(connection: Connection, now: datetime) -> Mapping[int, frozenset[str]]:
    """The optional permissions that servers have a use for: what moderators did lately by the bot, and what
    their thresholds do, takes them.
    """
    by_moderators = select(member_case.c.server_id, member_case.c.kind).where(
        member_case.c.kind.in_(ON_DISCORD),
        member_case.c.entry_id.is_(None),
        member_case.c.opened_at > now - LATELY,
    )
    by_thresholds = select(threshold.c.server_id, threshold.c.kind).where(threshold.c.kind.in_(ON_DISCORD))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for query in (by_moderators, by_thresholds):
        for row in connection.execute(query.distinct()):
            found[row.server_id].add(NEEDED[row.kind].value)
    return {server_id: frozenset(permissions) for server_id, permissions in found.items()}
