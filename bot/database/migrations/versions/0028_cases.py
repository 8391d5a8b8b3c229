"""Cases about members, with what belongs to them; why a comment is held; an audit that names both."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import (
    belongs_to,
    column,
    create,
    discord_id,
    index,
    one_of,
    own_id,
    partial_index,
    unique,
)

revision = "0028"
down_revision = "0027"

KINDS = ("note", "warn", "mute", "discussion ban", "timeout", "kick", "ban")
RULES = (
    *("length", "repetition", "banned words", "suspect words", "links", "flood", "newcomers"),
    *("attachments", "mentions", "capitals"),
)
ACTIONS = (
    *("post", "remove", "lock", "unlock", "close", "reopen", "slowmode", "hide", "restore", "report"),
    *("dismiss", "export", "delete", "settings", "language", "add"),
    *("rules", "hold", "approve", "note", "warn", "mute", "discussion ban", "timeout", "kick", "ban"),
    *("undo", "expire", "appeal", "feature", "question"),
)
TARGETS = ("article", "discussion", "comment", "server", "channel", "member", "case")


def upgrade() -> None:
    create(
        "member_case",
        own_id(),
        discord_id("server_id"),
        column("number", sa.Integer),
        one_of("kind", *KINDS),
        discord_id("member_id"),
        discord_id("moderator_id"),
        column("reason", sa.Text),
        one_of("rule", *RULES, nullable=True),
        belongs_to("comment", nullable=True),
        column("opened_at", Moment),
        column("expires_at", Moment, nullable=True),
        column("reversed_at", Moment, nullable=True),
        discord_id("reversed_by", nullable=True),
        column("reversal_reason", sa.Text, nullable=True),
        discord_id("entry_id", nullable=True),
        column("emptied", sa.Boolean, server_default=sa.false()),
        unique("server_id", "number"),
        unique("server_id", "entry_id"),
    )
    index("member_case", "member_id")
    partial_index("ix_member_case_comment", "member_case", "comment_id", where="comment_id IS NOT NULL")
    partial_index("ix_member_case_silent", "member_case", "expires_at", where="reversed_at IS NULL")
    create("case_note", own_id(), _of_case(), discord_id("author_id"), _text("text"), column("at", Moment))
    index("case_note", "case_id")
    create(
        "evidence",
        _of_case(primary_key=True),
        _text("text"),
        column("names", sa.JSON, nullable=True),
        column("said_at", Moment),
        column("deleted_at", Moment, nullable=True),
    )
    partial_index("ix_evidence_deleted", "evidence", "deleted_at", where="deleted_at IS NOT NULL")
    create(
        "appeal",
        _of_case(primary_key=True),
        _text("text"),
        column("made_at", Moment),
        one_of("status", "open", "granted", "refused"),
        discord_id("answered_by", nullable=True),
        column("answer", sa.Text, nullable=True),
        column("answered_at", Moment, nullable=True),
    )
    partial_index("ix_appeal_open", "appeal", "case_id", where="status = 'open'")
    create(
        "case_letter",
        _of_case(primary_key=True),
        one_of("about", "opened", "reversed", "answered", "held", primary_key=True),
        one_of("state", "owed", "sent", "closed", "told"),
    )
    partial_index("ix_case_letter_owed", "case_letter", "case_id", where="state = 'owed'")
    partial_index("ix_case_letter_closed", "case_letter", "case_id", where="state = 'closed'")
    _made_for_servers()
    _note_deletions_in_evidence()
    # Its check stands in the column itself: SQLite cannot add one to a table.
    op.execute(
        "ALTER TABLE held ADD COLUMN cause VARCHAR(16) DEFAULT 'rule' NOT NULL "
        "CONSTRAINT ck_held_cause CHECK (cause IN ('rule', 'silenced', 'dialog only'))"
    )
    _let_the_audit_name(ACTIONS, TARGETS)


def _made_for_servers() -> None:
    create(
        "threshold",
        discord_id("server_id", primary_key=True),
        column("warnings", sa.Integer, primary_key=True),
        column("days", sa.Integer),
        one_of("kind", *KINDS),
        column("hours", sa.Integer, nullable=True),
        column("automatic", sa.Boolean),
    )
    create(
        "reason_template",
        discord_id("server_id", primary_key=True),
        column("name", sa.String, primary_key=True),
        _text("en"),
        _text("es"),
    )
    create("audit_intake", discord_id("server_id", primary_key=True), discord_id("entry_id"))


def _note_deletions_in_evidence() -> None:
    op.execute(
        "CREATE TRIGGER evidence_outlives AFTER UPDATE OF status ON comment "
        "WHEN new.status = 'deleted' AND old.status != 'deleted' "
        "BEGIN UPDATE evidence SET deleted_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) "
        "WHERE deleted_at IS NULL "
        "AND case_id IN (SELECT id FROM member_case WHERE comment_id = new.id); END"
    )


def _of_case(**options: bool) -> sa.Column[int]:
    """A reference that goes together with its case."""
    return column("case_id", sa.Integer, sa.ForeignKey("member_case.id", ondelete="CASCADE"), **options)


def _text(name: str) -> sa.Column[str]:
    return column(name, sa.Text)


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
