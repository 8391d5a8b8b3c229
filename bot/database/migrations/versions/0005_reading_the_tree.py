"""Reading a discussion as a tree: a level, its answers and its size are found without leaving an index."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_index(op.f("ix_comment_discussion_id_status_source_id"), "comment")
    op.create_index(
        op.f("ix_comment_discussion_id_source_id"), "comment", ["discussion_id", "source_id"], unique=False
    )
    op.drop_index("ix_comment_tree", "comment")
    op.create_index(
        "ix_comment_tree",
        "comment",
        ["discussion_id", "parent_id", "source_id", "status", "post_id"],
    )
    op.create_index(op.f("ix_post_discussion_id"), "post", ["discussion_id"])
