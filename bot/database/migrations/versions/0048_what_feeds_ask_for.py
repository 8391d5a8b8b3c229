"""When feeds ask not to be looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("feed", sa.Column("ttl", sa.Integer(), nullable=True))
    for name in ("skip_hours", "skip_days"):
        empty = sa.Column(name, sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        op.add_column("feed", empty)
