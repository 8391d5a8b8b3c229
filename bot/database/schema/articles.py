"""Articles, the addresses they are known by, their editions and summaries."""

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
)

from bot.database.column_types import Day, Moment, one_of
from bot.database.schema.base import belongs_to, discord_id, own_id, table
from bot.domain.article import Provenance
from bot.domain.language import Language

article = table(
    "article",
    own_id(),
    Column("public_id", String(16), nullable=False, unique=True),
    discord_id("server_id", nullable=True),
    Column("original", one_of(Language, "original"), nullable=False),
    Column("created_at", Moment, nullable=False),
)

article_alias = table(
    "article_alias",
    Column("url", String, primary_key=True),
    belongs_to("article"),
    Index(None, "article_id"),
)

headline = table(
    "headline",
    belongs_to("article", key=True),
    Column("language", one_of(Language, "language"), primary_key=True),
    Column("title", String, nullable=False),
    Column("url", String),
)

edition = table(
    "edition",
    own_id(),
    belongs_to("article"),
    Column("language", one_of(Language, "language"), nullable=False),
    Column("provenance", one_of(Provenance, "provenance"), nullable=False),
    Column("engine", String),
    Column("missing_since", Moment),
    Column("gone_at", Moment),
    Column("left_because", JSON(none_as_null=True)),
    UniqueConstraint("article_id", "language", "provenance"),
    CheckConstraint("(provenance = 'machine') = (engine IS NOT NULL)", name="engine_of_machine"),
)

edition_version = table(
    "edition_version",
    own_id(),
    belongs_to("edition"),
    Column("number", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("title", String, nullable=False),
    Column("standfirst", String),
    Column("url", String),
    Column("site", String),
    Column("authors", JSON, nullable=False),
    Column("published", Day),
    Column("updated", Day),
    Column("picture", String),
    Column("section", String),
    Column("complete", Boolean, nullable=False),
    Column("blocks", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("from_feed", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("edition_id", "number"),
)

page_check = table(
    "page_check",
    belongs_to("article", key=True),
    Column("since", Moment, nullable=False),
    Column("next_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("read_at", Moment),
    Index(None, "next_at"),
)

summary_sentence = table(
    "summary_sentence",
    belongs_to("edition_version", key=True),
    Column("position", Integer, primary_key=True),
    Column("sentence", Integer, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("edition_version_id", "sentence"),
)

article_edit = table(
    "article_edit",
    belongs_to("article", key=True),
    discord_id("server_id", primary_key=True),
    Column("language", one_of(Language, "language"), primary_key=True),
    Column("title", String),
    Column("standfirst", String),
    Column("picture", String),
    Column("sentences", JSON(none_as_null=True)),
    discord_id("edited_by"),
    Column("edited_at", Moment, nullable=False),
    Index(None, "server_id"),
)
"""What a server's moderators put in the place of an edition's own; NULL where they left that."""
