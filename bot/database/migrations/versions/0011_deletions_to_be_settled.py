"""Deletions of which it is still to be found out who made them."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "deletion",
        sa.Column("appearance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appearance_id"], ["appearance.id"], name=op.f("fk_deletion_appearance_id_appearance")
        ),
        sa.PrimaryKeyConstraint("appearance_id", name=op.f("pk_deletion")),
    )
