"""Panels in moderators' channels that say how much waits."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, discord_id

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    create(
        "queue_panel",
        discord_id("server_id", primary_key=True),
        column("wanted", sa.Boolean),
        discord_id("channel_id", nullable=True),
        discord_id("message_id", nullable=True),
        column("number", sa.Integer, server_default=sa.text("0")),
        column("posted_at", Moment, nullable=True),
        column("shown", sa.String, nullable=True),
        column("remind_hours", sa.Integer, server_default=sa.text("0")),
        discord_id("reminded_to", server_default=sa.text("0")),
    )
