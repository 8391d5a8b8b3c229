"""The words of comments that are stored together are indexed together, by the statement that follows them.

In a trigger the index writes itself out for each row: half of what SQLite took for a comment.
"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("DROP TRIGGER comment_said")
