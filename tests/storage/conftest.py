"""A database of its own for each test: in a real file, or on a PostgreSQL server."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.database.engine import Database, open_database
from bot.database.place import Place
from tests.postgresql import Databases, Server, serving


@pytest.fixture
async def database(stored_at: Place) -> AsyncIterator[Database]:
    opened = await open_database(stored_at)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def own_server(server_databases: Databases | None) -> Iterator[Server]:
    """A PostgreSQL server that the tests of a module may stop, where tests run on one."""
    if server_databases is None:
        pytest.skip("these are about PostgreSQL: --engine postgresql")
    # What was committed outlasts its crash, though not the machine's.
    with serving("listen_addresses = ''", "fsync = off") as server:
        yield server
