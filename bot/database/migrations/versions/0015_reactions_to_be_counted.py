"""Messages whose reactions are still to be counted."""

import sqlalchemy as sa

from bot.database.migrations.tables import column, create, discord_id

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    create(
        "uncounted",
        discord_id("message_id", primary_key=True),
        discord_id("server_id"),
        discord_id("parent_id"),
        discord_id("channel_id"),
        column("changes", sa.Integer),
    )
