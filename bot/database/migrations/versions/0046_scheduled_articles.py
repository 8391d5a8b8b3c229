"""Articles that are to be posted at a time, and an audit that names who scheduled and edited some."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import (
    check,
    column,
    create,
    discord_id,
    index,
    own_id,
    partial_index,
)

revision = "0046"
down_revision = "0045"

ACTIONS = (
    *("post", "remove", "lock", "unlock", "close", "reopen", "slowmode", "hide", "restore", "report"),
    *("dismiss", "export", "delete", "settings", "language", "add"),
    *("rules", "hold", "approve", "note", "warn", "mute", "discussion ban", "timeout", "kick", "ban"),
    *("undo", "expire", "appeal", "feature", "question", "schedule", "edit"),
)
TARGETS = ("article", "discussion", "comment", "server", "channel", "member", "case")


def upgrade() -> None:
    create(
        "scheduled_article",
        own_id(),
        discord_id("server_id"),
        discord_id("actor_id"),
        column("link", sa.String),
        column("channels", sa.JSON),
        column("at", Moment),
        column("created_at", Moment),
        column("failed_at", Moment, nullable=True),
        column("failure_english", sa.String, nullable=True),
        column("failure_spanish", sa.String, nullable=True),
        column("begun_at", Moment, nullable=True),
        column("told_at", Moment, nullable=True),
        check("failure_has_reason", "(failed_at IS NULL) = (failure_english IS NULL)"),
    )
    index("scheduled_article", "server_id", "at")
    partial_index("ix_scheduled_article_open", "scheduled_article", "id", where="told_at IS NULL")
    _let_the_audit_name(ACTIONS, TARGETS)


def _let_the_audit_name(actions: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """SQLite cannot change what a column is checked for: the table is made anew, with its rows."""
    create(
        "audit_anew",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        discord_id("server_id"),
        discord_id("actor_id"),
        _checked("action", actions),
        _checked("target_kind", targets),
        column("target_id", sa.BigInteger),
        column("reason", sa.Text, nullable=True),
        column("at", Moment),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.execute(
        "INSERT INTO audit_anew (id, server_id, actor_id, action, target_kind, target_id, reason, at) "
        "SELECT id, server_id, actor_id, action, target_kind, target_id, reason, at FROM audit"
    )
    op.drop_table("audit")
    op.rename_table("audit_anew", "audit")
    index("audit", "server_id", "at")
    index("audit", "server_id", "actor_id", "at")
    index("audit", "server_id", "action", "at")
    index("audit", "target_kind", "target_id")
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_keeps_from_{verb.lower()} BEFORE {verb} ON audit "
            f"BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )


def _checked(name: str, values: tuple[str, ...]) -> sa.Column[str]:
    """A column whose constraint is named after the table that this one takes the place of."""
    options = {"native_enum": False, "create_constraint": True, "length": 16}
    return column(name, sa.Enum(*values, name=op.f(f"ck_audit_{name}"), **options))
