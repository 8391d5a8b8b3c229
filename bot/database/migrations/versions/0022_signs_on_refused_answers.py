"""Signs on answers that were refused: their authors see that nobody else reads them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "sign",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("placed", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_sign_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_sign")),
    )
