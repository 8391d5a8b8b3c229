"""What moderators put first in a discussion: comments, and a question.

A trigger of the schema ends the featuring of a comment as soon as it is not visible any more.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Text, false

from bot.database.column_types import Moment
from bot.database.schema.base import belongs_to, own_id, partial_index, table

featured = table(
    "featured",
    belongs_to("comment", key=True, cascade=True),
    belongs_to("discussion"),
    Column("at", Moment, nullable=False),
    Index(None, "discussion_id"),
)
"""``discussion_id`` is that of the comment."""

question = table(
    "question",
    own_id(),
    belongs_to("discussion"),
    Column("english", Text),
    Column("spanish", Text),
    Column("asked_at", Moment, nullable=False),
    Column("removed_at", Moment),
    CheckConstraint("english IS NOT NULL OR spanish IS NOT NULL", name="says_something"),
    Index(None, "discussion_id"),
    partial_index("uq_question_asked", "discussion_id", where="removed_at IS NULL", unique=True),
)
"""A discussion has one question at most; earlier ones were removed."""

question_message = table(
    "question_message",
    belongs_to("post", key=True),
    Column("begun_at", Moment, nullable=False),
    Column("message_id", BigInteger),
    Column("shown", Integer),
    Column("pinned", Boolean, nullable=False, server_default=false()),
)
"""The message with the question in a post's thread. ``shown`` is the id of the question that it shows, None
while it is unknown whether it was sent; without ``message_id`` beside it, somebody deleted the message.
"""
