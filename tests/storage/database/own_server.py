"""A PostgreSQL server for tests that stop it, and what stands between it and the program there."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bot.database.connection import Connection
from bot.database.migrate import migrate
from bot.database.place import ServerPlace
from bot.database.schema import command_sync
from tests.postgresql import Server, address, connect

_ANSWER_SECONDS = 30.0


def new_place(server: Server, *, options: str = "", made: bool = True) -> ServerPlace:
    """A database with nothing in it and its ledger. ``options`` are those of ``CREATE DATABASE``."""
    name = f"t{uuid.uuid4().hex[:12]}"
    do(server, f"CREATE DATABASE {name} {options}", f"CREATE DATABASE {name}_ledger")
    place = ServerPlace(server.address(name), server.address(f"{name}_ledger"))
    if made:
        migrate(place)
    return place


def do(server: Server, *statements: str, database: str = "postgres") -> None:
    """What only whoever runs a server can do."""
    with connect(server.address(database), autocommit=True) as administrator:
        for statement in statements:
            administrator.execute(statement)


def end_sessions(server: Server) -> None:
    """End all sessions, as an administrator or a server that restarts does."""
    do(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tertulia'")


def name_of(url: str) -> str:
    """The database that an address of the tests names."""
    return url.partition("@/")[2].partition("?")[0]


def keep(connection: Connection, scope: str) -> None:
    """Store something."""
    connection.execute(command_sync.insert(), {"scope": scope, "digest": ""})


def kept(connection: Connection) -> list[str]:
    """All that :func:`keep` has stored."""
    return list(connection.execute(select(command_sync.c.scope).order_by(command_sync.c.scope)).scalars())


class Line:
    """What connects a program with a server, and breaks when it is told to."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = f"{server.folder}/.s.PGSQL.5432"
        self.folder = folder
        self._breaks_at: tuple[bytes, bool] | None = None
        self._deaf: socket.socket | None = None
        self._answered = threading.Event()
        self._listening = socket.socket(socket.AF_UNIX)
        self._sockets = [self._listening]
        self._listening.bind(f"{folder}/.s.PGSQL.5432")
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def through(self, url: str) -> str:
        """The address of the same database by this line."""
        return address(self.folder, name_of(url))

    def break_at(self, word: bytes, *, heard: bool) -> None:
        """Break once, when the program says ``word``; ``heard``: the server hears it, and answers in vain."""
        self._breaks_at = (word, heard)

    def close(self) -> None:
        """Let nobody connect any more, and end all connections."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for one in self._sockets:
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                program, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                self._sockets += [program, server]
                server.connect(self._server)
                for arguments in ((program, server, True), (server, program, False)):
                    threading.Thread(target=self._pass_on, args=arguments, daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, said: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                if said and self._breaks_at is not None and self._breaks_at[0] in data:
                    heard, self._breaks_at = self._breaks_at[1], None
                    if heard:
                        # Broken earlier, the program comes back and may end the session before it has heard.
                        self._deaf = one
                        other.sendall(data)
                        self._answered.wait(_ANSWER_SECONDS)
                    one.shutdown(socket.SHUT_RDWR)
                    break
                if other is self._deaf:
                    self._answered.set()
                    continue
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)  # the server does what it has heard, then it is told of the end


@contextmanager
def line_to(server: Server) -> Iterator[Line]:
    """A line to a server, as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="tertulia-line-") as folder:
        line = Line(server, Path(folder))
        try:
            yield line
        finally:
            line.close()
