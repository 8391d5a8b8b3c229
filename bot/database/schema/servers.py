"""Servers, channels and readers with their settings, what the bot keeps about each, and how it fares."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, false, text, true

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import discord_id, table
from bot.domain.language import Language
from bot.domain.times import time_zones
from bot.domain.translation import MirrorTranslations

server = table(
    "server",
    discord_id("id", primary_key=True),
    Column("language", one_of(Language, "language")),
    discord_id("moderators_channel_id", nullable=True),
    Column("mirroring", Boolean, nullable=False, server_default=true()),
    Column(
        "mirror_translations",
        one_of(MirrorTranslations, "mirror_translations"),
        nullable=False,
        server_default=MirrorTranslations.BELOW,
    ),
    Column("close_after_days", Integer, nullable=False, server_default=text("0")),
    Column("time_zone", String(64), nullable=False, server_default=time_zones.DEFAULT),
)

channel = table(
    "channel",
    discord_id("id", primary_key=True),
    discord_id("server_id"),
    Column("language", one_of(Language, "language")),
    Column("joined", Boolean),
    Index(None, "server_id"),
)

dialog_only = table(
    "dialog_only",
    discord_id("server_id", primary_key=True),
    discord_id("channel_id", primary_key=True),
    Column("since", Moment),
)
"""Where members comment by dialog alone, and since when; NULL: not there, whatever the server's row says.
``channel_id`` is 0 for the whole server.
"""

reader = table(
    "reader",
    discord_id("id", primary_key=True),
    Column("language", one_of(Language, "language")),
    Column("reading_language", one_of(Language, "reading_language")),
    Column("translates_discussions", Boolean, nullable=False, server_default=false()),
    Column("local_engines_only", Boolean, nullable=False, server_default=false()),
)

staff_role = table(
    "staff_role",
    discord_id("server_id", primary_key=True),
    discord_id("role_id", primary_key=True),
)
"""The roles whose members are marked as staff where they comment."""

webhook = table(
    "webhook",
    discord_id("channel_id", primary_key=True),
    discord_id("id"),
    Column("token", String, nullable=False),
)

command_sync = table(
    "command_sync",
    Column("scope", String, primary_key=True),
    Column("digest", String, nullable=False),
)

task_fault = table(
    "task_fault",
    Column("name", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("detail", String, nullable=False),
)

failing = table(
    "failing",
    Column("name", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("given_up", Boolean, nullable=False),
    Column("english", String, nullable=False),
    Column("spanish", String, nullable=False),
    Column("failed_at", Moment, nullable=False),
)
