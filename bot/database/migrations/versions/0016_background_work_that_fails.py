"""Background work whose last attempt failed, and why."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "failing",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("english", sa.String(), nullable=False),
        sa.Column("spanish", sa.String(), nullable=False),
        sa.Column("failed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", "key", name=op.f("pk_failing")),
    )
