"""What the page asks and does, and what it hears, for the member that it shows."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from sandbox import members
from sandbox.acts import Acts
from sandbox.api import answer
from sandbox.errors import DiscordError, invalid, unknown
from sandbox.files import Upload
from sandbox.gateway import Gateway
from sandbox.page_acts import do
from sandbox.parts import Parts
from sandbox.permissions import abilities, hears
from sandbox.translation.scene import TranslationScene
from sandbox.world import JSON, Event, User

_PAGE = Path(__file__).with_name("page")
_NOT_ASKED_FOR = (
    "Open the page with the URL that was printed when the sandbox started: its token is missing or wrong.\n"
)


class _Given(dict[str, Any]):
    """What the page sent; a field that is not there is its fault."""

    def __missing__(self, key: str) -> Any:
        raise invalid(key, "BASE_TYPE_REQUIRED", "This field is required")


class PageApi:
    """The page's side of the server; all of it needs ``token`` but the static files."""

    def __init__(
        self,
        parts: Parts,
        gateway: Gateway,
        token: str,
        site: str | None = None,
        translation: TranslationScene | None = None,
    ) -> None:
        self._parts = parts
        self._world = parts.world
        self._gateway = gateway
        self._token = token
        self._translation = translation
        self._site = site
        pictures = f"img-src 'self' data: {site}" if site else "img-src 'self' data:"
        self._policy = (
            f"default-src 'self'; {pictures}; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        self._sockets: set[web.WebSocketResponse] = set()

    def add_to(self, app: web.Application) -> None:
        """Serve the page under ``app``."""
        router = app.router
        router.add_get("/", self._shell)
        router.add_get("/page/static/{file}", self._static)
        router.add_get("/page/state", self._guard(self._state))
        router.add_get("/page/messages", self._guard(self._messages))
        router.add_post("/page/act", self._guard(self._act))
        router.add_post("/page/upload", self._guard(self._upload))
        router.add_get("/page/events", self._guard(self._events))

    def _knows(self, request: web.Request) -> bool:
        given = request.headers.get("X-Sandbox-Token") or request.query.get("token", "")
        return secrets.compare_digest(given.encode(), self._token.encode())

    def _guard(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._knows(request):
                return answer({"code": 0, "message": "401: Unauthorized"}, 401)
            try:
                return await handler(request)
            except DiscordError as refusal:
                return answer(refusal.payload(), refusal.status)

        return guarded

    async def _shell(self, request: web.Request) -> web.StreamResponse:
        if not self._knows(request):
            return web.Response(status=403, text=_NOT_ASKED_FOR)
        headers = {
            "Content-Security-Policy": self._policy,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return web.Response(
            text=(_PAGE / "index.html").read_text("utf-8"), content_type="text/html", headers=headers
        )

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = _PAGE / request.match_info["file"]
        if path.parent != _PAGE or not path.is_file():
            return web.Response(status=404, text="Not found\n")
        return web.FileResponse(
            path, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        )

    def _acts(self, member_id: str | None) -> Acts:
        user = self._world.users.get(str(member_id))
        if user is None or user.bot:
            raise unknown("Member")
        return Acts(self._parts, user)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        world = self._world
        offered = [one for one in world.users.values() if one.description]
        acts = self._acts(request.query.get("member") or offered[0].id)
        seen, me = acts.channels(), world.members.get(acts.id)
        bot = {**world.bot.payload(), "name": world.bot.name, "online": self._gateway.online}
        return answer(
            {
                "members": [self._person(one, acts.id) for one in offered],
                "me": acts.id,
                "guild": {key: world.guild[key] for key in ("id", "name", "icon")},
                "channels": [one for one in seen if not world.is_thread(one)],
                "threads": [one for one in seen if world.is_thread(one)],
                "direct": acts.direct(),
                "takes_messages": acts.user.takes_messages,
                "roles": list(world.roles.values()),
                "bot": bot,
                "commands": self._parts.commands.shown_to(me) if me else [],
                "site": self._site,
                "translation": self._translation.payload() if self._translation else None,
            }
        )

    def _person(self, user: User, viewer: str) -> JSON:
        world, member = self._world, self._world.members.get(user.id)
        return {
            **user.payload(),
            "name": member.nick if member and member.nick else user.name,
            "locale": user.locale,
            "roles": member.roles if member else [],
            "description": user.description,
            "standing": members.standing(world, user.id),
            "may": members.powers(world, viewer, user.id),
        }

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        limit = int(query.get("limit", "50")) if query.get("limit", "50").isdigit() else 50
        acts = self._acts(query.get("member"))
        return answer(
            acts.read(query.get("channel", ""), before=query.get("before"), limit=min(max(limit, 1), 100))
        )

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        acts = self._acts(request.query.get("member"))
        kind = request.headers.get("Content-Type", "application/octet-stream")
        upload = Upload(request.query.get("filename", "unknown"), kind, await request.read())
        return answer(acts.upload(upload))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except ValueError:
            raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None
        if not isinstance(body, dict):
            raise DiscordError(400, 50109, "The request body contains invalid JSON.")
        given = _Given(body)
        acts = self._acts(given.get("member"))
        if given.get("do") == "translation_fault":
            return answer(self._set_translation_fault(given["fault"]))
        if given.get("do") != "autocomplete":
            return answer(do(acts, given))
        options = given.get("options") or []
        asked = acts.autocomplete(given["channel"], given["path"], options, given["focused"])
        return answer({"choices": await asked.choices if asked.choices else []})

    def _set_translation_fault(self, name: str) -> JSON:
        try:
            if self._translation is None:
                raise ValueError(name)
            self._translation.set_fault(name)
        except ValueError:
            raise invalid("fault", "BASE_TYPE_CHOICES", f"Value must be one of {{{name}}}.") from None
        return {}

    async def _events(self, request: web.Request) -> web.StreamResponse:
        acts = self._acts(request.query.get("member"))
        socket = web.WebSocketResponse(heartbeat=20, timeout=1)
        await socket.prepare(request)
        waiting: asyncio.Queue[JSON] = asyncio.Queue()

        def hear(event: Event) -> None:
            if event.to != "bot" and hears(self._world, acts.id, event):
                waiting.put_nowait({"t": event.name, "d": self._told(event, acts)})

        self._world.listeners.append(hear)
        self._sockets.add(socket)
        pump = asyncio.create_task(_pump(socket, waiting))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._world.listeners.remove(hear)
            self._sockets.discard(socket)
            pump.cancel()
        return socket

    def _told(self, event: Event, acts: Acts) -> JSON:
        channel = self._world.channels.get(event.data.get("id", ""))
        if channel and event.name in ("THREAD_CREATE", "THREAD_UPDATE", "CHANNEL_CREATE", "CHANNEL_UPDATE"):
            return {**event.data, "can": abilities(self._world, acts.id, channel)}
        return event.data

    async def close(self) -> None:
        """Let every page go."""
        for socket in list(self._sockets):
            await socket.close(code=1001, message=b"The sandbox has ended")


async def _pump(socket: web.WebSocketResponse, waiting: asyncio.Queue[JSON]) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_str(json.dumps(await waiting.get()))
