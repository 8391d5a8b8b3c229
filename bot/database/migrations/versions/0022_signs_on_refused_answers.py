"""Signs on answers that were refused: their authors see that nobody else reads them."""

import sqlalchemy as sa

from bot.database.migrations.tables import belongs_to, column, create

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    create("sign", belongs_to("comment", primary_key=True), column("placed", sa.Boolean, server_default="0"))
