"""What the bot tells a service manager: systemd's sd_notify."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.database.engine import Connection, Database
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.jobs.clock import SystemClock
from bot.upkeep.gateway_state import GatewayState
from bot.upkeep.health import BotHealth
from bot.upkeep.service_manager import ServiceManager, reporting
from tests.discord.simulated import Simulated
from tests.service_manager import Listening

PATIENCE = 30.0
DEADLINE = 0.4
"""Seconds in which the service manager wants to hear of the bot."""


@asynccontextmanager
async def told(tertulia: Simulated, listening: Listening) -> AsyncIterator[None]:
    """The bot reports to ``listening`` while the context lasts."""
    manager = ServiceManager(listening.address, DEADLINE)
    services = tertulia.client.services
    async with (
        asyncio.timeout(PATIENCE),
        reporting(manager, services[BotHealth], services[Database], SystemClock()),
    ):
        yield


async def until_heard_again(listening: Listening) -> None:
    """Wait until it is told that the bot lives."""
    listening.forget()
    await listening.hear_of("WATCHDOG")


async def is_silent(listening: Listening) -> bool:
    """Whether it is told nothing within two deadlines."""
    listening.forget()
    try:
        async with asyncio.timeout(2 * DEADLINE):
            await listening.hear()
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("abstract", [False, True], ids=["file", "abstract name"])
async def test_it_is_ready_then_alive_then_stopping(
    tertulia: Simulated, tmp_path: Path, *, abstract: bool
) -> None:
    with Listening.at(tmp_path, abstract=abstract) as listening:
        async with told(tertulia, listening):
            assert await listening.hear() == {"READY": "1", "STATUS": "Connected to Discord."}
            for _ in range(3):
                assert await listening.hear() == {"WATCHDOG": "1", "STATUS": "Connected to Discord."}
        assert (await listening.hear_of("STOPPING"))["STATUS"] == "Stopping."


async def test_before_it_is_connected_it_asks_for_patience(tertulia: Simulated, tmp_path: Path) -> None:
    gateway = tertulia.client.services[GatewayState]
    gateway.is_ready = False
    with Listening.at(tmp_path) as listening:
        async with told(tertulia, listening):
            assert await listening.hear() == {
                "EXTEND_TIMEOUT_USEC": "60000000",
                "STATUS": "The bot is starting and not yet connected to Discord.",
            }
            gateway.ready()
            assert (await listening.hear())["READY"] == "1"


async def test_it_says_why_it_does_not_work_and_lives_on(
    tertulia: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connection: Connection) -> None:
        raise StorageFailed(message("The bot's disk is full: nothing can be saved until there is room."))

    with Listening.at(tmp_path) as listening:
        async with told(tertulia, listening):
            await listening.hear_of("READY")
            monkeypatch.setattr("bot.upkeep.service_manager.change_nothing", refuse)
            await until_heard_again(listening)
            monkeypatch.setattr(Database, "refusal", message("The disk\nis full."))
            await listening.hear_of("WATCHDOG")  # it may have been on its way
            assert (await listening.hear_of("WATCHDOG"))["STATUS"] == "The disk is full."


async def test_it_is_silent_while_the_writer_hangs(tertulia: Simulated, tmp_path: Path) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hang(connection: Connection) -> None:
        begun.set()
        may_end.wait(PATIENCE)

    with Listening.at(tmp_path) as listening:
        async with told(tertulia, listening):
            await listening.hear_of("READY")
            await until_heard_again(listening)
            hanging = asyncio.create_task(tertulia.client.services[Database].write(hang))
            await asyncio.to_thread(begun.wait, PATIENCE)
            await asyncio.sleep(DEADLINE)  # what was answered before may be on its way
            assert await is_silent(listening)
            may_end.set()
            await hanging
            await until_heard_again(listening)


async def test_one_that_hears_nothing_is_no_reason_to_end(
    tertulia: Simulated, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Listening.at(tmp_path) as listening:
        address = f"{listening.address}-elsewhere"
    with caplog.at_level(logging.WARNING):
        ServiceManager(address).tell(READY="1")
    assert "The service manager could not be told READY" in caplog.text


def test_it_is_found_in_the_environment_and_taken_out_of_it() -> None:
    watched = {
        "NOTIFY_SOCKET": "/run/notify",
        "WATCHDOG_USEC": "60000000",
        "WATCHDOG_PID": str(os.getpid()),
    }
    given = {**watched, "LANG": "C"}
    manager = ServiceManager.of(given)
    assert manager is not None
    assert manager.deadline == 60.0
    assert given == {"LANG": "C"}
    for_another = ServiceManager.of({**watched, "WATCHDOG_PID": "1"})
    assert for_another is not None
    assert for_another.deadline is None
    assert ServiceManager.of({}) is None
    assert ServiceManager.of({"NOTIFY_SOCKET": "vsock:2:1234"}) is None
