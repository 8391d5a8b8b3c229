"""The bot as a process of its own in a sandbox, to be stopped, killed and started again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.empty import put_empty_database
from tests.postgresql import variables
from tests.warm import WarmProcess

_PATIENCE = 60
_OURS = ("DISCORD_", "TERTULIA_")


class Told(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


class BotProcess:
    """One bot with one database, alive or not. ``log`` is where it writes what it has to say."""

    def __init__(
        self,
        sandbox: Sandbox,
        database: Place,
        *,
        folder: Path | None = None,
        allowed_origin: str | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``settings`` are given to it in its environment. What it says is kept in ``folder``, which is that
        of its database where that is a file.
        """
        self.sandbox = sandbox
        self._settings = settings
        self.database = database
        if folder is None:
            assert isinstance(database, Path), "its log needs a folder"
            folder = database.parent
        self.folder = folder
        self.log = folder / f"{database.stem}.log"
        self._allowed_origin = allowed_origin
        self._process: WarmProcess | asyncio.subprocess.Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the process is given, and nothing of what the tests themselves run with."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {
            "DISCORD_API": self.sandbox.api,
            "DISCORD_TOKEN": self.sandbox.bot_token,
            "TERTULIA_REDRAW_SECONDS": "0.2",
            "LANG": "en_US.UTF-8",
        }
        if self._allowed_origin:
            ours["TERTULIA_ALLOWED_ORIGIN"] = self._allowed_origin
        return inherited | ours | variables(self.database) | dict(self._settings)

    def put_database(self) -> None:
        """Give it an empty database where it has none."""
        if isinstance(self.database, Path) and not self.database.exists():
            put_empty_database(self.database)

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        self.put_database()
        self._process = WarmProcess("run", environment=self.environment, out=self.log, err=self.log)
        await self.connected()

    async def command(self, *arguments: str) -> Told:
        """What ``python -m bot`` says to ``arguments`` on this bot's database; the bot may run meanwhile."""
        out, err = (self.log.with_suffix(f".command.{name}") for name in ("out", "err"))
        for path in (out, err):
            path.write_bytes(b"")
        asked = WarmProcess(*arguments, environment=self.environment, out=out, err=err)
        try:
            code = await asyncio.wait_for(asked.wait(), 3 * _PATIENCE)
        finally:
            asked.kill()
        told = Told(code, out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in told.err, told.err
        return told

    async def kill(self) -> None:
        """Kill it outright: it can finish nothing."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await self.disconnected()

    async def stop(self) -> int:
        """Ask it to stop as a service manager does; returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = await asyncio.wait_for(self._process.wait(), _PATIENCE)
        await self.disconnected()
        return code

    async def connected(self) -> None:
        """Wait until it is connected."""
        await self._until(online=True)

    async def disconnected(self) -> None:
        """Wait until it is not connected any more."""
        await self._until(online=False)

    async def _until(self, *, online: bool) -> None:
        async with asyncio.timeout(_PATIENCE):
            while self.sandbox.gateway.online is not online:  # there is no event for it
                died = online and self._process is not None and self._process.returncode is not None
                assert not died, self.log.read_text()
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running_bot(
    sandbox: Sandbox, database: Place, *, folder: Path | None = None, allowed_origin: str | None = None
) -> AsyncIterator[BotProcess]:
    """A bot in ``sandbox``, connected; what is left of it is killed afterwards."""
    bot = BotProcess(sandbox, database, folder=folder, allowed_origin=allowed_origin)
    try:
        await bot.start()
        yield bot
    finally:
        await bot.kill()
