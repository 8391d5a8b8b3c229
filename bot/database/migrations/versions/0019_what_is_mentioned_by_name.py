"""The names of who and what a comment mentions: ids alone say nothing where no client resolves them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("comment", sa.Column("names", sa.JSON(none_as_null=True), nullable=True))
