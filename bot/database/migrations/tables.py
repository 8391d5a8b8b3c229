"""What migrations make tables of: columns that may not be empty, constraints and indexes named by convention.

A migration with a number above 0052 runs on both engines. Made of these, its tables are the same on both: on
PostgreSQL ids are identities, foreign keys can wait for the end of a transaction, and texts are ordered by
their code points, as in SQLite. Conditions say what both understand (``begun``, ``NOT begun``), and what only
one of them does, such as a trigger, is given to :func:`execute`.

Databases in use were made with these: what they make of a migration never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op


def on_server() -> bool:
    """Whether the database is PostgreSQL's."""
    return op.get_context().dialect.name == "postgresql"


def execute(*, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
    """Run the statements of the engine in use, for what both say each their own way."""
    for statement in postgresql if on_server() else sqlite:
        op.get_bind().exec_driver_sql(statement)


def create(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    own = any(one.autoincrement is True for one in parts if isinstance(one, sa.Column))
    op.create_table(name, *parts, sqlite_autoincrement=own)


def column(name: str, kind: Any, *parts: Any, nullable: bool = False, **options: Any) -> sa.Column[Any]:
    for part in parts:
        if isinstance(part, sa.ForeignKey) and on_server():
            part.deferrable = True
    return sa.Column(name, kind, *parts, nullable=nullable, autoincrement=False, **options)


def flag(name: str, *, default: bool) -> sa.Column[bool]:
    return column(name, sa.Boolean, server_default=sa.true() if default else sa.false())


def own_id() -> sa.Column[int]:
    if on_server():
        return sa.Column("id", sa.Integer, sa.Identity(), primary_key=True)
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def public_id() -> sa.Column[str]:
    return column("public_id", sa.String(16))


def discord_id(name: str, **options: Any) -> sa.Column[int]:
    return column(name, sa.BigInteger, **options)


def belongs_to(table: str, *, name: str | None = None, **options: Any) -> sa.Column[int]:
    return column(name or f"{table}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), **options)


def one_of(name: str, *values: str, **options: Any) -> sa.Column[str]:
    return column(
        name, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16), **options
    )


def unique(*columns: str) -> sa.Constraint:
    return sa.UniqueConstraint(*columns)


def check(name: str, condition: str) -> sa.Constraint:
    return sa.CheckConstraint(condition, name=name)


def index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, [*columns])


def partial_index(name: str, table: str, *columns: str, where: str, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, [*columns], unique=unique, sqlite_where=condition, postgresql_where=condition
    )
