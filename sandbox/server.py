"""The sandbox as a whole: a Discord of one server on this machine."""

from __future__ import annotations

import asyncio
import errno
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from sandbox.actor import Actor
from sandbox.api import BASE, Api, answer
from sandbox.clock import Clock
from sandbox.errors import DiscordError, too_large
from sandbox.files import MOST_BYTES, picture
from sandbox.gateway import Gateway
from sandbox.page_api import PageApi
from sandbox.parts import Parts
from sandbox.ratelimit import Faults, RateLimits
from sandbox.record import Record
from sandbox.seed import seed
from sandbox.translation.scene import TranslationScene
from sandbox.world import World

HOST = "127.0.0.1"
_MOST_BODY = 30 * 1024 * 1024
_BOT_PICTURE = Path(__file__).with_name("page") / "bot.svg"
_SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")


class PortBusy(OSError):
    """Another program listens on the port."""


class Sandbox:
    """A running sandbox; :meth:`start` makes one.

    ``api`` and ``bot_token`` are what the bot needs, ``page_url`` is for people. ``world`` is all there is,
    ``faults`` are what should go wrong, ``clock`` can be set forward, ``limits`` count what was asked.
    """

    def __init__(
        self,
        *,
        message_content: bool,
        server_members: bool,
        rate_limits: bool,
        patience: float,
        site: str | None,
        translation: TranslationScene | None,
    ) -> None:
        self.clock = Clock()
        self.world = World(self.clock, message_content=message_content, server_members=server_members)
        self.parts = Parts.of(self.world, patience)
        self.faults = Faults()
        self.bot_token = secrets.token_urlsafe(32)
        self.page_token = secrets.token_urlsafe(32)
        self.gateway = Gateway(self.world, self.bot_token)
        self.limits = RateLimits(self.clock, enforced=rate_limits)
        self._page = PageApi(self.parts, self.gateway, self.page_token, site, translation)
        self._actors: dict[str, Actor] = {}

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        port: int = 0,
        record: Path | None = None,
        *,
        message_content: bool = True,
        server_members: bool = False,
        rate_limits: bool = True,
        patience: float = 3.0,
        site: str | None = None,
        translation: TranslationScene | None = None,
    ) -> AsyncIterator[Sandbox]:
        """A sandbox with its first people and channels on 127.0.0.1, until the context ends.

        Args:
            port: where to listen; 0 takes a free one.
            record: a file to write everything that happens into, as JSON lines.
            message_content: whether the application is granted that intent.
            server_members: whether the application is granted that one.
            rate_limits: whether Discord's pace is kept.
            patience: seconds the bot has for its first answer to an interaction.
            site: the origin of the news site: the page shows its pictures, and leads to its desk.
            translation: what the page shows of translation.

        Raises:
            PortBusy: another program listens there.
            OSError: the record cannot be written.
        """
        sandbox = cls(
            message_content=message_content,
            server_members=server_members,
            rate_limits=rate_limits,
            patience=patience,
            site=site,
            translation=translation,
        )
        runner = web.AppRunner(sandbox._app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await sandbox._listen(runner, port)
            seed(sandbox.world)
            written = Record(sandbox.world, record) if record else None
            try:
                yield sandbox
            finally:
                await sandbox._close()
                if written:
                    written.close()
        finally:
            await runner.cleanup()

    async def _close(self) -> None:
        self.parts.interactions.stop()
        await self.gateway.close()
        await self._page.close()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=_MOST_BODY, middlewares=[self._check_host])
        Api(self.parts, self.bot_token, self.limits, self.faults).add_to(app)
        self._page.add_to(app)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/attachments/{channel}/{file}/{name}", self._attachment)
        app.router.add_get("/avatars/{user}/{name}", self._picture)
        app.router.add_get("/embed/avatars/{name}", self._picture)
        return app

    async def _listen(self, runner: web.AppRunner, port: int) -> None:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortBusy(error.errno, f"Port {port} is in use by another program.") from error
        self.world.origin = f"http://{HOST}:{runner.addresses[0][1]}"

    @property
    def origin(self) -> str:
        """Where everything is, without a slash at its end."""
        return self.world.origin

    @property
    def api(self) -> str:
        """The API's address, for the bot."""
        return self.origin + BASE

    @property
    def page_url(self) -> str:
        """The page's address, with the token that opens it."""
        return f"{self.origin}/?token={self.page_token}"

    @web.middleware
    async def _check_host(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer only to this machine's names: a foreign page may have a name of its own resolve to it."""
        port = self.origin.rpartition(":")[2]
        if request.host not in (f"{HOST}:{port}", f"localhost:{port}"):
            return web.Response(status=421, text="This host is not served here.\n")
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return answer(too_large().payload(), 413)

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        try:
            file = self.parts.files.get(request.match_info["file"])
        except DiscordError:
            return web.Response(status=404, text="This content is no longer available.\n")
        kind = str(file.attachment["content_type"])
        await asyncio.sleep(self.parts.files.seconds * len(file.data) / MOST_BYTES)
        headers = {
            "Content-Type": kind,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        if kind not in _SHOWN_INLINE:
            headers["Content-Disposition"] = f'attachment; filename="{file.attachment["filename"]}"'
        return web.Response(body=file.data, headers=headers)

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "public, max-age=3600"}
        if request.match_info.get("user") == self.world.bot.id:
            return web.FileResponse(_BOT_PICTURE, headers=headers)
        seed_text = request.match_info["name"].partition(".")[0]
        return web.Response(body=picture(seed_text), content_type="image/png", headers=headers)

    def member(self, name: str) -> Actor:
        """The person with this name, to act as; what they hear is kept from the first call on.

        Raises:
            DiscordError: there is nobody of that name.
        """
        user = self.world.user_named(name)
        if user.id not in self._actors:
            self._actors[user.id] = Actor(self.parts, user)
        return self._actors[user.id]

    async def drop_gateway(self, *, resume: bool = True) -> None:
        """Break the bot's connection; with ``resume`` it can come back to its session and miss nothing."""
        await self.gateway.drop(resume=resume)

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """The server is unavailable: nothing that happens in it meanwhile is told to the bot."""
        self.gateway.take_guild_away()
        try:
            yield
        finally:
            self.gateway.give_guild_back()
