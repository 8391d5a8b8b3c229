"""Answers to messages of which it is not known yet what comment they show."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "orphan",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_orphan_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_orphan")),
    )
    op.create_index(op.f("ix_orphan_message_id"), "orphan", ["message_id"])
