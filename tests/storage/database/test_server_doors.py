"""Which servers, databases and roles let a bot in, and that it is the only one there."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.engine import open_database
from bot.database.engine_in_use import engine_of
from bot.database.place import ServerPlace
from bot.domain.errors import StorageFailed
from bot.upkeep.doctor import Doctor, Level
from tests.postgresql import Server, address, connect
from tests.storage.database.own_server import do, end_sessions, keep, kept, name_of, new_place

pytestmark = pytest.mark.on("postgresql")

POOLER = shutil.which("pgbouncer")


def refused(place: ServerPlace) -> str:
    """What whoever starts a bot on a database that cannot be used is told."""

    async def start() -> None:
        await (await open_database(place, alone=True)).close()

    with pytest.raises(StorageFailed) as told:
        asyncio.run(start())
    return str(told.value)


def test_a_database_that_cannot_hold_every_text(own_server: Server):
    latin = "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    place = new_place(own_server, options=latin, made=False)
    assert "has the encoding LATIN1. Make another one with ENCODING 'UTF8'" in refused(place)


def test_a_role_that_may_make_nothing(own_server: Server):
    place = new_place(own_server, made=False)
    do(own_server, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    as_guest = ServerPlace(place.url.replace("postgres@", "guest@"), place.ledger)
    assert "The database server refuses the bot." in refused(as_guest)
    with connect(place.url) as connection:
        assert connection.execute("SELECT to_regclass('comment')").fetchone() == (None,)


def test_a_database_that_is_not_there(own_server: Server):
    place = new_place(own_server)
    missing = ServerPlace(own_server.address("missing"), place.ledger)
    assert "The database server refuses the bot." in refused(missing)
    [finding, *_] = [one for one in Doctor(missing).database() if one.level is Level.FAULT]
    assert "cannot be used: " in str(finding.what)
    assert 'database "missing" does not exist' in str(finding.what)


@pytest.mark.parametrize("wrong", ["postgresql://me:pa/ss@db.example/t", "postgresql:///t?sslmod=require"])
def test_an_address_that_cannot_be_read_is_not_quoted(own_server: Server, wrong: str):
    said = refused(ServerPlace(wrong, own_server.address("postgres")))
    assert said.startswith("The address in TERTULIA_DATABASE or TERTULIA_LEDGER cannot be read.")


async def test_a_second_bot_is_refused_and_a_killed_one_makes_room(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.database.engines.postgresql.bot_lock.WAIT_SECONDS", 1)
    place = new_place(own_server)
    first = await open_database(place, alone=True)
    assert engine_of(place).in_use()
    with pytest.raises(StorageFailed, match="Another bot is already using"):
        await open_database(place, alone=True)
    with pytest.raises(StorageFailed, match="Another bot is already using"), engine_of(place).lock_for_bot():
        pass
    beside = await open_database(place)
    await beside.write(keep, "beside")
    await beside.close()
    await first.close()
    assert not engine_of(place).in_use()
    with engine_of(place).lock_for_bot():
        second = await open_database(place, alone=True)
    await second.close()


async def test_whoever_lost_the_database_to_another_bot_is_told(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.database.engines.postgresql.bot_lock.WAIT_SECONDS", 1)
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.05)
    place = new_place(own_server)
    first = await open_database(place, alone=True)
    end_sessions(own_server)
    other = await open_database(place, alone=True)
    with pytest.raises(StorageFailed, match="Another bot is already using"):
        await first.write(keep, "refused")
    assert "Another bot" in str(first.refusal)
    await other.write(keep, "other")
    await other.close()
    async with asyncio.timeout(60):
        while first.refusal is not None:  # noqa: ASYNC110  # it happens in the background
            await asyncio.sleep(0.05)
    await first.write(keep, "own")
    assert await first.read(kept) == ["other", "own"]
    await first.close()


@pytest.fixture(params=["transaction", "session"])
def pooled(own_server: Server, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A pooler's mode, and the folder of its socket."""
    if POOLER is None:
        pytest.skip("PgBouncer is not installed")
    with tempfile.TemporaryDirectory(prefix="tertulia-pool-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "pooler.ini").write_text(
            f"[databases]\n* = host={own_server.folder} port=5432 user=postgres\n"
            f"[pgbouncer]\nunix_socket_dir={folder}\n"
            f"listen_port=5432\nauth_type=any\nlogfile={folder}/log\npool_mode={request.param}\n"
            "ignore_startup_parameters=extra_float_digits\n"
        )
        command = [POOLER, "-q", str(folder / "pooler.ini")]
        process = subprocess.Popen(command, user="postgres" if Path("/root").owner() == "root" else None)
        try:
            for _ in range(100):
                if (folder / ".s.PGSQL.5432").exists():
                    break
                asyncio.run(asyncio.sleep(0.05))
            yield request.param, name
        finally:
            process.terminate()
            process.wait()


def test_a_pooler_of_sessions_is_a_server_and_one_of_transactions_is_refused(
    own_server: Server, pooled: tuple[str, str]
):
    mode, folder = pooled
    place = new_place(own_server)
    through = ServerPlace(address(folder, name_of(place.url)), place.ledger)
    if mode == "transaction":
        assert "leads to a connection pooler that pools transactions" in refused(through)
        return

    async def write() -> list[str]:
        database = await open_database(through, alone=True)
        await database.write(keep, "pooled")
        found = await database.read(kept)
        await database.close()
        return found

    assert asyncio.run(write()) == ["pooled"]
