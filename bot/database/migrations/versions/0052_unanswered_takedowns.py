"""Which messages of held comments the bot began to take down, and got no answer about."""

import sqlalchemy as sa
from alembic import op

from bot.database.migrations.tables import column, create, index

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    of_appearance = sa.ForeignKey("appearance.id", ondelete="CASCADE")
    of_held = sa.ForeignKey("held.comment_id", ondelete="CASCADE")
    create(
        "begun_takedown",
        column("appearance_id", sa.Integer, of_appearance, primary_key=True),
        column("comment_id", sa.Integer, of_held),
    )
    index("begun_takedown", "comment_id")
    op.execute(
        "INSERT INTO begun_takedown (appearance_id, comment_id) "
        "SELECT appearance.id, held.comment_id FROM held "
        "JOIN appearance ON appearance.comment_id = held.comment_id "
        "WHERE held.begun AND appearance.status = 'shown'"
    )
    # Who deleted these was to be found out in the audit log, which tells of no deletion by a bot.
    op.execute(
        "UPDATE appearance SET status = 'gone' WHERE id IN (SELECT appearance_id FROM deletion WHERE begun)"
    )
    op.execute("DELETE FROM deletion WHERE begun")
    op.drop_column("deletion", "begun")
    op.drop_column("held", "begun")
