"""Feeds, their entries, the servers that follow them, and what became of each entry there."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, own_id, partial_index, table
from bot.domain.feeds.following import AnnouncementKind, DeliveryState, FilterField, PauseReason
from bot.domain.language import Language

feed = table(
    "feed",
    own_id(),
    Column("url", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("home", String),
    Column("language", one_of(Language, "language")),
    Column("created_at", Moment, nullable=False),
    Column("etag", String),
    Column("modified", String),
    Column("digest", String),
    Column("interval", Integer, nullable=False),
    Column("ttl", Integer),
    Column("skip_hours", JSON, nullable=False, server_default=text("'[]'")),
    Column("skip_days", JSON, nullable=False, server_default=text("'[]'")),
    Column("next_at", Moment, nullable=False),
    Column("looked_at", Moment),
    Column("succeeded_at", Moment),
    Column("new_entry_at", Moment),
    Column("failing_since", Moment),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("failure_english", String),
    Column("failure_spanish", String),
    Column("moved_to", String),
    Column("moved_since", Moment),
    Column("guids_repeat", Boolean, nullable=False, server_default=false()),
    Column("paused_at", Moment),
    Column("paused_for", one_of(PauseReason, "paused_for")),
    CheckConstraint("(paused_at IS NULL) = (paused_for IS NULL)", name="pause_has_reason"),
    partial_index("ix_feed_next", "next_at", where="paused_at IS NULL"),
)
"""``digest`` is that of the last document; ``etag`` and ``modified`` are its validators, verbatim.
``interval`` and ``ttl`` are in seconds; ``skip_hours`` (UTC) and ``skip_days`` (0 is Monday) are lists of
numbers. ``guids_repeat``: one document had the same guid twice, so they tell nothing.
"""

feed_entry = table(
    "feed_entry",
    own_id(),
    belongs_to("feed"),
    Column("guid", String),
    Column("link", String),
    Column("title", String, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("published", Moment),
    Column("updated", Moment),
    Column("picture", String),
    Column("language", String),
    Column("html", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment),
    belongs_to("article", nullable=True),
    Column("resembles", Integer),
    Column("unknown_since", Moment),
    Index(None, "feed_id", "first_seen_at"),
    Index(None, "article_id"),
    partial_index("ix_feed_entry_html", "feed_id", "first_seen_at", where="html != ''"),
)
"""``html`` is emptied once nothing needs it any more. ``article_id`` is the article that it became.
``resembles`` is the entry that it may be the same story as. ``unknown_since``: the database may lack what was
posted since then and before the entry was first seen.
"""

entry_key = table(
    "entry_key",
    belongs_to("feed", key=True),
    Column("key", String, primary_key=True),
    belongs_to("feed_entry", name="entry_id", cascade=True),
    Index(None, "entry_id"),
)
"""What an entry is known by, in its feed."""

following = table(
    "following",
    own_id(),
    belongs_to("feed"),
    discord_id("server_id"),
    discord_id("created_by"),
    Column("created_at", Moment, nullable=False),
    Column("language", one_of(Language, "language")),
    Column("source", Integer),
    Column("paused_at", Moment),
    Column("per_hour", Integer),
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("delay", Integer, nullable=False, server_default=text("0")),
    Column("review", Boolean, nullable=False, server_default=false()),
    discord_id("mention_role_id", nullable=True),
    Column("tags", JSON, nullable=False),
    Column("newest_first", Boolean, nullable=False, server_default=false()),
    Column("removed_at", Moment),
    CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_has_both_ends"),
    UniqueConstraint("server_id", "feed_id"),
    Index(None, "feed_id"),
    partial_index("ix_following_removed", "id", where="removed_at IS NOT NULL"),
)
"""``newest_first``: of what the first look finds, the newest entry is posted. One with ``removed_at`` is
followed no longer; its rows stay while that can be undone.
"""

following_channel = table(
    "following_channel",
    belongs_to("following", key=True, cascade=True),
    discord_id("channel_id", primary_key=True),
    Column("unreachable_since", Moment),
)

feed_filter = table(
    "feed_filter",
    own_id(),
    belongs_to("following", cascade=True),
    Column("field", one_of(FilterField, "field"), nullable=False),
    Column("include", Boolean, nullable=False),
    Column("text", String, nullable=False),
    UniqueConstraint("following_id", "field", "include", "text"),
)

delivery = table(
    "delivery",
    belongs_to("following", key=True, cascade=True),
    belongs_to("feed_entry", name="entry_id", key=True, cascade=True),
    Column("state", one_of(DeliveryState, "state"), nullable=False),
    Column("since", Moment, nullable=False),
    Column("due_at", Moment),
    Column("tried_at", Moment),
    Column("filter", String),
    Column("failure_english", String),
    Column("failure_spanish", String),
    discord_id("decided_by", nullable=True),
    Index(None, "entry_id"),
    partial_index("ix_delivery_due", "following_id", "due_at", where="state IN ('new', 'waiting')"),
    partial_index("ix_delivery_posted", "following_id", "since", where="state = 'posted'"),
)
"""``since`` is when it came to its state; ``tried_at`` when its page was first tried. ``filter`` says which
filter kept it away. The failure is that of the last attempt.
"""

owed_room = table(
    "owed_room",
    belongs_to("following", key=True, cascade=True),
    belongs_to("feed_entry", name="entry_id", key=True, cascade=True),
    discord_id("channel_id", primary_key=True),
    Index(None, "entry_id"),
)
"""A room that an entry is still owed to: it could not be posted into when the others were."""

announcement = table(
    "announcement",
    own_id(),
    belongs_to("following", cascade=True),
    Column("kind", one_of(AnnouncementKind, "kind"), nullable=False),
    Column("entries", JSON, nullable=False),
    discord_id("channel_id", nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("begun_at", Moment),
    discord_id("message_id", nullable=True),
    Column("sent_at", Moment),
    Index(None, "following_id", "kind"),
    partial_index("ix_announcement_owed", "id", where="sent_at IS NULL"),
)
"""What people are to be told about a feed that they follow: a row before it is sent. ``channel_id`` is None
for the moderators' channel. ``entries`` are ids of entries, where it is about some.
"""
