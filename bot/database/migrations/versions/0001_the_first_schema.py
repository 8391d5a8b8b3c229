"""The first schema."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Day, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column(
            "original",
            sa.Enum("en", "es", name="original", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("public_id", name=op.f("uq_article_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "post",
                "remove",
                "lock",
                "unlock",
                "close",
                "reopen",
                "slowmode",
                "hide",
                "restore",
                "report",
                "dismiss",
                "export",
                "delete",
                "settings",
                "language",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "target_kind",
            sa.Enum(
                "article",
                "discussion",
                "comment",
                "server",
                "channel",
                name="target_kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_server_id_at"), "audit", ["server_id", "at"], unique=False)
    op.create_index(
        op.f("ix_audit_target_kind_target_id"), "audit", ["target_kind", "target_id"], unique=False
    )

    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column("joined", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sqlite_autoincrement=False,
    )
    op.create_index(op.f("ix_channel_server_id"), "channel", ["server_id"], unique=False)

    op.create_table(
        "command_sync",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_command_sync")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("after_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("before_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint("before_id IS NULL OR before_id > after_id", name=op.f("ck_gap_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_gap_open",
        "gap",
        ["channel_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "reader",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "reading_language",
            sa.Enum(
                "en", "es", name="reading_language", native_enum=False, create_constraint=True, length=16
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "server",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column("moderators_channel_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("mirroring", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "watermark",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_watermark")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "webhook",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_webhook")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "article_alias",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_alias_article_id_article")
        ),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_article_alias")),
        sqlite_autoincrement=False,
    )
    op.create_index(op.f("ix_article_alias_article_id"), "article_alias", ["article_id"], unique=False)

    op.create_table(
        "audit_outcome",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("audit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_outcome_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_outcome")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_outcome_audit_id"), "audit_outcome", ["audit_id"], unique=False)

    op.create_table(
        "discussion",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "locked",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("slowmode", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("slowmode BETWEEN 0 AND 21600", name=op.f("ck_discussion_slowmode_range")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_discussion_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
        sa.UniqueConstraint("article_id", "server_id", name=op.f("uq_discussion_article_id_server_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_discussion_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_discussion_server_id"), "discussion", ["server_id"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "provenance",
            sa.Enum(
                "publisher",
                "machine",
                name="provenance",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("engine", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(provenance = 'machine') = (engine IS NOT NULL)", name=op.f("ck_edition_engine_of_machine")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_edition_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint(
            "article_id", "language", "provenance", name=op.f("uq_edition_article_id_language_provenance")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "headline",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_headline_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_headline")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "edition_version",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("standfirst", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", Day(), nullable=True),
        sa.Column("updated", Day(), nullable=True),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_version_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_version")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_edition_version_edition_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("discussion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("channel", "forum", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "posted",
                "removed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum("en", "es", name="language", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "status != 'posted' OR message_id IS NOT NULL", name=op.f("ck_post_posted_has_message")
        ),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussion.id"], name=op.f("fk_post_discussion_id_discussion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("message_id", name=op.f("uq_post_message_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_post_public_id")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_post_thread_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_post_channel_id_created_at"), "post", ["channel_id", "created_at"], unique=False)
    op.create_index(
        "uq_post_live_room",
        "post",
        ["discussion_id", "channel_id"],
        unique=True,
        sqlite_where=sa.text("status != 'removed'"),
        postgresql_where=sa.text("status != 'removed'"),
    )

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("discussion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_avatar", sa.String(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "reply",
                "thread",
                "dialog",
                "added",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "visible",
                "hidden",
                "refused",
                "deleted",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "en",
                "es",
                "other",
                "unknown",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.CheckConstraint("status != 'deleted' OR text = ''", name=op.f("ck_comment_deleted_is_empty")),
        sa.CheckConstraint("parent_id != id", name=op.f("ck_comment_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussion.id"], name=op.f("fk_comment_discussion_id_discussion")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_comment_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("source_id", name=op.f("uq_comment_source_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"], unique=False)
    op.create_index(
        op.f("ix_comment_discussion_id_status_source_id"),
        "comment",
        ["discussion_id", "status", "source_id"],
        unique=False,
    )
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"], unique=False)

    op.create_table(
        "summary_sentence",
        sa.Column("edition_version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_version_id"],
            ["edition_version.id"],
            name=op.f("fk_summary_sentence_edition_version_id_edition_version"),
        ),
        sa.PrimaryKeyConstraint("edition_version_id", "position", name=op.f("pk_summary_sentence")),
        sa.UniqueConstraint(
            "edition_version_id", "sentence", name=op.f("uq_summary_sentence_edition_version_id_sentence")
        ),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("original", "mirror", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "shown",
                "gone",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("by_webhook", sa.Boolean(), nullable=False),
        sa.Column("outstanding", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "status = 'pending' OR status = 'gone' OR message_id IS NOT NULL",
            name=op.f("ck_appearance_shown_has_message"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_appearance_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_appearance_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sa.UniqueConstraint("message_id", name=op.f("uq_appearance_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_appearance_comment_id"), "appearance", ["comment_id"], unique=False)
    op.create_index(
        "ix_appearance_pending",
        "appearance",
        ["channel_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_appearance_outstanding",
        "appearance",
        ["channel_id"],
        unique=False,
        sqlite_where=sa.text("outstanding > 0"),
        postgresql_where=sa.text("outstanding > 0"),
    )
    op.create_index(
        "uq_appearance_live_mirror",
        "appearance",
        ["comment_id", "channel_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'mirror' AND status != 'gone'"),
        postgresql_where=sa.text("kind = 'mirror' AND status != 'gone'"),
    )

    op.create_table(
        "attachment",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("copy", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_attachment_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("comment_id", "position", name=op.f("pk_attachment")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "notice",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("report", "hide", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_notice_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", "kind", name=op.f("pk_notice")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notice_message_id")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reporter_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "dismissed",
                "upheld",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_report_comment_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("comment_id", "reporter_id", name=op.f("uq_report_comment_id_reporter_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "revision",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_revision_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_revision")),
        sqlite_autoincrement=False,
    )
    for table in ("audit", "audit_outcome"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_keeps_from_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
