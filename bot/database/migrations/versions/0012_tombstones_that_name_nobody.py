"""The tombstone of a deleted comment names nobody: what its author's client showed of them goes too."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        "UPDATE comment SET author_id = 0, author_name = '', author_avatar = NULL, edited_at = NULL "
        "WHERE status = 'deleted' AND author_id != 0"
    )
