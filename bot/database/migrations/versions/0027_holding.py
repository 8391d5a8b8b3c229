"""Comments that are held for moderators, and what their authors are told of that."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, one_of, partial_index

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    create(
        "held",
        _of_comment(),
        column("since", Moment),
        column("begun", sa.Boolean, server_default=sa.text("0")),
    )
    create("letter", _of_comment(), one_of("state", "owed", "sent", "closed"))
    partial_index("ix_letter_owed", "letter", "comment_id", where="state = 'owed'")
    op.execute(
        "CREATE TRIGGER held_goes AFTER UPDATE OF status ON comment WHEN new.status != 'hidden' "
        "BEGIN DELETE FROM held WHERE comment_id = new.id; END"
    )
    op.execute(
        "CREATE TRIGGER letter_goes AFTER UPDATE OF status ON comment WHEN new.status = 'deleted' "
        "BEGIN DELETE FROM letter WHERE comment_id = new.id; END"
    )


def _of_comment() -> sa.Column[int]:
    """A reference that goes together with its comment."""
    refers = sa.ForeignKey("comment.id", ondelete="CASCADE")
    return column("comment_id", sa.Integer, refers, primary_key=True)
