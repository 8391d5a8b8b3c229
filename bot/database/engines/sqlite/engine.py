"""A database in an SQLite file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine as Connections

from bot.database.engines.engine import Engine, LedgerFault, Writer
from bot.database.engines.sqlite import connections, files, ledger_file
from bot.database.engines.sqlite.copying_rows import FileCopier


class SQLite(Engine):
    """The database in the file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self, connection: Connection) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def exists(self) -> bool:
        return self._path.exists()

    async def writing(self, *, alone: bool) -> Writer:
        return await connections.writing(self._path)

    def reading(self, size: int) -> Connections:
        return connections.reading(self._path, size)

    def migrating(self) -> Connections:
        return connections.migrating(self._path)

    def inspecting(self) -> Connections:
        return connections.inspecting(self._path)

    def make_place(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def orphans(self, connection: Connection) -> list[str]:
        return connections.orphans(connection)

    def damage(self, connection: Connection, limit: int) -> list[str]:
        return connections.damage(connection, limit)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._path.parent).free

    def lock_for_bot(self) -> AbstractContextManager[None]:
        return files.lock_for_bot(self._path)

    def lock_out_bots(self) -> AbstractContextManager[None]:
        return files.lock_for_bot(self._path)

    def copier(self) -> FileCopier:
        return FileCopier(self._path)

    def in_use(self) -> bool:
        return files.in_use(self._path)

    def ledger_fault(self) -> LedgerFault | None:
        return ledger_file.ledger_fault(self._path)
