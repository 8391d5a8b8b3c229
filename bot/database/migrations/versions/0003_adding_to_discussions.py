"""Messages from elsewhere are found among the comments, and the audit tells who added them."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment

revision = "0003"
down_revision = "0002"

ACTIONS = (
    *("post", "remove", "lock", "unlock", "close", "reopen", "slowmode", "hide", "restore", "report"),
    *("dismiss", "export", "delete", "settings", "language", "add"),
)
TARGETS = ("article", "discussion", "comment", "server", "channel")


def upgrade() -> None:
    op.create_index(
        "ix_comment_added", "comment", ["id"], unique=False, sqlite_where=sa.text("origin = 'added'")
    )
    _let_the_audit_name(ACTIONS)


def _let_the_audit_name(actions: tuple[str, ...]) -> None:
    """SQLite cannot change what a column is checked for: the table is made anew, with its rows."""
    options = {"native_enum": False, "create_constraint": True, "length": 16}
    op.create_table(
        "audit_anew",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("action", sa.Enum(*actions, name=op.f("ck_audit_action"), **options), nullable=False),
        sa.Column(
            "target_kind", sa.Enum(*TARGETS, name=op.f("ck_audit_target_kind"), **options), nullable=False
        ),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO audit_anew (id, server_id, actor_id, action, target_kind, target_id, reason, at) "
        "SELECT id, server_id, actor_id, action, target_kind, target_id, reason, at FROM audit"
    )
    op.drop_table("audit")
    op.rename_table("audit_anew", "audit")
    op.create_index(op.f("ix_audit_server_id_at"), "audit", ["server_id", "at"])
    op.create_index(
        op.f("ix_audit_target_kind_target_id"), "audit", ["target_kind", "target_id"], unique=False
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_keeps_from_{verb.lower()} BEFORE {verb} ON audit "
            f"BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )
