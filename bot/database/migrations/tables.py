"""What migrations make tables of: columns that may not be empty, constraints and indexes named by convention.

Databases in use were made with these: what they make of a migration never changes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def create(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    own = any(one.autoincrement is True for one in parts if isinstance(one, sa.Column))
    op.create_table(name, *parts, sqlite_autoincrement=own)


def column(name: str, kind: Any, *parts: Any, nullable: bool = False, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *parts, nullable=nullable, autoincrement=False, **options)


def own_id() -> sa.Column[int]:
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
