"""Whether an attachment is a spoiler: a flag says so, no longer its name alone."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("attachment", sa.Column("spoiler", sa.Boolean(), server_default="0", nullable=False))
    op.execute("UPDATE attachment SET spoiler = 1 WHERE substr(filename, 1, 8) = 'SPOILER_'")
