"""How every table of the schema is made: constraint names by convention, ids that are never used twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Constraint, ForeignKey, Index, Integer, MetaData, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Column[Any] | Constraint | Index) -> Table:
    """A table of the schema."""
    return Table(name, metadata, *parts)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which the condition ``where`` holds."""
    return Index(name, *columns, unique=unique, info={"where": where})


def own_id() -> Column[int]:
    """Our own key for a row: one that was given away once never names something else later."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def discord_id(name: str, *, nullable: bool = False, primary_key: bool = False) -> Column[int]:
    """A 64-bit id that Discord gave."""
    return Column(name, BigInteger, nullable=nullable, primary_key=primary_key, autoincrement=False)


def belongs_to(
    table: str, *, name: str | None = None, nullable: bool = False, key: bool = False, cascade: bool = False
) -> Column[int]:
    """A reference to a row of ``table``; ``key`` makes it part of the primary key. ``cascade``: it
    goes with that row.
    """
    refers = ForeignKey(f"{table}.id", ondelete="CASCADE" if cascade else None)
    column = name or f"{table}_id"
    return Column(column, Integer, refers, nullable=nullable, primary_key=key, autoincrement=False)
