"""When a letter to an author was begun, so that it is looked for before it is sent again."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("letter", sa.Column("begun_at", Moment(), nullable=True))
