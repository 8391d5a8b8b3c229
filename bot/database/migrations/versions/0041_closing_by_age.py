"""Discussions that close by their age, and the threads that are still to be told so."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.add_column("server", sa.Column("close_after_days", sa.Integer(), server_default="0", nullable=False))
    op.add_column("discussion", sa.Column("closed_after", sa.Integer(), nullable=True))
    op.add_column("discussion", sa.Column("reopened_at", Moment(), nullable=True))
    create(
        "closing_note",
        belongs_to("post", primary_key=True),
        column("days", sa.Integer),
        column("begun_at", Moment, nullable=True),
    )
