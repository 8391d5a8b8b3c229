"""Serving the REST API: who asks, how often, and every refusal as Discord words it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.errors import DiscordError
from sandbox.parts import Parts
from sandbox.ratelimit import Fault, Faults, RateLimits, TooMany, too_many
from sandbox.rest import routes
from sandbox.rest.call import Call, Route, read

BASE = "/api/v10"


class Api:
    """The API for the bot that holds ``token``."""

    def __init__(self, parts: Parts, token: str, limits: RateLimits, faults: Faults) -> None:
        self._parts = parts
        self._token = token
        self._limits = limits
        self._faults = faults

    def add_to(self, app: web.Application) -> None:
        """Answer every route under ``app``."""
        for route in routes():
            app.router.add_route(route.method, BASE + route.path, self._serve(route))
        app.router.add_route("*", BASE + "/{rest:.*}", self._nowhere)

    async def _nowhere(self, request: web.Request) -> web.StreamResponse:
        return answer(DiscordError(404, 0, "404: Not Found").payload(), 404)

    def _serve(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            headers: dict[str, str] = {}
            try:
                self._admit(route, request)
                if fault := self._faults.next(request.method, request.path.removeprefix(BASE), after=False):
                    return _break(fault, request)
                major = route.major(request.match_info)
                headers = self._limits.take(route.method, route.path, major, counts=not route.open)
                call = await read(request)
                self._take_special(route, call)
                result = route.handler(self._parts, call)
                if fault := self._faults.next(request.method, request.path.removeprefix(BASE), after=True):
                    if not fault.late:
                        return _break(fault, request)
                    await asyncio.sleep(fault.late)
            except DiscordError as refusal:
                return _refuse(refusal, headers)
            return (
                web.Response(status=204, headers=headers) if result is None else answer(result, 200, headers)
            )

        return serve

    def _admit(self, route: Route, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not route.open and not secrets.compare_digest(given.encode(), f"Bot {self._token}".encode()):
            raise DiscordError(401, 0, "401: Unauthorized")

    def _take_special(self, route: Route, call: Call) -> None:
        if route.method != "PATCH":
            return
        if route.path == "/channels/{channel}" and "name" in (call.body or {}):
            channel = self._parts.world.channels.get(call["channel"])
            if channel and channel["name"] != call.body["name"]:
                self._limits.take_rename(call["channel"])
        elif route.path.endswith("/messages/{message}"):
            place = call.params.get("channel") or call.params["webhook"]
            self._limits.take_edit(place, call["message"])


def _refuse(refusal: DiscordError, headers: Mapping[str, str]) -> web.Response:
    told = dict(refusal.headers) if isinstance(refusal, TooMany) else dict(headers)
    if refusal.status == 429:
        told["Via"] = "1.1 sandbox"  # without it discord.py takes a 429 for a ban of its address
    return answer(refusal.payload(), refusal.status, told)


def _break(fault: Fault, request: web.Request) -> web.Response:
    if fault.status == 0 and request.transport:
        request.transport.abort()
    if fault.status == 429:
        return _refuse(too_many(fault.retry_after), {})
    return _refuse(DiscordError(fault.status or 500, fault.code, fault.message), {})


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer, with exactly the content type that discord.py looks for."""
    told = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=told)
