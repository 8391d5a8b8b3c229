"""When a card was removed: for ten minutes that can be undone."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("post", sa.Column("removed_at", Moment(), nullable=True))
