"""Where members comment by dialog alone."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, discord_id, partial_index

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    create(
        "dialog_only",
        discord_id("server_id", primary_key=True),
        discord_id("channel_id", primary_key=True),
        column("since", Moment, nullable=True),
    )
    op.add_column("discussion", column("dialog_only_since", Moment, nullable=True))
    partial_index(
        "ix_discussion_dialog_only", "discussion", "server_id", where="dialog_only_since IS NOT NULL"
    )
    op.add_column("post", column("dialog_locked", sa.Boolean, server_default=sa.false()))
