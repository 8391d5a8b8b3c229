"""When a letter about a case was begun; who looks at an appeal, and whether moderators were told of it."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, discord_id

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("case_letter", column("begun_at", Moment, nullable=True))
    op.add_column("appeal", discord_id("claimed_by", nullable=True))
    op.add_column("appeal", column("claimed_until", Moment, nullable=True))
    op.add_column("appeal", column("announced", sa.Boolean, server_default=sa.false()))
