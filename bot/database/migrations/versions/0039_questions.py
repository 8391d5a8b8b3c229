"""Questions that moderators ask in discussions, and the messages that show them."""

import sqlalchemy as sa

from bot.database.column_types import Moment
from bot.database.migrations.tables import (
    belongs_to,
    check,
    column,
    create,
    discord_id,
    index,
    own_id,
    partial_index,
)

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    create(
        "question",
        own_id(),
        belongs_to("discussion"),
        column("english", sa.Text, nullable=True),
        column("spanish", sa.Text, nullable=True),
        column("asked_at", Moment),
        column("removed_at", Moment, nullable=True),
        check("says_something", "english IS NOT NULL OR spanish IS NOT NULL"),
    )
    index("question", "discussion_id")
    partial_index("uq_question_asked", "question", "discussion_id", where="removed_at IS NULL", unique=True)
    create(
        "question_message",
        belongs_to("post", primary_key=True),
        column("begun_at", Moment),
        discord_id("message_id", nullable=True),
        column("shown", sa.Integer, nullable=True),
        column("pinned", sa.Boolean, server_default=sa.text("0")),
    )
