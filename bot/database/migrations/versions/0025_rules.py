"""Rules of servers, what they found in comments, and an audit that can name what moderators do by them."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import column, create, discord_id, index, one_of, partial_index

revision = "0025"
down_revision = "0024"

RULES = (
    *("length", "repetition", "banned words", "suspect words", "links", "flood", "newcomers"),
    *("attachments", "mentions", "capitals"),
)
CONSEQUENCES = ("hold", "report", "off")
ACTIONS = (
    *("post", "remove", "lock", "unlock", "close", "reopen", "slowmode", "hide", "restore", "report"),
    *("dismiss", "export", "delete", "settings", "language", "add"),
    *("rules", "hold", "approve", "warn", "mute", "unmute", "ban", "unban", "kick", "note", "undo"),
    *("appeal", "feature"),
)
TARGETS = ("article", "discussion", "comment", "server", "channel")


def upgrade() -> None:
    create(
        "rule",
        discord_id("server_id", primary_key=True),
        discord_id("channel_id", primary_key=True),
        one_of("rule", *RULES, primary_key=True),
        one_of("consequence", *CONSEQUENCES),
        column("numbers", sa.JSON),
    )
    create(
        "word_term",
        discord_id("server_id", primary_key=True),
        one_of("list", "banned", "suspect", primary_key=True),
        one_of("language", "en", "es", primary_key=True),
        column("text", sa.String, primary_key=True),
        column("exception", sa.Boolean),
    )
    create(
        "listed_domain",
        discord_id("server_id", primary_key=True),
        column("domain", sa.String, primary_key=True),
        column("allowed", sa.Boolean),
    )
    create(
        "rule_hit",
        column("comment_id", sa.Integer, sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True),
        one_of("rule", *RULES, primary_key=True),
        one_of("consequence", *CONSEQUENCES),
        column("found", sa.JSON),
        one_of("status", "open", "dismissed", "upheld"),
        column("at", Moment),
    )
    partial_index("ix_rule_hit_open", "rule_hit", "comment_id", where="status = 'open'")
    op.execute(
        "CREATE TRIGGER rule_hit_goes AFTER UPDATE OF text, status ON comment "
        "WHEN new.text != old.text OR new.status = 'deleted' "
        "BEGIN DELETE FROM rule_hit WHERE comment_id = new.id; END"
    )
    _let_the_audit_name(ACTIONS)


def _let_the_audit_name(actions: tuple[str, ...]) -> None:
    """SQLite cannot change what a column is checked for: the table is made anew, with its rows."""
    create(
        "audit_anew",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        discord_id("server_id"),
        discord_id("actor_id"),
        _checked("action", actions),
        _checked("target_kind", TARGETS),
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
