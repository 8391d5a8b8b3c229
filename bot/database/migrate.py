"""Migrating a database file, all or nothing; a bot does it by ``python -m bot.database.migrate``."""

from __future__ import annotations

import json
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

from bot.database.engine_in_use import migrating, orphans, sentence_of
from bot.database.revisions import MIGRATIONS, revision_in
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.logs.setup import set_up


def migrate(path: Path, *, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Upgrade the database at ``path`` to ``revision``, creating it and its folder where they are missing.

    Everything happens in one transaction: a failure leaves the file as it was.

    Raises:
        StorageFailed: it cannot be opened, a migration failed, or a newer program made it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with migrating(path).begin() as connection:
            _upgrade(connection, revision, migrations)
    except DBAPIError as error:
        failed = message("The database could not be upgraded: {detail}", detail=str(error.orig))
        raise StorageFailed(sentence_of(error.orig, failed)) from error


def _upgrade(connection: Connection, revision: str, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    _refuse_newer(connection, ScriptDirectory.from_config(config))
    command.upgrade(config, revision)
    if left := orphans(connection):
        raise StorageFailed(message("The database could not be upgraded: {detail}", detail=left[0]))


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    try:
        scripts.get_revision(revision_in(connection) or "base")
    except CommandError as error:
        raise StorageFailed(
            message("The database was made by a newer version of Tertulia. Update the program to open it.")
        ) from error


def main() -> None:
    """Migrate the database that the first argument names; what a person is told of a failure is printed as
    JSON. The second is the format of the log.
    """
    set_up(sys.stderr, "WARNING", "json" if sys.argv[2:] == ["json"] else "plain")
    threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    try:
        migrate(Path(sys.argv[1]))
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
