"""Translations of editions and comments, which are still owed, and where which engine may be asked."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, discord_id, one_of

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    create(
        "machine_edition",
        _of("edition_version"),
        discord_id("server_id", primary_key=True),
        one_of("language", "en", "es"),
        column("title", sa.String),
        column("standfirst", sa.String, nullable=True),
        column("sentences", sa.JSON),
        *_made(),
    )
    create("edition_due", _of("discussion"), column("since", Moment))
    create(
        "comment_translation",
        _of("comment"),
        one_of("language", "en", "es"),
        column("text", sa.Text),
        *_made(),
    )
    create("translation_due", _of("comment"), column("since", Moment))
    op.execute(
        "CREATE TRIGGER translation_goes AFTER UPDATE OF text, language ON comment "
        "WHEN new.text != old.text OR new.language != old.language "
        "BEGIN DELETE FROM comment_translation WHERE comment_id = new.id; "
        "DELETE FROM translation_due WHERE comment_id = new.id; END"
    )
    create(
        "allowed_engine",
        discord_id("server_id", primary_key=True),
        column("engine", sa.String(16), primary_key=True),
        column("host", sa.String),
        discord_id("allowed_by"),
        column("allowed_at", Moment),
        column("characters", sa.BigInteger, nullable=True),
    )
    create(
        "translation_use",
        column("month", sa.String(7), primary_key=True),
        column("engine", sa.String(16), primary_key=True),
        discord_id("server_id", primary_key=True),
        column("characters", sa.BigInteger),
    )
    create(
        "glossary_term",
        discord_id("server_id", primary_key=True),
        column("en", sa.String, primary_key=True),
        column("es", sa.String),
    )
    _choices()


def _choices() -> None:
    """What servers and readers choose."""
    # Its check stands in the column itself: SQLite cannot add one to a table.
    op.execute(
        "ALTER TABLE server ADD COLUMN mirror_translations VARCHAR(16) DEFAULT 'below' NOT NULL "
        "CONSTRAINT ck_server_mirror_translations CHECK (mirror_translations IN ('off', 'below', 'instead'))"
    )
    for name in ("translates_discussions", "local_engines_only"):
        op.add_column("reader", column(name, sa.Boolean, server_default=sa.false()))


def _of(table: str) -> sa.Column[int]:
    """A reference that goes together with the row it is to."""
    refers = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return column(f"{table}_id", sa.Integer, refers, primary_key=True)


def _made() -> list[sa.Column[object]]:
    """By what a translation was made, and when."""
    return [
        column("engine", sa.String),
        column("engine_version", sa.String),
        column("rough", sa.Boolean),
        column("made_at", Moment),
    ]
