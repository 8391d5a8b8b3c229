"""The endpoint for health and metrics: what it answers, to whom, and what it survives."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.jobs.kinds import Job
from bot.mirroring.mirror_worker import MirrorWorker
from bot.upkeep.gateway_state import GatewayState
from bot.upkeep.health import ReasonCode
from bot.upkeep.metrics import server
from tests.clock import SteppedClock
from tests.discord.simulated import Simulated
from tests.discord.upkeep.watched import scraped, serve
from tests.endpoint import ask, free_port
from tests.refusals import fill_the_disk


class OurFault(Exception):
    """A mistake of the program's."""


async def test_a_bot_that_works_is_healthy(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    answer = await ask(f"{url}/healthz")
    assert (answer.status, answer.json) == (200, {"status": "healthy", "reasons": []})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert not [word for word in ("aiohttp", "Python") if word in answer.headers["Server"]]
    found = await scraped(url)
    assert not any(found["tertulia_unhealthy", code] for code in ReasonCode)


@pytest.mark.stepped
async def test_a_gateway_that_is_away_is_told_in_the_language_asked_for(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    assert isinstance(tertulia.clock, SteppedClock)
    tertulia.client.dispatch("shard_disconnect", 0)
    await tertulia.settle()
    await tertulia.clock.advance(180.0)
    answer = await ask(f"{url}/healthz")
    detail = "There has been no connection to Discord for 3 minutes."
    reason = {"code": "gateway_away", "seconds": 180, "detail": detail}
    assert (answer.status, answer.json) == (503, {"status": "unhealthy", "reasons": [reason]})
    spanish = await ask(f"{url}/healthz", **{"Accept-Language": "es-ES,es;q=0.9"})
    assert spanish.json["reasons"][0]["detail"] == "No hay conexión con Discord desde hace 3 minutos."
    found = await scraped(url)
    assert found["tertulia_unhealthy", "gateway_away"] == 1
    assert (found["tertulia_gateway_shards"], found["tertulia_gateway_connected_shards"]) == (1, 0)
    tertulia.client.dispatch("shard_resumed", 0)
    await tertulia.settle()
    assert (await ask(f"{url}/healthz")).status == 200


async def test_before_its_servers_are_known_the_bot_is_starting(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    tertulia.services[GatewayState].is_ready = False
    answer = await ask(f"{url}/healthz")
    assert (answer.status, answer.json["status"]) == (503, "starting")


async def test_a_worker_that_faults_and_a_full_disk_are_reasons(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await serve(tertulia)

    async def broken(worker: MirrorWorker, key: int) -> None:
        raise OurFault

    monkeypatch.setattr(MirrorWorker, "work", broken)
    await fill_the_disk(tertulia.database)
    tertulia.client.services[MirrorWorker].schedule(1)
    await tertulia.until(lambda: tertulia.health(Job.MIRROR).faulting)
    answer = await ask(f"{url}/healthz")
    assert answer.status == 503
    worker, database = answer.json["reasons"]
    assert (worker["code"], worker["worker"]) == ("worker_faulting", "mirror")
    assert database["code"] == "database_refused"
    assert "disk is full" in database["detail"]
    found = await scraped(url)
    assert found["tertulia_worker_faults_total", "mirror"] >= 1
    assert found["tertulia_unhealthy", "database_refused"] == 1


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_it_is_only_read(tertulia: Simulated, path: str) -> None:
    url = await serve(tertulia)
    head = await ask(f"{url}{path}", "HEAD")
    assert (head.status, head.text) == (200, "")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (await ask(f"{url}{path}", method)).status == 405
    for other in ("/", "/metrics/x", "/etc/passwd", "/../healthz2", f"{path}%00"):
        assert (await ask(f"{url}{other}")).status == 404


async def test_without_the_setting_nothing_is_served(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    await tertulia.restart(TERTULIA_METRICS=None)
    with pytest.raises(aiohttp.ClientError):
        await ask(f"{url}/healthz")


async def test_an_address_in_use_ends_the_start_with_a_sentence(tertulia: Simulated) -> None:
    port = free_port()
    await tertulia.stop()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(BadInput) as caught:
            await tertulia.started(TERTULIA_METRICS=f"127.0.0.1:{port}")
    assert Catalog.load().say(caught.value.message, Language.ES) == (
        f"TERTULIA_METRICS: otro programa, quizá otro bot, ya usa 127.0.0.1:{port}. Elige otro puerto."
    )
    with pytest.raises(BadInput, match=r"^TERTULIA_METRICS: nothing can be served at 192\.0\.2\.1:9464: "):
        await tertulia.started(TERTULIA_METRICS="192.0.2.1:9464")
    await tertulia.started(TERTULIA_METRICS=f"127.0.0.1:{port}")
    assert (await ask(f"http://127.0.0.1:{port}/healthz")).status == 200


@pytest.mark.parametrize(("host", "is_open"), [("[::1]", False), ("localhost", False), ("0.0.0.0", True)])
async def test_where_other_machines_reach_it_the_log_warns(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture, host: str, is_open: bool
) -> None:
    port = free_port("::1" if host == "[::1]" else "127.0.0.1")
    await tertulia.restart(TERTULIA_METRICS=f"{host}:{port}")
    asked = "127.0.0.1" if is_open else host
    assert (await ask(f"http://{asked}:{port}/healthz")).status == 200
    assert ("other machines may reach" in caplog.text) is is_open


@pytest.fixture
async def many(tertulia: Simulated) -> AsyncIterator[tuple[str, list[asyncio.StreamWriter]]]:
    """The endpoint, and more connections to it than it takes, whose clients say half a request and wait."""
    url = await serve(tertulia)
    port = int(url.rpartition(":")[2])
    writers = list[asyncio.StreamWriter]()
    for _ in range(server.MOST_CONNECTIONS + 20):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost:")
        writers.append(writer)
    yield url, writers
    for writer in writers:
        writer.close()


async def test_connections_that_only_wait_are_few_and_do_not_last(
    many: tuple[str, list[asyncio.StreamWriter]], monkeypatch: pytest.MonkeyPatch, tertulia: Simulated
) -> None:
    url, _ = many
    with pytest.raises(aiohttp.ClientError):
        await ask(f"{url}/healthz")
    assert (await tertulia.run(tertulia.emma, "/help")).text, "the bot goes on"
    monkeypatch.setattr(server, "LONGEST_CONNECTION", 0.0)

    async def answers() -> bool:
        try:
            return (await ask(f"{url}/healthz")).status == 200
        except aiohttp.ClientError:
            return False

    await tertulia.until(answers)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\n" + b"A: b\r\n" * 10_000 + b"\r\n",
        b"\x16\x03\x01\x02\x00" * 100,
        b"POST /metrics HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1_000_000,
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nAccept-Language: " + b"\xff" * 5_000 + b"\r\n\r\n",
    ],
    ids=["a long path", "many headers", "not HTTP", "a large body", "odd bytes"],
)
async def test_what_is_no_fair_request_harms_nothing(tertulia: Simulated, sent: bytes) -> None:
    url = await serve(tertulia)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(sent)
    try:
        answer = await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        answer = b""
    assert answer[:12] in {b"", b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 405", b"HTTP/1.1 200"}
    writer.close()
    assert (await ask(f"{url}/healthz")).status == 200
