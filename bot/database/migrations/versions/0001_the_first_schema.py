"""The first schema. Constraints and indexes without a name are named by the convention of the schema."""

import sqlalchemy as sa
from alembic import op

from bot.database.column_types import Day, Moment
from bot.database.migrations.tables import (
    belongs_to,
    check,
    column,
    create,
    discord_id,
    index,
    one_of,
    own_id,
    partial_index,
    public_id,
    unique,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    create(
        "article",
        own_id(),
        public_id(),
        discord_id("server_id", nullable=True),
        one_of("original", "en", "es"),
        column("created_at", Moment),
        unique("public_id"),
    )
    create(
        "audit",
        own_id(),
        discord_id("server_id"),
        discord_id("actor_id"),
        one_of(
            "action",
            *("post", "remove", "lock", "unlock", "close", "reopen", "slowmode", "hide", "restore"),
            *("report", "dismiss", "export", "delete", "settings", "language"),
        ),
        one_of("target_kind", "article", "discussion", "comment", "server", "channel"),
        column("target_id", sa.BigInteger),
        column("reason", sa.Text, nullable=True),
        column("at", Moment),
    )
    index("audit", "server_id", "at")
    index("audit", "target_kind", "target_id")
    create(
        "channel",
        discord_id("id", primary_key=True),
        discord_id("server_id"),
        one_of("language", "en", "es", nullable=True),
        column("joined", sa.Boolean, nullable=True),
    )
    index("channel", "server_id")
    create("command_sync", column("scope", sa.String, primary_key=True), column("digest", sa.String))
    create(
        "gap",
        own_id(),
        discord_id("channel_id"),
        discord_id("after_id"),
        discord_id("before_id", nullable=True),
        column("opened_at", Moment),
        column("closed_at", Moment, nullable=True),
        check("in_order", "before_id IS NULL OR before_id > after_id"),
    )
    partial_index("ix_gap_open", "gap", "channel_id", where="closed_at IS NULL")
    create(
        "reader",
        discord_id("id", primary_key=True),
        one_of("language", "en", "es", nullable=True),
        one_of("reading_language", "en", "es", nullable=True),
    )
    create(
        "server",
        discord_id("id", primary_key=True),
        one_of("language", "en", "es", nullable=True),
        discord_id("moderators_channel_id", nullable=True),
        column("mirroring", sa.Boolean, server_default=sa.text("1")),
    )
    create("watermark", discord_id("channel_id", primary_key=True), discord_id("message_id"))
    create(
        "webhook", discord_id("channel_id", primary_key=True), discord_id("id"), column("token", sa.String)
    )
    create("article_alias", column("url", sa.String, primary_key=True), belongs_to("article"))
    index("article_alias", "article_id")
    create(
        "audit_outcome",
        own_id(),
        belongs_to("audit"),
        column("succeeded", sa.Boolean),
        column("detail", sa.Text, nullable=True),
        column("at", Moment),
    )
    index("audit_outcome", "audit_id")
    create(
        "discussion",
        own_id(),
        public_id(),
        belongs_to("article"),
        discord_id("server_id"),
        one_of("status", "open", "locked", "closed"),
        column("slowmode", sa.Integer),
        column("created_at", Moment),
        check("slowmode_range", "slowmode BETWEEN 0 AND 21600"),
        unique("article_id", "server_id"),
        unique("public_id"),
    )
    index("discussion", "server_id")
    create(
        "edition",
        own_id(),
        belongs_to("article"),
        one_of("language", "en", "es"),
        one_of("provenance", "publisher", "machine"),
        column("engine", sa.String, nullable=True),
        check("engine_of_machine", "(provenance = 'machine') = (engine IS NOT NULL)"),
        unique("article_id", "language", "provenance"),
    )
    create(
        "headline",
        belongs_to("article", primary_key=True),
        one_of("language", "en", "es", primary_key=True),
        column("title", sa.String),
        column("url", sa.String, nullable=True),
    )
    create(
        "edition_version",
        own_id(),
        belongs_to("edition"),
        column("number", sa.Integer),
        column("digest", sa.String),
        column("read_at", Moment),
        column("title", sa.String),
        column("standfirst", sa.String, nullable=True),
        column("url", sa.String, nullable=True),
        column("site", sa.String, nullable=True),
        column("authors", sa.JSON),
        column("published", Day, nullable=True),
        column("updated", Day, nullable=True),
        column("picture", sa.String, nullable=True),
        column("section", sa.String, nullable=True),
        column("complete", sa.Boolean),
        column("blocks", sa.JSON),
        column("sentences", sa.JSON),
        unique("edition_id", "number"),
    )
    create(
        "post",
        own_id(),
        public_id(),
        belongs_to("discussion"),
        discord_id("channel_id"),
        one_of("kind", "channel", "forum"),
        one_of("status", "pending", "posted", "removed"),
        one_of("language", "en", "es"),
        column("message_id", sa.BigInteger, nullable=True),
        column("thread_id", sa.BigInteger, nullable=True),
        column("joined", sa.Boolean),
        discord_id("created_by"),
        column("created_at", Moment),
        check("posted_has_message", "status != 'posted' OR message_id IS NOT NULL"),
        unique("message_id"),
        unique("public_id"),
        unique("thread_id"),
    )
    index("post", "channel_id", "created_at")
    room = ("discussion_id", "channel_id")
    partial_index("uq_post_live_room", "post", *room, where="status != 'removed'", unique=True)
    create(
        "comment",
        own_id(),
        belongs_to("discussion"),
        belongs_to("post"),
        belongs_to("comment", name="parent_id", nullable=True),
        column("source_id", sa.BigInteger),
        discord_id("author_id"),
        column("author_name", sa.String),
        column("author_avatar", sa.String, nullable=True),
        one_of("origin", "reply", "thread", "dialog", "added"),
        one_of("status", "visible", "hidden", "refused", "deleted"),
        column("text", sa.Text),
        one_of("language", "en", "es", "other", "unknown"),
        column("said_at", Moment),
        column("edited_at", Moment, nullable=True),
        check("deleted_is_empty", "status != 'deleted' OR text = ''"),
        check("not_its_own_parent", "parent_id != id"),
        unique("source_id"),
    )
    index("comment", "author_id")
    index("comment", "discussion_id", "status", "source_id")
    index("comment", "parent_id")
    create(
        "summary_sentence",
        belongs_to("edition_version", primary_key=True),
        column("position", sa.Integer, primary_key=True),
        column("sentence", sa.Integer),
        column("text", sa.Text),
        unique("edition_version_id", "sentence"),
    )
    create(
        "appearance",
        own_id(),
        belongs_to("comment"),
        belongs_to("post"),
        discord_id("channel_id"),
        column("message_id", sa.BigInteger, nullable=True),
        one_of("kind", "original", "mirror"),
        one_of("status", "pending", "shown", "gone"),
        column("by_webhook", sa.Boolean),
        column("outstanding", sa.Integer, server_default=sa.text("0")),
        check("shown_has_message", "status = 'pending' OR status = 'gone' OR message_id IS NOT NULL"),
        unique("message_id"),
    )
    index("appearance", "comment_id")
    partial_index("ix_appearance_pending", "appearance", "channel_id", "id", where="status = 'pending'")
    partial_index("ix_appearance_outstanding", "appearance", "channel_id", where="outstanding > 0")
    live, shown_in = "kind = 'mirror' AND status != 'gone'", ("comment_id", "channel_id")
    partial_index("uq_appearance_live_mirror", "appearance", *shown_in, where=live, unique=True)
    create(
        "attachment",
        belongs_to("comment", primary_key=True),
        column("position", sa.Integer, primary_key=True),
        discord_id("id"),
        column("filename", sa.String),
        column("content_type", sa.String, nullable=True),
        column("size", sa.Integer),
        column("url", sa.String),
        column("copy", sa.LargeBinary, nullable=True),
    )
    create(
        "notice",
        belongs_to("comment", primary_key=True),
        one_of("kind", "report", "hide", primary_key=True),
        discord_id("channel_id"),
        column("message_id", sa.BigInteger, nullable=True),
        column("created_at", Moment),
        unique("message_id"),
    )
    create(
        "report",
        own_id(),
        belongs_to("comment"),
        discord_id("reporter_id"),
        column("reason", sa.Text),
        one_of("status", "open", "dismissed", "upheld"),
        column("reported_at", Moment),
        unique("comment_id", "reporter_id"),
    )
    create(
        "revision",
        belongs_to("comment", primary_key=True),
        column("number", sa.Integer, primary_key=True),
        column("text", sa.Text),
        column("replaced_at", Moment),
    )
    for table in ("audit", "audit_outcome"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_keeps_from_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
