"""When the pages of articles are read again, and which of them are missing or were left as they are."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create, index

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.add_column("edition", sa.Column("missing_since", Moment(), nullable=True))
    op.add_column("edition", sa.Column("gone_at", Moment(), nullable=True))
    op.add_column("edition", sa.Column("left_because", sa.JSON(), nullable=True))
    create(
        "page_check",
        belongs_to("article", primary_key=True),
        column("since", Moment),
        column("next_at", Moment, nullable=True),
        column("failures", sa.Integer),
        column("read_at", Moment, nullable=True),
    )
    index("page_check", "next_at")
