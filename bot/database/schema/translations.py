"""Translations, each belonging to the text it was made from; and where which engine may be asked.

Triggers of the schema delete what was made of a comment as soon as its text or its language is another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, String, Text

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, table
from bot.domain.language import Language


def _made() -> list[Column[Any]]:
    """By what a translation was made, and when."""
    return [
        Column("engine", String, nullable=False),
        Column("engine_version", String, nullable=False),
        Column("rough", Boolean, nullable=False),
        Column("made_at", Moment, nullable=False),
    ]


machine_edition = table(
    "machine_edition",
    belongs_to("edition_version", key=True, cascade=True),
    discord_id("server_id", primary_key=True),
    Column("language", one_of(Language, "language"), nullable=False),
    Column("title", String, nullable=False),
    Column("standfirst", String),
    Column("sentences", JSON, nullable=False),
    *_made(),
)

edition_due = table(
    "edition_due",
    belongs_to("discussion", key=True, cascade=True),
    Column("since", Moment, nullable=False),
)

comment_translation = table(
    "comment_translation",
    belongs_to("comment", key=True, cascade=True),
    Column("language", one_of(Language, "language"), nullable=False),
    Column("text", Text, nullable=False),
    *_made(),
)

translation_due = table(
    "translation_due",
    belongs_to("comment", key=True, cascade=True),
    Column("since", Moment, nullable=False),
)

allowed_engine = table(
    "allowed_engine",
    discord_id("server_id", primary_key=True),
    Column("engine", String(16), primary_key=True),
    Column("host", String, nullable=False),
    discord_id("allowed_by"),
    Column("allowed_at", Moment, nullable=False),
    Column("characters", BigInteger),
)

translation_use = table(
    "translation_use",
    Column("month", String(7), primary_key=True),
    Column("engine", String(16), primary_key=True),
    discord_id("server_id", primary_key=True),
    Column("characters", BigInteger, nullable=False),
)

glossary_term = table(
    "glossary_term",
    discord_id("server_id", primary_key=True),
    Column("en", String, primary_key=True),
    Column("es", String, nullable=False),
)
