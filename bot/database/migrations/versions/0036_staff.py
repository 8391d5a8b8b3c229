"""Roles whose members are marked as staff, and whether a comment's author was staff when it was written."""

import sqlalchemy as sa
from alembic import op

from bot.database.migrations.tables import create, discord_id

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    create("staff_role", discord_id("server_id", primary_key=True), discord_id("role_id", primary_key=True))
    op.add_column("comment", sa.Column("author_staff", sa.Boolean(), server_default="0", nullable=False))
