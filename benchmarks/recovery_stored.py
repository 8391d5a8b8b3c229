"""What the database of the bot that is killed holds."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import dict_row

from bot.database.place import Place, ServerPlace


@contextmanager
def reading(place: Place) -> Iterator[Callable[[str], list[Any]]]:
    """What a query finds in a database that a bot may be using, by column; all of one moment."""
    if isinstance(place, ServerPlace):
        with psycopg.connect(place.url, row_factory=dict_row) as server:
            server.isolation_level, server.read_only = IsolationLevel.REPEATABLE_READ, True
            yield lambda query: server.execute(query.encode()).fetchall()
        return
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=10)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield lambda query: connection.execute(query).fetchall()


class Stored:
    """What a database holds just now."""

    def __init__(self, place: Place) -> None:
        with reading(place) as rows:

            def pairs(query: str) -> list[tuple[Any, Any]]:
                return [(row[first], row[second]) for row in rows(query) for first, second in [row.keys()]]

            self.comments = {row["source_id"]: row for row in rows("SELECT * FROM comment")}
            self.revisions = pairs(
                "SELECT source_id, revision.text FROM revision JOIN comment ON comment.id = comment_id"
            )
            self.appearances = rows("SELECT * FROM appearance WHERE status != 'gone'")
            self.known = dict(
                pairs("SELECT message_id, comment_id FROM appearance WHERE message_id IS NOT NULL")
            )
            self.posts = {row["id"]: row for row in rows("SELECT * FROM post WHERE status != 'removed'")}
            self.translations = dict(pairs("SELECT comment_id, text FROM comment_translation"))
            self.owed = rows("SELECT comment_id FROM translation_due")
            self.gaps = rows("SELECT channel_id FROM gap WHERE closed_at IS NULL")
            self.held = {row["comment_id"] for row in rows("SELECT comment_id FROM held")}
            self.being_taken_down = {
                row["message_id"]
                for row in rows(
                    "SELECT message_id FROM begun_takedown JOIN appearance ON appearance.id = appearance_id "
                    "WHERE kind = 'original'"
                )
            }
            """The messages of held comments whose deletion the bot has asked for without an answer."""
            self.decisions = dict(pairs("SELECT comment_id, kind FROM decision"))
            self.letters = dict(pairs("SELECT comment_id, state FROM letter"))
            self.notices = rows("SELECT * FROM notice")
            self.unsettled = [row["appearance_id"] for row in rows("SELECT appearance_id FROM deletion")]
            self.audit = rows(
                "SELECT target_id, action, "
                "(SELECT succeeded FROM audit_outcome WHERE audit_id = audit.id) AS succeeded "
                "FROM audit ORDER BY id"
            )
            self.hits: dict[int, set[str]] = defaultdict(set)
            for row in rows("SELECT comment_id, rule FROM rule_hit"):
                self.hits[row["comment_id"]].add(row["rule"])
            self.copies: dict[int, dict[str, bytes | None]] = defaultdict(dict)
            for row in rows("SELECT comment_id, filename, copy FROM attachment"):
                self.copies[row["comment_id"]][row["filename"]] = row["copy"]

    @property
    def pending(self) -> list[str]:
        """What the bot has promised and not sent."""
        mirrors = [f"mirror of {one['comment_id']}" for one in self.appearances if one["status"] == "pending"]
        cards = [f"card of post {one['id']}" for one in self.posts.values() if one["status"] == "pending"]
        return mirrors + cards
