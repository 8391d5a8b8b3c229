"""The lists of servers: words and phrases, and domains."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, delete, func, select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import listed_domain, word_term
from bot.domain.language import Language
from bot.domain.rules import ListedTerm, ListName


def terms(
    connection: Connection, server_id: int, name: ListName, language: Language | None = None
) -> list[ListedTerm]:
    """What stands in a list of a server, in one language or in both, by the alphabet."""
    query = (
        select(word_term.c.text, word_term.c.exception)
        .where(*_of(server_id, name, language))
        .order_by(word_term.c.exception, word_term.c.text)
    )
    return [ListedTerm(*row) for row in connection.execute(query)]


def count_terms(connection: Connection, server_id: int) -> dict[tuple[ListName, Language], int]:
    """How many words and phrases stand in each list of a server, exceptions included."""
    place = (word_term.c.list, word_term.c.language)
    query = select(*place, func.count()).where(word_term.c.server_id == server_id).group_by(*place)
    return {(name, language): count for name, language, count in connection.execute(query)}


def add_terms(
    connection: Connection, server_id: int, name: ListName, language: Language, added: Iterable[ListedTerm]
) -> None:
    """Put words and phrases into a list; one that stands there already becomes an exception or none."""
    rows = [
        {
            "server_id": server_id,
            "list": name,
            "language": language,
            "text": one.text,
            "exception": one.exception,
        }
        for one in added
    ]
    if rows:
        connection.execute(upsert(word_term, "exception"), rows)


def remove_term(
    connection: Connection, server_id: int, name: ListName, language: Language | None, text: str
) -> int:
    """Take a word or phrase from a list, in one language or in both. Returns how often it stood there."""
    of_list = delete(word_term).where(*_of(server_id, name, language))
    return connection.execute(of_list.where(word_term.c.text == text)).rowcount


def clear_terms(connection: Connection, server_id: int, name: ListName, language: Language) -> None:
    """Empty a list in one language."""
    connection.execute(delete(word_term).where(*_of(server_id, name, language)))


def domains(connection: Connection, server_id: int) -> dict[str, bool]:
    """The domains that a server lists, each with whether it is allowed or banned."""
    query = select(listed_domain.c.domain, listed_domain.c.allowed).where(
        listed_domain.c.server_id == server_id
    )
    return {row.domain: row.allowed for row in connection.execute(query.order_by(listed_domain.c.domain))}


def add_domains(connection: Connection, server_id: int, added: Collection[str], *, allowed: bool) -> None:
    """Allow or ban domains in a server, whatever they were before."""
    rows = [{"server_id": server_id, "domain": one, "allowed": allowed} for one in added]
    if rows:
        connection.execute(upsert(listed_domain, "allowed"), rows)


def remove_domain(connection: Connection, server_id: int, domain: str) -> bool:
    """Take a domain from the list of a server. Returns whether it stood there."""
    here = (listed_domain.c.server_id == server_id, listed_domain.c.domain == domain)
    return bool(connection.execute(delete(listed_domain).where(*here)).rowcount)


def _of(server_id: int, name: ListName, language: Language | None) -> list[ColumnElement[bool]]:
    here = [word_term.c.server_id == server_id, word_term.c.list == name]
    return here if language is None else [*here, word_term.c.language == language]
