"""Articles that are to be posted at a time."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, String

from bot.database.column_types import Moment
from bot.database.schema.base import discord_id, own_id, partial_index, table

scheduled_article = table(
    "scheduled_article",
    own_id(),
    discord_id("server_id"),
    discord_id("actor_id"),
    Column("link", String, nullable=False),
    Column("channels", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("failed_at", Moment),
    Column("failure_english", String),
    Column("failure_spanish", String),
    Column("begun_at", Moment),
    Column("told_at", Moment),
    CheckConstraint("(failed_at IS NULL) = (failure_english IS NULL)", name="failure_has_reason"),
    Index(None, "server_id", "at"),
    partial_index("ix_scheduled_article_open", "id", where="told_at IS NULL"),
)
"""``channels`` are the ids of those that it is still to be posted in. What failed for good stays until a
moderator takes it away: ``told_at`` is when the moderators' channel was told, ``begun_at`` when that was
first tried.
"""
