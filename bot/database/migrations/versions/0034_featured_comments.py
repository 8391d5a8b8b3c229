"""Comments that moderators put first in their discussion."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create, index

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    refers = sa.ForeignKey("comment.id", ondelete="CASCADE")
    create(
        "featured",
        column("comment_id", sa.Integer, refers, primary_key=True),
        belongs_to("discussion"),
        column("at", Moment),
    )
    index("featured", "discussion_id")
    op.execute(
        "CREATE TRIGGER featured_goes AFTER UPDATE OF status ON comment WHEN new.status != 'visible' "
        "BEGIN DELETE FROM featured WHERE comment_id = new.id; END"
    )
