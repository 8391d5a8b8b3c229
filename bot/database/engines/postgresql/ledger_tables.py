"""The tables of the ledger of erasures, which its copy beside the comments has too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the ledger: its columns, those of its key first."""

    name: LiteralString
    columns: tuple[LiteralString, ...]
    key: int
    later: LiteralString = "NOTHING"
    """What becomes of a row that is there already."""

    @property
    def made(self) -> str:
        columns = ", ".join(
            f"{one} {'boolean' if one == 'whole' else 'bigint'} NOT NULL" for one in self.columns
        )
        return (
            f"CREATE TABLE IF NOT EXISTS erasures.{self.name} "
            f"({columns}, PRIMARY KEY ({', '.join(self.columns[: self.key])}))"
        )

    def read(self, where: str = "") -> str:
        return f"SELECT {', '.join(self.columns)} FROM erasures.{self.name} {where}"  # noqa: S608

    @property
    def sums(self) -> str:
        """Reads what two copies have in common if they are the same: where one lacks a row, or has an older
        one, it differs.
        """
        sums = ", ".join(
            f"coalesce(sum({one}::{'int' if one == 'whole' else 'numeric'}), 0)" for one in self.columns
        )
        return f"SELECT count(*), {sums} FROM erasures.{self.name}"  # noqa: S608

    @property
    def mark(self) -> str:
        return f"UPDATE erasures.{self.name} SET noted = true WHERE NOT noted"  # noqa: S608

    def add(self, more: str = "", value: str = "") -> str:
        columns, values = ", ".join(self.columns), ", ".join(["%s"] * len(self.columns))
        return (
            f"INSERT INTO erasures.{self.name} AS stored ({columns}{more}) VALUES ({values}{value}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(self.columns[: self.key])}) DO {self.later}"
        )


TABLES = (
    Table("erased_comment", ("source_id",), 1),
    Table("erased_here", ("source_id",), 1),
    Table(
        "erased_member",
        ("author_id", "server_id", "until"),
        2,
        "UPDATE SET until = excluded.until WHERE excluded.until > stored.until",
    ),
    Table(
        "emptied_case",
        ("server_id", "number", "opened_at", "whole"),
        3,
        "UPDATE SET whole = true WHERE excluded.whole AND NOT stored.whole",
    ),
)
