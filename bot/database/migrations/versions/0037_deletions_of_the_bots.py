"""Whether a message that is gone may have been deleted by the bot itself."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("deletion", sa.Column("begun", sa.Boolean, nullable=False, server_default=sa.text("0")))
