"""Migrating a database, all or nothing; a bot has ``python -m bot.database.migrate`` do it."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.database.engine_in_use import Engine, driver_errors, engine_of, is_unreachable, sentence_of
from bot.database.place import Place, read
from bot.database.revisions import MIGRATIONS, revision_in
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.logs.errors import described
from bot.logs.setup import set_up

_log = logging.getLogger(__name__)


def migrate(place: Place, *, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Upgrade the database at ``place`` to ``revision``, creating it and its folder where they are missing.

    Everything happens in one transaction: a failure leaves the database as it was.

    Raises:
        StorageFailed: it cannot be opened, a migration failed, or a newer program made it.
    """
    engine = engine_of(place)
    engine.make_place()
    errors: tuple[type[Exception], ...] = (DBAPIError, *driver_errors())
    try:
        with engine.migrating().begin() as connection:
            _upgrade(engine, connection, revision, migrations)
    except errors as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if is_unreachable(cause) and cause is not None:
            _log.error("The database cannot be used: %s", described(cause))  # people are not told where it is
        failed = message("The database could not be upgraded: {detail}", detail=str(cause))
        raise StorageFailed(sentence_of(cause, failed)) from error


def _upgrade(engine: Engine, connection: Connection, revision: str, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    _refuse_newer(connection, ScriptDirectory.from_config(config))
    if revision_in(connection) is None and (made := engine.make_first_tables(connection)):
        command.stamp(config, made)
    command.upgrade(config, revision)
    if left := engine.orphans(connection):
        raise StorageFailed(message("The database could not be upgraded: {detail}", detail=left[0]))


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    try:
        scripts.get_revision(revision_in(connection) or "base")
    except CommandError as error:
        raise StorageFailed(
            message("The database was made by a newer version of Tertulia. Update the program to open it.")
        ) from error


def main() -> None:
    """Migrate the database that the first line of standard input names; what a person is told of a failure
    is printed as JSON. The argument is the format of the log.
    """
    set_up(sys.stderr, "WARNING", "json" if sys.argv[1:] == ["json"] else "plain")
    named = b""
    while not named.endswith(b"\n") and (more := os.read(sys.stdin.fileno(), 1024)):
        named += more
    place = read(named.decode())
    threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    try:
        migrate(place)
    except StorageFailed as error:
        json.dump({"text": error.message.text, "params": dict(error.message.params)}, sys.stdout)
        raise SystemExit(1) from error


def _end_with_input() -> None:
    """End at once when standard input does: whoever started this is gone, and others may want the file."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
