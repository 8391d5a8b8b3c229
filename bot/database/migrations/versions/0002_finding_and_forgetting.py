"""Finding comments by their words, and knowing since when a discussion has ended."""

from alembic import op

from bot.database.column_types import Moment
from bot.database.migrations.tables import belongs_to, column, create

revision = "0002"
down_revision = "0001"

VIEW = """
CREATE VIEW comment_words AS
    SELECT comment.source_id AS source_id, comment.text AS words,
        's' || discussion.server_id || ' d' || discussion.id || ' c' || post.channel_id AS place
    FROM comment
        JOIN discussion ON discussion.id = comment.discussion_id
        JOIN post ON post.id = comment.post_id
    WHERE comment.status = 'visible'
"""
INDEX = """
CREATE VIRTUAL TABLE comment_search USING fts5(
    words, place, content = 'comment_words', content_rowid = 'source_id',
    tokenize = 'unicode61 remove_diacritics 2', detail = 'column', columnsize = 0
)
"""
INSERT = """
INSERT INTO comment_search (rowid, words, place)
    SELECT source_id, words, place FROM comment_words WHERE source_id = new.source_id
"""
# The index has to be told exactly what it was given: while the row is still as it was.
REMOVE = """
INSERT INTO comment_search (comment_search, rowid, words, place)
    SELECT 'delete', source_id, words, place FROM comment_words WHERE source_id = old.source_id
"""
TRIGGERS = (
    ("comment_said", "AFTER INSERT", "new", INSERT),
    ("comment_changes", "BEFORE UPDATE OF text, status, discussion_id, post_id", "old", REMOVE),
    ("comment_changed", "AFTER UPDATE OF text, status, discussion_id, post_id", "new", INSERT),
    ("comment_goes", "BEFORE DELETE", "old", REMOVE),
)


def upgrade() -> None:
    create("ending", belongs_to("discussion", primary_key=True), column("since", Moment))
    op.create_index("ix_comment_tree", "comment", ["discussion_id", "parent_id", "source_id"])
    op.drop_index("ix_comment_author_id", "comment")
    op.create_index("ix_comment_author", "comment", ["author_id", "source_id"])
    op.execute(VIEW)
    op.execute(INDEX)
    for name, moment, row, statement in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} {moment} ON comment WHEN {row}.status = 'visible' BEGIN {statement}; END"
        )
    op.execute("INSERT INTO comment_search (comment_search) VALUES ('rebuild')")
