"""Which cards are to be redrawn, because what they show has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("post", sa.Column("stale", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(
        "ix_post_stale",
        "post",
        ["discussion_id"],
        sqlite_where=sa.text("stale > 0"),
        postgresql_where=sa.text("stale > 0"),
    )
