"""What comments are found by: their words, the tree they stand in, their authors; and what has ended.

The full-text index ``comment_search`` is nothing that SQLAlchemy can describe: its migration makes it,
together with the triggers that keep it once :mod:`bot.database.search_index` has put a comment in.
"""

from __future__ import annotations

from sqlalchemy import Column, Index

from bot.database.column_types import Moment, one_of
from bot.database.schema.base import belongs_to, table
from bot.database.schema.discussions import comment
from bot.domain.discussion import Ending

Index(
    "ix_comment_tree",
    comment.c.discussion_id,
    comment.c.parent_id,
    comment.c.source_id,
    comment.c.status,
    comment.c.post_id,
)
Index("ix_comment_author", comment.c.author_id, comment.c.source_id)

ending = table(
    "ending",
    belongs_to("discussion", key=True),
    Column("kind", one_of(Ending, "kind"), primary_key=True),
    Column("since", Moment, nullable=False),
)

SEARCH = "comment_search"
"""The full-text index; the tables it keeps itself in have names that begin with its own."""
