"""The audit is found by who acted and by what was done; why something failed is told in Spanish too."""

import sqlalchemy as sa
from alembic import op

from bot.database.migrations.tables import column, index

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("audit_outcome", column("spanish", sa.Text, nullable=True))
    index("audit", "server_id", "actor_id", "at")
    index("audit", "server_id", "action", "at")
