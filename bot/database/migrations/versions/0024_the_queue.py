"""What moderators decided and are looking at, and what reports are about."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, discord_id, one_of, partial_index

revision = "0024"
down_revision = "0023"

CATEGORIES = "'spam', 'insult', 'off topic', 'false', 'private data', 'illegal', 'other'"


def upgrade() -> None:
    create(
        "decision", _of_comment(), one_of("kind", "approved", "hidden"), discord_id("moderator_id"), _at("at")
    )
    create("claim", _of_comment(), discord_id("moderator_id"), _at("until"))
    op.execute(
        "CREATE TRIGGER decision_goes AFTER UPDATE OF text ON comment WHEN new.text != old.text "
        "BEGIN DELETE FROM decision WHERE comment_id = new.id; END"
    )
    # Its check stands in the column itself: SQLite cannot add one to a table.
    op.execute(
        "ALTER TABLE report ADD COLUMN category VARCHAR(16) DEFAULT 'other' NOT NULL "
        f"CONSTRAINT ck_report_category CHECK (category IN ({CATEGORIES}))"
    )
    partial_index("ix_report_open", "report", "comment_id", where="status = 'open'")


def _of_comment() -> sa.Column[int]:
    """A reference that goes together with its comment."""
    refers = sa.ForeignKey("comment.id", ondelete="CASCADE")
    return column("comment_id", sa.Integer, refers, primary_key=True)


def _at(name: str) -> sa.Column[object]:
    return column(name, Moment)
