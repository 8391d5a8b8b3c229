"""Answers to messages of which it is not known yet what comment they show."""

from bot.database.migrations.tables import belongs_to, create, discord_id, index

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create("orphan", belongs_to("comment", primary_key=True), discord_id("message_id"))
    index("orphan", "message_id")
