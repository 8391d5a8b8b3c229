"""Digests of rooms."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import check, column, create, discord_id, index

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    create(
        "digest",
        discord_id("channel_id", primary_key=True),
        discord_id("server_id"),
        column("weekday", sa.Integer, nullable=True),
        column("minute", sa.Integer),
        column("last_at", Moment),
        column("begun_at", Moment, nullable=True),
        check("minute_of_day", "minute BETWEEN 0 AND 1439"),
        check("day_of_week", "weekday IS NULL OR weekday BETWEEN 0 AND 6"),
    )
    index("digest", "server_id")
