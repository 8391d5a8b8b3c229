"""Reasons of cases in both languages, and the threshold that a case was opened for."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("member_case", sa.Column("reason_es", sa.Text))
    op.add_column("member_case", sa.Column("threshold", sa.Integer))
