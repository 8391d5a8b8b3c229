"""Discussions, the posts and comments in them, and how far each channel has been gathered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.database.column_types import Moment, Names, one_of
from bot.database.schema.base import belongs_to, discord_id, own_id, partial_index, table
from bot.domain.discussion import (
    AppearanceKind,
    AppearanceStatus,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    DiscussionStatus,
    PostStatus,
    RoomKind,
)
from bot.domain.language import Language

discussion = table(
    "discussion",
    own_id(),
    Column("public_id", String(16), nullable=False, unique=True),
    belongs_to("article"),
    discord_id("server_id"),
    Column("status", one_of(DiscussionStatus, "status"), nullable=False),
    Column("slowmode", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("reason", Text),
    Column("dialog_only_since", Moment),
    Column("closed_after", Integer),
    Column("reopened_at", Moment),
    UniqueConstraint("article_id", "server_id"),
    CheckConstraint("slowmode BETWEEN 0 AND 21600", name="slowmode_range"),
    Index(None, "server_id"),
    partial_index("ix_discussion_dialog_only", "server_id", where="dialog_only_since IS NOT NULL"),
)

post = table(
    "post",
    own_id(),
    Column("public_id", String(16), nullable=False, unique=True),
    belongs_to("discussion"),
    discord_id("channel_id"),
    Column("kind", one_of(RoomKind, "kind"), nullable=False),
    Column("status", one_of(PostStatus, "status"), nullable=False),
    Column("language", one_of(Language, "language"), nullable=False),
    Column("message_id", BigInteger, unique=True),
    Column("thread_id", BigInteger, unique=True),
    Column("joined", Boolean, nullable=False),
    discord_id("created_by"),
    Column("created_at", Moment, nullable=False),
    Column("stale", Integer, nullable=False, server_default=text("0")),
    Column("removed_at", Moment),
    Column("dialog_locked", Boolean, nullable=False, server_default=false()),
    discord_id("mention_role_id", nullable=True),
    Column("tags", Names, nullable=False, server_default=text("'[]'")),
    CheckConstraint("status != 'posted' OR message_id IS NOT NULL", name="posted_has_message"),
    partial_index(
        "uq_post_live_room", "discussion_id", "channel_id", where="status != 'removed'", unique=True
    ),
    Index(None, "channel_id", "created_at"),
    Index(None, "discussion_id"),
    partial_index("ix_post_stale", "discussion_id", where="stale > 0"),
)

comment = table(
    "comment",
    own_id(),
    belongs_to("discussion"),
    belongs_to("post"),
    belongs_to("comment", name="parent_id", nullable=True),
    Column("source_id", BigInteger, nullable=False, unique=True),
    discord_id("author_id"),
    Column("author_name", String, nullable=False),
    Column("author_avatar", String),
    Column("author_staff", Boolean, nullable=False, server_default=false()),
    Column("origin", one_of(CommentOrigin, "origin"), nullable=False),
    Column("status", one_of(CommentStatus, "status"), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", one_of(DetectedLanguage, "language"), nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("names", JSON(none_as_null=True)),
    CheckConstraint("status != 'deleted' OR text = ''", name="deleted_is_empty"),
    CheckConstraint("parent_id != id", name="not_its_own_parent"),
    Index(None, "discussion_id", "source_id"),
    Index(None, "parent_id"),
    partial_index("ix_comment_not_shown", "status", "source_id", where="status != 'visible'"),
    partial_index("ix_comment_added", "id", where="origin = 'added'"),
)

TOMBSTONE = {
    "status": CommentStatus.DELETED,
    "text": "",
    "language": DetectedLanguage.UNKNOWN,
    "edited_at": None,
    "author_id": 0,
    "author_name": "",
    "author_avatar": None,
    "author_staff": False,
    "names": None,
}
"""What is left of a comment that is erased, by column. It names nobody."""

revision = table(
    "revision",
    belongs_to("comment", key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
)

attachment = table(
    "attachment",
    belongs_to("comment", key=True),
    Column("position", Integer, primary_key=True),
    discord_id("id"),
    Column("filename", String, nullable=False),
    Column("content_type", String),
    Column("size", Integer, nullable=False),
    Column("url", String, nullable=False),
    Column("copy", LargeBinary),
    Column("lost", Boolean, nullable=False, server_default=false()),
    Column("spoiler", Boolean, nullable=False, server_default=false()),
)

appearance = table(
    "appearance",
    own_id(),
    belongs_to("comment"),
    belongs_to("post"),
    discord_id("channel_id"),
    Column("message_id", BigInteger, unique=True),
    Column("kind", one_of(AppearanceKind, "kind"), nullable=False),
    Column("status", one_of(AppearanceStatus, "status"), nullable=False),
    Column("by_webhook", Boolean, nullable=False),
    Column("outstanding", Integer, nullable=False, server_default=text("0")),
    CheckConstraint(
        "status = 'pending' OR status = 'gone' OR message_id IS NOT NULL", name="shown_has_message"
    ),
    Index(None, "comment_id"),
    Index(None, "channel_id", "message_id"),
    partial_index("ix_appearance_pending", "channel_id", "id", where="status = 'pending'"),
    partial_index("ix_appearance_outstanding", "channel_id", where="outstanding > 0"),
    partial_index(
        "uq_appearance_live_mirror",
        "comment_id",
        "channel_id",
        where="kind = 'mirror' AND status != 'gone'",
        unique=True,
    ),
)

reaction = table(
    "reaction",
    belongs_to("appearance", key=True),
    Column("emoji", String, primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="counted"),
)

closing_note = table(
    "closing_note",
    belongs_to("post", key=True),
    Column("days", Integer, nullable=False),
    Column("begun_at", Moment),
)
"""A post's thread is to be told that its discussion was closed after so many days."""

deletion = table(
    "deletion",
    belongs_to("appearance", key=True),
    Column("since", Moment, nullable=False),
)

uncounted = table(
    "uncounted",
    discord_id("message_id", primary_key=True),
    discord_id("server_id"),
    discord_id("parent_id"),
    discord_id("channel_id"),
    Column("changes", Integer, nullable=False),
)

orphan = table(
    "orphan",
    belongs_to("comment", key=True),
    discord_id("message_id"),
    Index(None, "message_id"),
)

sign = table(
    "sign",
    belongs_to("comment", key=True),
    Column("placed", Boolean, nullable=False, server_default=false()),
)

watermark = table(
    "watermark",
    discord_id("channel_id", primary_key=True),
    discord_id("message_id"),
)

gap = table(
    "gap",
    own_id(),
    discord_id("channel_id"),
    discord_id("after_id"),
    discord_id("before_id", nullable=True),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    CheckConstraint("before_id IS NULL OR before_id > after_id", name="in_order"),
    partial_index("ix_gap_open", "channel_id", where="closed_at IS NULL"),
)
