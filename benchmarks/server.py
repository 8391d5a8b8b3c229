"""Databases of a benchmark's own on a PostgreSQL server, dropped afterwards. It touches no others."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bot.database.place import ServerPlace
from tests import postgresql

OWN = "own"
"""What is given for an address where a server of the benchmark's own is to be started."""
# Unlike the tests' server it keeps what was committed: a figure holds for servers that do.
_OPTIONS = ("listen_addresses = ''",)


class Server:
    """A PostgreSQL server. ``address`` leads to a database of it that others can be made from."""

    def __init__(self, address: str, own: postgresql.Server | None = None) -> None:
        self._address = address
        self._own = own
        self._name = f"tertulia_bench_{uuid.uuid4().hex[:8]}"
        self._made: list[str] = []

    def make(self) -> ServerPlace:
        """An empty database, and an empty one for its ledger."""
        number = len(self._made) // 2 + 1
        names = [f"{self._name}_{number}", f"{self._name}_{number}_ledger"]
        for name in names:
            self._do("CREATE DATABASE {}", name)
            self._made.append(name)
        return ServerPlace(*(_of_database(self._address, name) for name in names))

    def drop(self) -> None:
        """Drop every database that was made."""
        while self._made:
            self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._made.pop())

    def crash(self) -> bool:
        """Stop the server as a failure would, and start it again; False where it is not the benchmark's."""
        if self._own is None:
            return False
        self._own.stop("immediate")
        self._own.start()
        return True

    def _do(self, statement: str, name: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]


@contextmanager
def server_at(address: str) -> Iterator[Server]:
    """The server at an address, or one of the benchmark's own where that is ``own``."""
    if address != OWN:
        server = Server(address)
        try:
            yield server
        finally:
            server.drop()
        return
    with postgresql.serving(*_OPTIONS) as own:
        yield Server(own.address("postgres"), own)


def settle(place: ServerPlace) -> None:
    """Do what a server does by itself in time, after many rows were stored with ids of their own: clear up
    and count what there is, and go on from the largest id.
    """
    with psycopg.connect(place.url, autocommit=True) as connection:
        for table, column in connection.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute "
            "WHERE attidentity != '' AND attrelid::regclass::text NOT LIKE 'pg_%'"
        ).fetchall():
            last = sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {}")
            parts = sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table)
            connection.execute(last.format(*parts))
        connection.execute("VACUUM ANALYZE")


def _of_database(address: str, name: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(address)
    options = [(key, value) for key, value in parse_qsl(parts.query) if key != "dbname"]
    netloc = parts.netloc or ""
    built = urlunsplit((parts.scheme, netloc, f"/{name}", urlencode(options), ""))
    # Without a host ``urlunsplit`` leaves out the slashes that libpq looks for.
    return built if "://" in built else built.replace(":", "://", 1)
