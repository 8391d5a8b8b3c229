"""Attachments of hidden comments that could not be copied, so that nobody waits for their copies."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("attachment", sa.Column("lost", sa.Boolean, nullable=False, server_default=sa.false()))
