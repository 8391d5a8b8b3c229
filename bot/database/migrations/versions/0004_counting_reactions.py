"""How often people reacted to the messages that show comments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "reaction",
        sa.Column("appearance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_reaction_counted")),
        sa.ForeignKeyConstraint(
            ["appearance_id"], ["appearance.id"], name=op.f("fk_reaction_appearance_id_appearance")
        ),
        sa.PrimaryKeyConstraint("appearance_id", "emoji", name=op.f("pk_reaction")),
    )
