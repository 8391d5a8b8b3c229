"""The terms of each server that translations keep, or always put in one way."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.database.engine import Connection
from bot.database.schema import glossary_term
from bot.translation.glossary import Glossary, Term


def of_server(connection: Connection, server_id: int) -> Glossary:
    """The glossary of a server, in the order of its English terms."""
    query = select(glossary_term.c.en, glossary_term.c.es).where(glossary_term.c.server_id == server_id)
    return Glossary(Term(row.en, row.es) for row in connection.execute(query.order_by(glossary_term.c.en)))


def replace(connection: Connection, server_id: int, glossary: Glossary) -> None:
    """Store another glossary of a server in place of the one it has."""
    connection.execute(delete(glossary_term).where(glossary_term.c.server_id == server_id))
    rows = [{"server_id": server_id, "en": one.en, "es": one.es} for one in glossary.terms]
    if rows:
        connection.execute(insert(glossary_term), rows)
