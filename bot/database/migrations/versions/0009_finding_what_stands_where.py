"""What stands in a channel, and which comments are not shown, is found without going through all there is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index(
        op.f("ix_appearance_channel_id_message_id"), "appearance", ["channel_id", "message_id"], unique=False
    )
    op.create_index(
        "ix_comment_not_shown",
        "comment",
        ["status", "source_id"],
        sqlite_where=sa.text("status != 'visible'"),
        postgresql_where=sa.text("status != 'visible'"),
    )
