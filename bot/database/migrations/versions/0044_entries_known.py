"""What entries of feeds resemble, and what may be shown in rooms without being stored."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import partial_index

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.add_column("feed_entry", sa.Column("resembles", sa.Integer, nullable=True))
    op.add_column("feed_entry", sa.Column("unknown_since", Moment, nullable=True))
    partial_index("ix_feed_entry_html", "feed_entry", "feed_id", "first_seen_at", where="html != ''")
    newest_first = sa.Column("newest_first", sa.Boolean, server_default=sa.false(), nullable=False)
    op.add_column("following", newest_first)
