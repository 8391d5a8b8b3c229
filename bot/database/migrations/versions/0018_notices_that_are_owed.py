"""Notices are rows before they are sent: which are owed to moderators is known after a crash too."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create, one_of, unique

revision = "0018"
down_revision = "0017"

_COPY = """
INSERT INTO notice (comment_id, kind, channel_id, message_id, created_at, outstanding)
SELECT comment_id, kind, channel_id, message_id, created_at, outstanding FROM old_notice
"""
_OPEN_REPORTS = """
INSERT INTO notice (comment_id, kind, created_at, outstanding, owed)
SELECT comment_id, 'report', min(reported_at), 1, 1 FROM report
WHERE status = 'open' AND comment_id NOT IN (SELECT comment_id FROM notice WHERE kind = 'report')
GROUP BY comment_id
"""
_HIDDEN_MEANWHILE = """
INSERT INTO notice (comment_id, kind, created_at, outstanding, owed)
SELECT target_id, 'hide', max(at), 1, 1 FROM audit JOIN comment ON comment.id = target_id
WHERE action = 'hide' AND target_kind = 'comment' AND comment.status = 'hidden'
AND target_id NOT IN (SELECT comment_id FROM notice WHERE kind = 'hide')
AND NOT EXISTS (SELECT 1 FROM audit_outcome WHERE audit_id = audit.id AND succeeded)
GROUP BY target_id
"""


def upgrade() -> None:
    # SQLite cannot let an existing column be empty: the table is made anew.
    op.rename_table("notice", "old_notice")
    create(
        "notice",
        belongs_to("comment", primary_key=True),
        one_of("kind", "report", "hide", primary_key=True),
        column("channel_id", sa.BigInteger, nullable=True),
        column("message_id", sa.BigInteger, nullable=True),
        column("created_at", Moment),
        column("outstanding", sa.Integer, server_default="0"),
        column("owed", sa.Boolean, server_default="0"),
        unique("message_id"),
    )
    op.execute(_COPY)
    op.drop_table("old_notice")
    op.create_index(
        "ix_notice_outstanding",
        "notice",
        ["comment_id"],
        sqlite_where=sa.text("outstanding > 0"),
    )
    op.execute(_OPEN_REPORTS)
    op.execute(_HIDDEN_MEANWHILE)
