"""What moderators decided about comments, and which of them look at what at the moment.

A trigger of the schema deletes a decision as soon as the comment's text is another.
"""

from __future__ import annotations

from sqlalchemy import Column

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, table
from bot.domain.moderation import Decision

decision = table(
    "decision",
    belongs_to("comment", key=True, cascade=True),
    Column("kind", one_of(Decision, "kind"), nullable=False),
    discord_id("moderator_id"),
    Column("at", Moment, nullable=False),
)

claim = table(
    "claim",
    belongs_to("comment", key=True, cascade=True),
    discord_id("moderator_id"),
    Column("until", Moment, nullable=False),
)
