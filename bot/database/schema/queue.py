"""What moderators decided about comments, who looks at what at the moment, what is held for them, and the
panels that say how much waits.

Triggers of the schema delete a decision as soon as the comment's text is another, and what is held as soon as
the comment is not hidden any more.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, text

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, partial_index, table
from bot.domain.moderation import Decision, HeldCause, LetterState

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
    Column("remind_hours", Integer, nullable=False, server_default=text("0")),
    Column("reminded_to", BigInteger, nullable=False, server_default=text("0")),
)

held = table(
    "held",
    belongs_to("comment", key=True, cascade=True),
    Column("since", Moment, nullable=False),
    Column("cause", one_of(HeldCause, "cause"), nullable=False, server_default=HeldCause.RULE),
)
"""A hidden comment with a row here waits for a moderator."""

begun_takedown = table(
    "begun_takedown",
    belongs_to("appearance", key=True, cascade=True),
    Column("comment_id", Integer, ForeignKey("held.comment_id", ondelete="CASCADE"), nullable=False),
    Index(None, "comment_id"),
)
"""The bot has asked the platform to delete a message of a held comment, and has got no answer. If the message
is gone, nothing tells who deleted it.
"""

letter = table(
    "letter",
    belongs_to("comment", key=True, cascade=True),
    Column("state", one_of(LetterState, "state"), nullable=False),
    Column("begun_at", Moment),
    partial_index("ix_letter_owed", "comment_id", where="state = 'owed'"),
)
"""What authors are told by direct message: that their comment waits, once for each. A letter that was begun
at ``begun_at`` may have been sent.
"""
