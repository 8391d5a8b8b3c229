"""Cards of feeds: the role they mention, forum tags, texts of entries, and rooms that are still owed some."""

import sqlalchemy as sa
from alembic import op

from bot.database.migrations.tables import column, create, discord_id, index

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.add_column("post", sa.Column("mention_role_id", sa.BigInteger(), nullable=True))
    op.add_column("post", sa.Column("tags", sa.JSON(), server_default="[]", nullable=False))
    op.add_column(
        "edition_version", sa.Column("from_feed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    create(
        "owed_room",
        _of("following", "following_id"),
        _of("feed_entry", "entry_id"),
        discord_id("channel_id", primary_key=True),
    )
    index("owed_room", "entry_id")


def _of(table: str, name: str) -> sa.Column[int]:
    reference = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return column(name, sa.Integer, reference, primary_key=True)
