"""Whoever reported a comment may hear what came of it."""

import sqlalchemy as sa

from bot.database.migrations.tables import column, create, one_of, partial_index

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    create(
        "report_answer",
        column("report_id", sa.Integer, sa.ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
        one_of("language", "en", "es"),
        one_of("state", "wanted", "owed"),
    )
    partial_index("ix_report_answer_owed", "report_answer", "report_id", where="state = 'owed'")
