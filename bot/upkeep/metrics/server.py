"""Serves ``/healthz`` and ``/metrics`` over HTTP, to whoever reaches the address: neither says anything of
servers, members, feeds or addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.jobs.supervisor import stop
from bot.upkeep.health import BotHealth, Reason, ReasonCode
from bot.upkeep.metrics.address import Address
from bot.upkeep.metrics.loop_delay import sample_loop_delay
from bot.upkeep.metrics.prometheus import PrometheusMetrics
from bot.upkeep.metrics.scrape import Scrape
from bot.upkeep.metrics.state_collector import Watched

_log = logging.getLogger(__name__)

MOST_CONNECTIONS = 32
"""Connections at a time; more are closed at once."""
LONGEST_CONNECTION = 15.0
"""Seconds after which a connection is closed whatever its client does; an answer takes milliseconds."""
_SWEEP_SECONDS = 1.0


@contextlib.asynccontextmanager
async def serving(listen_at: Address, metrics: PrometheusMetrics, watched: Watched) -> AsyncIterator[None]:
    """Serve the health and metrics of a bot while the context lasts.

    Raises:
        BadInput: the address is in use, or cannot be used.
    """
    scrape = Scrape(metrics.registry, watched)
    application = web.Application(middlewares=[_one_request_a_connection])
    answers = _Answers(watched.health, scrape)
    application.add_routes([web.get("/healthz", answers.healthz), web.get("/metrics", answers.metrics)])
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    assert runner.server is not None
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(scrape.close)
        listening = await _listen(listen_at, _Limited(runner.server))
        stack.callback(listening.close)
        if not listen_at.is_loopback:
            _log.warning(
                "Health and metrics are served at %s, which other machines may reach: they ask for no "
                "password. TERTULIA_METRICS says where.",
                listen_at,
            )
        tasks = [
            asyncio.create_task(sample_loop_delay(metrics), name="event loop delay"),
            asyncio.create_task(_close_slow(runner.server), name="metrics connections"),
        ]
        stack.push_async_callback(stop, *tasks)
        yield


class _Answers:
    """Answers requests."""

    def __init__(self, health: BotHealth, scrape: Scrape) -> None:
        self._health = health
        self._scrape = scrape

    async def healthz(self, request: web.Request) -> web.Response:
        """Whether the bot is healthy: 200, or 503 with the reasons, in English unless asked for Spanish."""
        reasons = self._health.reasons()
        codes = {one.code for one in reasons}
        status = "unhealthy" if codes - {ReasonCode.STARTING} else "starting" if codes else "healthy"
        asked = request.headers.get("Accept-Language", "").partition(",")[0]
        language = Language.from_tag(asked) or Language.EN
        answer = {"status": status, "reasons": [_told(one, language) for one in reasons]}
        headers = {"Cache-Control": "no-store"}
        return web.json_response(answer, status=503 if reasons else 200, headers=headers)

    async def metrics(self, request: web.Request) -> web.Response:
        """All metrics."""
        headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return web.Response(body=await self._scrape.answer(), headers=headers)


def _told(reason: Reason, language: Language) -> dict[str, object]:
    told: dict[str, object] = {"code": reason.code}
    told |= {"seconds": reason.seconds} if reason.seconds is not None else {}
    told |= {"worker": reason.worker} if reason.worker is not None else {}
    return told | {"detail": Catalog.load().say(reason.detail, language)}


@web.middleware
async def _one_request_a_connection(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        response = web.Response(status=refusal.status, text=f"{refusal.status}: {refusal.reason}\n")
    response.force_close()
    response.headers["Server"] = "Tertulia"
    return response


class _Limited:
    """Makes what handles a connection, or closes it where there are too many."""

    def __init__(self, server: web.Server) -> None:
        self._server = server

    def __call__(self) -> asyncio.BaseProtocol:
        return self._server() if len(self._server.connections) < MOST_CONNECTIONS else _Closing()


class _Closing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def _listen(address: Address, protocols: _Limited) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(protocols, address.host, address.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(
                message(
                    "TERTULIA_METRICS: {address} is in use by another program, perhaps another bot. "
                    "Choose another port.",
                    address=str(address),
                )
            ) from error
        raise BadInput(
            message(
                "TERTULIA_METRICS: nothing can be served at {address}: {detail}",
                address=str(address),
                detail=error.strerror or str(error),
            )
        ) from error


async def _close_slow(server: web.Server) -> None:
    """Close connections that last too long."""
    loop = asyncio.get_running_loop()
    since: dict[web.RequestHandler, float] = {}
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        now = loop.time()
        since = {one: since.get(one, now) for one in server.connections}
        for one, began in since.items():
            if now - began > LONGEST_CONNECTION:
                one.force_close()
