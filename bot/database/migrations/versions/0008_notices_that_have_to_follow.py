"""How many changes of its comment a notice has yet to follow."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("notice", sa.Column("outstanding", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_notice_outstanding",
        "notice",
        ["comment_id"],
        sqlite_where=sa.text("outstanding > 0"),
    )
    # Some may never have been told that their comment's text was erased.
    op.execute(
        "UPDATE notice SET outstanding = 1 "
        "WHERE comment_id IN (SELECT id FROM comment WHERE status = 'deleted')"
    )
