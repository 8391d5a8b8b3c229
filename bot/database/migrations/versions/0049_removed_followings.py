"""Feeds that a server follows no longer, while that can be undone."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import partial_index

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.add_column("following", sa.Column("removed_at", Moment(), nullable=True))
    partial_index("ix_following_removed", "following", "id", where="removed_at IS NOT NULL")
