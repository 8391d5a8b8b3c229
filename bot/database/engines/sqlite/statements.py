"""How SQLite writes what :mod:`bot.database.dialect` names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FunctionElement
from sqlalchemy.ext.compiler import compiles

from bot.database.dialect import GivenList, GivenPairs


@compiles(GivenList, "sqlite")
@compiles(GivenPairs, "sqlite")
def _json_each(given: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(given.clauses, **options)})"
