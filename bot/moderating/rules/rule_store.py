"""How the rules of servers and of their rooms are set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import rule
from bot.domain.rules import Consequence, Rule, RuleSetting

SERVER = 0
"""Stands for all rooms of a server that set no rule of their own, where an id of a room could be."""

Settings = Mapping[int, Mapping[Rule, RuleSetting]]
"""The rules that are set, by room."""


def servers(connection: Connection) -> set[int]:
    """The servers in which some rule does something, somewhere."""
    query = select(rule.c.server_id).where(rule.c.consequence != Consequence.OFF).distinct()
    return set(connection.execute(query).scalars())


def of_server(connection: Connection, server_id: int) -> Settings:
    """How the rules of a server and of its rooms are set."""
    found: dict[int, dict[Rule, RuleSetting]] = {}
    for row in connection.execute(select(rule).where(rule.c.server_id == server_id)):
        found.setdefault(row.channel_id, {})[row.rule] = RuleSetting(row.consequence, row.numbers)
    return found


def put(connection: Connection, server_id: int, channel_id: int, name: Rule, setting: RuleSetting) -> None:
    """Set a rule in a server or in one of its rooms."""
    key = {"server_id": server_id, "channel_id": channel_id, "rule": name}
    values = {"consequence": setting.consequence, "numbers": dict(setting.numbers)}
    connection.execute(upsert(rule, *values), key | values)


def leave_to_server(connection: Connection, server_id: int, channel_id: int, name: Rule) -> None:
    """Let a rule be in a room as it is in the server."""
    connection.execute(delete(rule).where(*_is(server_id, channel_id, name)))


def _is(server_id: int, channel_id: int, name: Rule) -> tuple[ColumnElement[bool], ...]:
    key: Any = rule.c
    return key.server_id == server_id, key.channel_id == channel_id, key.rule == name
