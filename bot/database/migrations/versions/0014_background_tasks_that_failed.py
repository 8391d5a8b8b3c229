"""How often background tasks failed."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "task_fault",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_task_fault")),
    )
