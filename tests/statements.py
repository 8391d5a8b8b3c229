"""Statements: compiled once for all databases of a process, as each test opens new ones, which know none; and
told apart by who sends them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

_OF_THE_ENGINE = (
    *("pg_advisory_xact_lock", "pg_current_xact_id_if_assigned"),
    *("comment_to_index", "comment_search", "'/d' || comment.discussion_id"),
)


def is_of_stores(statement: str) -> bool:
    """Whether this is neither what an engine's writer adds to each transaction, nor its index of words."""
    return not any(one in statement for one in _OF_THE_ENGINE)


class _Compiled(dict[Any, Any]):
    """What SQLAlchemy keeps compiled statements in, by their dialect's type instead of their engine's own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_by_type(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_by_type(key), compiled)


def _by_type(key: Any) -> tuple[Any, ...]:
    dialect, *statement = key
    return (type(dialect), *statement)


def compile_once() -> None:
    """Let every engine of this process use what any of them has compiled: a quarter of what a test costs."""
    compiled = _Compiled()

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)
