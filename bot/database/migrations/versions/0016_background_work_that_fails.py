"""Background work whose last attempt failed, and why."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    create(
        "failing",
        column("name", sa.String, primary_key=True),
        column("key", sa.String, primary_key=True),
        column("given_up", sa.Boolean),
        column("english", sa.String),
        column("spanish", sa.String),
        column("failed_at", Moment),
    )
