"""How often background tasks failed."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    create(
        "task_fault",
        column("name", sa.String, primary_key=True),
        column("count", sa.Integer),
        column("last_at", Moment),
        column("detail", sa.String),
    )
