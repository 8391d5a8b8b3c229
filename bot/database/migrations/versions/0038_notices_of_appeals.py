"""In which message moderators were told of an appeal."""

from alembic import op

from bot.database.migrations.tables import discord_id

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("appeal", discord_id("notice_channel_id", nullable=True))
    op.add_column("appeal", discord_id("notice_message_id", nullable=True))
