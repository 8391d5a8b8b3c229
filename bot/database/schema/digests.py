"""Digests of rooms: when each is posted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer

from bot.database.column_types import Moment
from bot.database.schema.base import discord_id, table

digest = table(
    "digest",
    discord_id("channel_id", primary_key=True),
    discord_id("server_id"),
    Column("weekday", Integer),
    Column("minute", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("begun_at", Moment),
    CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_day"),
    CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name="day_of_week"),
    Index(None, "server_id"),
)
"""``weekday`` is 0 on Monday, None every day; ``minute`` is after midnight in the server's time zone.
``last_at`` is when the last one was due that was posted or had nothing to say, or when it was set. One with
``begun_at`` was tried to be sent since then, and may have been.
"""
