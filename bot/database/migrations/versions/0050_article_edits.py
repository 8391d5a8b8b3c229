"""What moderators change of articles' cards."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create, discord_id, index, one_of

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    create(
        "article_edit",
        belongs_to("article", primary_key=True),
        discord_id("server_id", primary_key=True),
        one_of("language", "en", "es", primary_key=True),
        column("title", sa.String, nullable=True),
        column("standfirst", sa.String, nullable=True),
        column("picture", sa.String, nullable=True),
        column("sentences", sa.JSON, nullable=True),
        discord_id("edited_by"),
        column("edited_at", Moment),
    )
    index("article_edit", "server_id")
