"""How often people reacted to the messages that show comments."""

import sqlalchemy as sa

from bot.database.migrations.tables import belongs_to, check, column, create

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create(
        "reaction",
        belongs_to("appearance", primary_key=True),
        column("emoji", sa.String, primary_key=True),
        column("count", sa.Integer),
        check("counted", "count > 0"),
    )
