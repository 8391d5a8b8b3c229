"""Why a discussion is locked or closed: its members are told."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("discussion", sa.Column("reason", sa.Text(), nullable=True))
