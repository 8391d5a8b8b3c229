"""Deletions of which it is still to be found out who made them."""

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create("deletion", belongs_to("appearance", primary_key=True), column("since", Moment))
