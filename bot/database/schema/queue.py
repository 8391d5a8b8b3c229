"""What moderators decided about comments, which of them look at what at the moment, and the panels that say
how much waits.

A trigger of the schema deletes a decision as soon as the comment's text is another.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, text

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

queue_panel = table(
    "queue_panel",
    discord_id("server_id", primary_key=True),
    Column("wanted", Boolean, nullable=False),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("number", Integer, nullable=False, server_default=text("0")),
    Column("posted_at", Moment),
    Column("shown", String),
)
