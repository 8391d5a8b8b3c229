"""What moderators put first in a discussion.

A trigger of the schema ends the featuring of a comment as soon as it is not visible any more.
"""

from __future__ import annotations

from sqlalchemy import Column, Index

from bot.database.column_types import Moment
from bot.database.schema.base import belongs_to, table

featured = table(
    "featured",
    belongs_to("comment", key=True, cascade=True),
    belongs_to("discussion"),
    Column("at", Moment, nullable=False),
    Index(None, "discussion_id"),
)
"""``discussion_id`` is that of the comment."""
