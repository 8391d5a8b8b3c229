"""Since when a discussion has been closed, and since when none of its cards stands any more."""

from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create, one_of

revision = "0007"
down_revision = "0006"

NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
CLOSED = "INSERT OR IGNORE INTO ending SELECT id, 'closed', :now FROM discussion WHERE status = 'closed'"
DELETED = """
INSERT OR IGNORE INTO ending SELECT DISTINCT discussion_id, 'deleted', :now FROM post AS one
    WHERE NOT EXISTS (
        SELECT 1 FROM post WHERE post.discussion_id = one.discussion_id AND post.status != 'removed'
    )
"""
AGAIN = """
DELETE FROM ending WHERE discussion_id = :row.discussion_id AND kind = 'deleted' AND EXISTS (
    SELECT 1 FROM post WHERE post.discussion_id = :row.discussion_id AND post.status != 'removed'
)
"""
ITS_CARDS = f"{AGAIN}; {DELETED} AND one.discussion_id = :row.discussion_id;"
TRIGGERS = (
    (
        "discussion_closes",
        "AFTER UPDATE OF status ON discussion WHEN new.status = 'closed'",
        f"{CLOSED} AND id = new.id;",
    ),
    (
        "discussion_reopens",
        "AFTER UPDATE OF status ON discussion WHEN new.status != 'closed'",
        "DELETE FROM ending WHERE discussion_id = new.id AND kind = 'closed';",
    ),
    ("discussion_goes", "BEFORE DELETE ON discussion", "DELETE FROM ending WHERE discussion_id = old.id;"),
    ("post_comes", "AFTER INSERT ON post", ITS_CARDS.replace(":row", "new")),
    (
        "post_changes",
        "AFTER UPDATE OF status, discussion_id ON post",
        ITS_CARDS.replace(":row", "new") + ITS_CARDS.replace(":row", "old"),
    ),
)


def upgrade() -> None:
    op.drop_table("ending")
    create(
        "ending",
        belongs_to("discussion", primary_key=True),
        one_of("kind", "closed", "deleted", primary_key=True),
        column("since", Moment),
    )
    op.execute(CLOSED.replace(":now", NOW))
    op.execute(DELETED.replace(":now", NOW))
    for name, moment, statements in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} {moment} BEGIN {statements.replace(':now', NOW)} END")
