"""What each server's rules are, and what they found in comments.

A hit quotes the comment: a trigger of the schema deletes it as soon as the text is another, or erased.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, String

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, partial_index, table
from bot.domain.language import Language
from bot.domain.moderation import ReportStatus
from bot.domain.rules import Consequence, ListName, Rule

rule = table(
    "rule",
    discord_id("server_id", primary_key=True),
    discord_id("channel_id", primary_key=True),
    Column("rule", one_of(Rule, "rule"), primary_key=True),
    Column("consequence", one_of(Consequence, "consequence"), nullable=False),
    Column("numbers", JSON, nullable=False),
)
"""``channel_id`` is 0 for the whole server; a room's own row counts there instead."""

word_term = table(
    "word_term",
    discord_id("server_id", primary_key=True),
    Column("list", one_of(ListName, "list"), primary_key=True),
    Column("language", one_of(Language, "language"), primary_key=True),
    Column("text", String, primary_key=True),
    Column("exception", Boolean, nullable=False),
)

listed_domain = table(
    "listed_domain",
    discord_id("server_id", primary_key=True),
    Column("domain", String, primary_key=True),
    Column("allowed", Boolean, nullable=False),
)

rule_hit = table(
    "rule_hit",
    belongs_to("comment", key=True, cascade=True),
    Column("rule", one_of(Rule, "rule"), primary_key=True),
    Column("consequence", one_of(Consequence, "consequence"), nullable=False),
    Column("found", JSON, nullable=False),
    Column("status", one_of(ReportStatus, "status"), nullable=False),
    Column("at", Moment, nullable=False),
    partial_index("ix_rule_hit_open", "comment_id", where="status = 'open'"),
)
