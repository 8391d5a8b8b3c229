"""A service manager that listens as systemd does."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


class Listening:
    """What a process tells ``address``, as fields in the order they came."""

    def __init__(self, bound: socket.socket, address: str) -> None:
        self._socket = bound
        self.address = address
        self.told: list[dict[str, str]] = []

    @classmethod
    @contextmanager
    def at(cls, folder: Path, *, abstract: bool = False) -> Iterator[Self]:
        """Listen in ``folder``, or at a name of the kernel's, until the context ends."""
        name = f"@tertulia-{os.getpid()}" if abstract else str(folder / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
            bound.setblocking(False)
            bound.bind(name.replace("@", "\0", 1) if abstract else name)
            yield cls(bound, name)

    async def hear(self) -> dict[str, str]:
        """The next that it is told."""
        told = (await asyncio.get_running_loop().sock_recv(self._socket, 4096)).decode()
        self.told.append(dict(line.split("=", 1) for line in told.split("\n")))
        return self.told[-1]

    async def hear_of(self, name: str) -> dict[str, str]:
        """The next with a field of this name."""
        while name not in (told := await self.hear()):
            pass
        return told

    def forget(self) -> None:
        """Pass over what it was told already."""
        while True:
            try:
                self._socket.recv(4096)
            except BlockingIOError:
                return
