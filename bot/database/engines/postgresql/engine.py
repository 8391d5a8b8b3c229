"""A database on a PostgreSQL server."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from importlib import resources

import psycopg
from sqlalchemy import Connection, Engine as Connections
from sqlalchemy.exc import DBAPIError

from bot.database.engines.engine import Engine, LedgerFault, Writer
from bot.database.engines.postgresql import bot_lock, connections
from bot.database.engines.postgresql.copying import ServerCopier
from bot.database.engines.postgresql.faults import is_unreachable
from bot.database.engines.postgresql.ledger import Ledger
from bot.database.engines.postgresql.writer import ServerWriter
from bot.database.place import ServerPlace

FIRST_REVISION = "0052"
"""The migration that ``tables.sql`` and ``triggers.sql`` stand for."""
_ASK_AGAIN_SECONDS = 0.1


class PostgreSQL(Engine):
    """The database at ``place``."""

    def __init__(self, place: ServerPlace) -> None:
        self._place = place

    def version(self, connection: Connection) -> str:
        return f"PostgreSQL {'.'.join(map(str, connection.dialect.server_version_info or ()))}"

    def exists(self) -> bool:
        try:
            with self.inspecting().connect() as connection:
                made = connection.exec_driver_sql("SELECT to_regclass('alembic_version') IS NOT NULL")
                return bool(made.scalar())
        except DBAPIError as error:
            return is_unreachable(error.orig)

    async def writing(self, *, alone: bool) -> Writer:
        writer = ServerWriter(self._place.url, Ledger(self._place.ledger), alone=alone)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(writer.close)
            await writer.open()
            stack.pop_all()
        return writer

    def reading(self, size: int) -> Connections:
        return connections.reading(self._place.url, size)

    def migrating(self) -> Connections:
        return connections.migrating(self._place.url)

    def inspecting(self) -> Connections:
        return connections.inspecting(self._place.url)

    def make_place(self) -> None:
        """Nothing: databases and roles are made by whoever runs the server."""

    def make_first_tables(self, connection: Connection) -> str:
        driver = connections.driver_of(connection)
        for file in ("tables.sql", "triggers.sql"):
            driver.execute(resources.files(__package__).joinpath(file).read_bytes())
        return FIRST_REVISION

    def orphans(self, connection: Connection) -> list[str]:
        return []  # its constraints let none come to be

    def damage(self, connection: Connection, limit: int) -> list[str]:
        return []  # what its disks do to it is for whoever runs the server to find

    def free_bytes(self) -> None:
        return None

    @contextlib.contextmanager
    def lock_for_bot(self) -> Iterator[None]:
        until = time.monotonic() + bot_lock.WAIT_SECONDS
        while self.in_use():  # the server may not have noticed yet that a bot was killed
            if time.monotonic() > until:
                raise bot_lock.taken(str(self._place))
            time.sleep(_ASK_AGAIN_SECONDS)
        yield  # the session that writes holds the lock itself

    @contextlib.contextmanager
    def lock_out_bots(self) -> Iterator[None]:
        with contextlib.closing(connections.connect(self._place.url)) as session:
            bot_lock.BotLock().claim(session)
            yield

    def copier(self) -> ServerCopier:
        return ServerCopier(self._place.ledger)

    def in_use(self) -> bool:
        with contextlib.suppress(psycopg.Error), connections.connect(self._place.url) as connection:
            return bot_lock.is_held(connection)
        return False

    def ledger_fault(self) -> LedgerFault | None:
        return Ledger(self._place.ledger).fault(self._place.url)
