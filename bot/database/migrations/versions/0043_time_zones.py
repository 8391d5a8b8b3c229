"""The time zones of servers."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("server", sa.Column("time_zone", sa.String(64), server_default="UTC", nullable=False))
