"""The reasons of servers that have their own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import reason_template
from bot.domain.cases.case import Reason, Template


def of_server(connection: Connection, server_id: int) -> list[Template]:
    """The server's own, by the alphabet; none where it has those that come with the bot."""
    its = reason_template.c.server_id == server_id
    query = select(reason_template).where(its).order_by(reason_template.c.name)
    return [Template(row.name, Reason(row.en, row.es)) for row in connection.execute(query)]


def put(connection: Connection, server_id: int, templates: Iterable[Template]) -> None:
    """Store reasons, in the place of those of the same name."""
    rows = [
        {"server_id": server_id, "name": one.name, "en": one.reason.en, "es": one.reason.es}
        for one in templates
    ]
    connection.execute(upsert(reason_template, "en", "es"), rows)


def remove(connection: Connection, server_id: int, name: str) -> None:
    """Forget one."""
    its = (reason_template.c.server_id == server_id, reason_template.c.name == name)
    connection.execute(delete(reason_template).where(*its))
