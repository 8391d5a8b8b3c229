"""Reports, the notices moderators get, and the append-only audit."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Text, UniqueConstraint, false, text

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, own_id, partial_index, table
from bot.domain.language import Language
from bot.domain.moderation import Action, AnswerState, Category, NoticeKind, ReportStatus, TargetKind

report = table(
    "report",
    own_id(),
    belongs_to("comment"),
    discord_id("reporter_id"),
    Column("reason", Text, nullable=False),
    Column("status", one_of(ReportStatus, "status"), nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("category", one_of(Category, "category"), nullable=False, server_default=Category.OTHER),
    UniqueConstraint("comment_id", "reporter_id"),
    partial_index("ix_report_open", "comment_id", where="status = 'open'"),
)

report_answer = table(
    "report_answer",
    belongs_to("report", key=True, cascade=True),
    Column("language", one_of(Language, "language"), nullable=False),
    Column("state", one_of(AnswerState, "state"), nullable=False),
    partial_index("ix_report_answer_owed", "report_id", where="state = 'owed'"),
)
"""Whoever reported something wants to hear what comes of it; the row goes once they were told, or cannot be.
``language`` is what the bot spoke to them then.
"""

notice = table(
    "notice",
    belongs_to("comment", key=True),
    Column("kind", one_of(NoticeKind, "kind"), primary_key=True),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("outstanding", Integer, nullable=False, server_default=text("0")),
    Column("owed", Boolean, nullable=False, server_default=false()),
    partial_index("ix_notice_outstanding", "comment_id", where="outstanding > 0"),
)

audit = table(
    "audit",
    own_id(),
    discord_id("server_id"),
    discord_id("actor_id"),
    Column("action", one_of(Action, "action"), nullable=False),
    Column("target_kind", one_of(TargetKind, "target_kind"), nullable=False),
    Column("target_id", BigInteger, nullable=False),
    Column("reason", Text),
    Column("at", Moment, nullable=False),
    Index(None, "server_id", "at"),
    Index(None, "server_id", "actor_id", "at"),
    Index(None, "server_id", "action", "at"),
    Index(None, "target_kind", "target_id"),
)

audit_outcome = table(
    "audit_outcome",
    own_id(),
    belongs_to("audit"),
    Column("succeeded", Boolean, nullable=False),
    Column("detail", Text),
    Column("spanish", Text),
    Column("at", Moment, nullable=False),
    Index(None, "audit_id"),
)

APPEND_ONLY = (audit.name, audit_outcome.name)
"""Tables whose rows a trigger keeps from being changed or deleted."""
