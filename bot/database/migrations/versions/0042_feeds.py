"""Feeds, their entries, the servers that follow them, and what became of each entry there."""

import sqlalchemy as sa

from bot.database.column_types import Moment
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
    unique,
)

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    _create_feeds()
    _create_followings()
    _create_deliveries()


def _create_feeds() -> None:
    create(
        "feed",
        own_id(),
        column("url", sa.String),
        column("title", sa.String),
        column("home", sa.String, nullable=True),
        one_of("language", "en", "es", nullable=True),
        column("created_at", Moment),
        column("etag", sa.String, nullable=True),
        column("modified", sa.String, nullable=True),
        column("digest", sa.String, nullable=True),
        column("interval", sa.Integer),
        column("next_at", Moment),
        column("looked_at", Moment, nullable=True),
        column("succeeded_at", Moment, nullable=True),
        column("new_entry_at", Moment, nullable=True),
        column("failing_since", Moment, nullable=True),
        column("failures", sa.Integer, server_default="0"),
        column("failure_english", sa.String, nullable=True),
        column("failure_spanish", sa.String, nullable=True),
        column("moved_to", sa.String, nullable=True),
        column("moved_since", Moment, nullable=True),
        column("guids_repeat", sa.Boolean, server_default=sa.false()),
        column("paused_at", Moment, nullable=True),
        one_of("paused_for", "gone", "failing", nullable=True),
        unique("url"),
        check("pause_has_reason", "(paused_at IS NULL) = (paused_for IS NULL)"),
    )
    partial_index("ix_feed_next", "feed", "next_at", where="paused_at IS NULL")
    create(
        "feed_entry",
        own_id(),
        belongs_to("feed"),
        column("guid", sa.String, nullable=True),
        column("link", sa.String, nullable=True),
        column("title", sa.String),
        column("authors", sa.JSON),
        column("categories", sa.JSON),
        column("published", Moment, nullable=True),
        column("updated", Moment, nullable=True),
        column("picture", sa.String, nullable=True),
        column("language", sa.String, nullable=True),
        column("html", sa.Text),
        column("digest", sa.String),
        column("first_seen_at", Moment),
        column("changed_at", Moment, nullable=True),
        belongs_to("article", nullable=True),
    )
    index("feed_entry", "feed_id", "first_seen_at")
    index("feed_entry", "article_id")
    create(
        "entry_key",
        belongs_to("feed", primary_key=True),
        column("key", sa.String, primary_key=True),
        column("entry_id", sa.Integer, sa.ForeignKey("feed_entry.id", ondelete="CASCADE")),
    )
    index("entry_key", "entry_id")


def _create_followings() -> None:
    create(
        "following",
        own_id(),
        belongs_to("feed"),
        discord_id("server_id"),
        discord_id("created_by"),
        column("created_at", Moment),
        one_of("language", "en", "es", nullable=True),
        column("source", sa.Integer, nullable=True),
        column("paused_at", Moment, nullable=True),
        column("per_hour", sa.Integer, nullable=True),
        column("quiet_from", sa.Integer, nullable=True),
        column("quiet_to", sa.Integer, nullable=True),
        column("delay", sa.Integer, server_default="0"),
        column("review", sa.Boolean, server_default=sa.false()),
        discord_id("mention_role_id", nullable=True),
        column("tags", sa.JSON),
        check("quiet_has_both_ends", "(quiet_from IS NULL) = (quiet_to IS NULL)"),
        unique("server_id", "feed_id"),
    )
    index("following", "feed_id")
    create(
        "following_channel",
        _of_following(primary_key=True),
        discord_id("channel_id", primary_key=True),
        column("unreachable_since", Moment, nullable=True),
    )
    create(
        "feed_filter",
        own_id(),
        _of_following(),
        one_of("field", "words", "category", "author", "pattern"),
        column("include", sa.Boolean),
        column("text", sa.String),
        unique("following_id", "field", "include", "text"),
    )


def _create_deliveries() -> None:
    states = (
        "new",
        "waiting",
        "review",
        "posted",
        "before",
        "filtered",
        "discarded",
        "late",
        "known",
        "failed",
    )
    create(
        "delivery",
        _of_following(primary_key=True),
        column("entry_id", sa.Integer, sa.ForeignKey("feed_entry.id", ondelete="CASCADE"), primary_key=True),
        one_of("state", *states),
        column("since", Moment),
        column("due_at", Moment, nullable=True),
        column("tried_at", Moment, nullable=True),
        column("filter", sa.String, nullable=True),
        column("failure_english", sa.String, nullable=True),
        column("failure_spanish", sa.String, nullable=True),
        discord_id("decided_by", nullable=True),
    )
    index("delivery", "entry_id")
    partial_index(
        "ix_delivery_due", "delivery", "following_id", "due_at", where="state IN ('new', 'waiting')"
    )
    partial_index("ix_delivery_posted", "delivery", "following_id", "since", where="state = 'posted'")
    create(
        "announcement",
        own_id(),
        _of_following(),
        one_of("kind", "failing", "working", "paused", "moved", "unreachable", "late", "review"),
        column("entries", sa.JSON),
        discord_id("channel_id", nullable=True),
        column("created_at", Moment),
        column("begun_at", Moment, nullable=True),
        discord_id("message_id", nullable=True),
        column("sent_at", Moment, nullable=True),
    )
    index("announcement", "following_id", "kind")
    partial_index("ix_announcement_owed", "announcement", "id", where="sent_at IS NULL")


def _of_following(**options: bool) -> sa.Column[int]:
    reference = sa.ForeignKey("following.id", ondelete="CASCADE")
    return column("following_id", sa.Integer, reference, **options)
