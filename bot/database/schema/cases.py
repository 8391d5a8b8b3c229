"""What moderators did about members: cases with what belongs to them, and how servers want them opened.

A trigger of the schema notes in a case's evidence when its comment was deleted.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, own_id, partial_index, table
from bot.domain.cases.case import AppealStatus, CaseKind, CaseLetterState, LetterAbout
from bot.domain.rules import Rule

member_case = table(
    "member_case",
    own_id(),
    discord_id("server_id"),
    Column("number", Integer, nullable=False),
    Column("kind", one_of(CaseKind, "kind"), nullable=False),
    discord_id("member_id"),
    discord_id("moderator_id"),
    Column("reason", Text, nullable=False),
    Column("reason_es", Text),
    Column("rule", one_of(Rule, "rule")),
    belongs_to("comment", nullable=True),
    Column("opened_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("reversed_at", Moment),
    discord_id("reversed_by", nullable=True),
    Column("reversal_reason", Text),
    discord_id("entry_id", nullable=True),
    Column("emptied", Boolean, nullable=False, server_default=false()),
    Column("threshold", Integer),
    UniqueConstraint("server_id", "number"),
    UniqueConstraint("server_id", "entry_id"),
    Index(None, "member_id"),
    partial_index("ix_member_case_comment", "comment_id", where="comment_id IS NOT NULL"),
    partial_index("ix_member_case_silent", "expires_at", where="reversed_at IS NULL"),
)
"""``reason`` is what was written, or a template in English; then ``reason_es`` is the same in Spanish."""

case_note = table(
    "case_note",
    own_id(),
    belongs_to("member_case", name="case_id", cascade=True),
    discord_id("author_id"),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "case_id"),
)

evidence = table(
    "evidence",
    belongs_to("member_case", name="case_id", key=True, cascade=True),
    Column("text", Text, nullable=False),
    Column("names", JSON(none_as_null=True)),
    Column("said_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    partial_index("ix_evidence_deleted", "deleted_at", where="deleted_at IS NOT NULL"),
)
"""The text of the comment that a case is about, as it was then. ``deleted_at``: since when it outlives the
comment.
"""

appeal = table(
    "appeal",
    belongs_to("member_case", name="case_id", key=True, cascade=True),
    Column("text", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("status", one_of(AppealStatus, "status"), nullable=False),
    discord_id("answered_by", nullable=True),
    Column("answer", Text),
    Column("answered_at", Moment),
    discord_id("claimed_by", nullable=True),
    Column("claimed_until", Moment),
    Column("announced", Boolean, nullable=False, server_default=false()),
    discord_id("notice_channel_id", nullable=True),
    discord_id("notice_message_id", nullable=True),
    partial_index("ix_appeal_open", "case_id", where="status = 'open'"),
)
"""What a member says against a case. A moderator who looks at it has it for themselves until
``claimed_until``. ``announced``: the notice in the moderators' channel says how it stands.
"""

case_letter = table(
    "case_letter",
    belongs_to("member_case", name="case_id", key=True, cascade=True),
    Column("about", one_of(LetterAbout, "about"), primary_key=True),
    Column("state", one_of(CaseLetterState, "state"), nullable=False),
    Column("begun_at", Moment),
    partial_index("ix_case_letter_owed", "case_id", where="state = 'owed'"),
    partial_index("ix_case_letter_closed", "case_id", where="state = 'closed'"),
)
"""What members are owed about cases: told once each, by direct message or at their next command. A message
that was begun at ``begun_at`` may have been sent.
"""

threshold = table(
    "threshold",
    discord_id("server_id", primary_key=True),
    Column("warnings", Integer, primary_key=True, autoincrement=False),
    Column("days", Integer, nullable=False),
    Column("kind", one_of(CaseKind, "kind"), nullable=False),
    Column("hours", Integer),
    Column("automatic", Boolean, nullable=False),
)
"""After so many warnings within so many days: what is proposed, or done by itself, and for how long."""

reason_template = table(
    "reason_template",
    discord_id("server_id", primary_key=True),
    Column("name", String, primary_key=True),
    Column("en", Text, nullable=False),
    Column("es", Text, nullable=False),
)
"""A server's own reasons for moderators to choose from, in both languages."""

audit_intake = table(
    "audit_intake",
    discord_id("server_id", primary_key=True),
    Column("entry_id", BigInteger, nullable=False),
)
"""The last entry of each server's audit log on Discord that became a case, if it was to become one."""
