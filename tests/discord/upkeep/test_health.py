"""Whether a running bot says that it works, and why not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from bot.database.engine import Database
from bot.discussion.door import Door
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.jobs.kinds import Job
from bot.mirroring.mirror_worker import MirrorWorker
from bot.upkeep.gateway_state import GatewayState
from bot.upkeep.health import BotHealth, ReasonCode
from tests.clock import SteppedClock
from tests.discord.discussed import discuss, say
from tests.discord.simulated import Simulated
from tests.refusals import fill_the_disk


class OurFault(Exception):
    """A mistake of the program's."""


def reasons(tertulia: Simulated) -> list[tuple[str, Any]]:
    """The codes of the reasons, with what they are about."""
    return [(one.code, one.worker or one.seconds) for one in tertulia.services[BotHealth].reasons()]


async def is_healthy(tertulia: Simulated) -> bool:
    return not reasons(tertulia)


@pytest.mark.stepped
async def test_the_gateway_may_be_away_for_two_minutes(tertulia: Simulated) -> None:
    assert isinstance(tertulia.clock, SteppedClock)
    assert reasons(tertulia) == []
    tertulia.client.dispatch("shard_disconnect", 0)
    await tertulia.settle()
    await tertulia.clock.advance(119.0)
    assert reasons(tertulia) == []
    await tertulia.clock.advance(2.0)
    assert reasons(tertulia) == [(ReasonCode.GATEWAY_AWAY, 121)]
    tertulia.client.dispatch("shard_resumed", 0)
    await tertulia.settle()
    assert reasons(tertulia) == []


@pytest.mark.pace(60)
async def test_work_that_faults_is_named_until_it_works(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = list[int]()

    async def broken(worker: MirrorWorker, key: int) -> None:
        attempts.append(key)
        raise OurFault if len(attempts) < 3 else PlatformFailed(message("Discord is down."))

    monkeypatch.setattr(MirrorWorker, "work", broken)
    tertulia.client.services[MirrorWorker].schedule(1)
    await tertulia.until(lambda: attempts)
    assert reasons(tertulia) == [(ReasonCode.WORKER_FAULTING, "mirror")]
    await tertulia.until(lambda: is_healthy(tertulia))
    health = tertulia.health(Job.MIRROR)
    assert (health.faults, health.faulting) == (2, 0), "what Discord refuses is no fault of the program"
    assert health.retries == len(attempts) - 1


async def test_what_stores_comments_is_a_worker_too(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)

    def broken(*given: Any) -> None:
        raise OurFault

    with monkeypatch.context() as patched:
        patched.setattr(Door, "accept", broken)
        await tertulia.emma.send(discussed.thread, "One that cannot be stored.")
        await tertulia.until(lambda: reasons(tertulia))
        assert reasons(tertulia) == [(ReasonCode.WORKER_FAULTING, "gatherer")]
    await say(tertulia, tertulia.emma, discussed, "Another.")
    await tertulia.until(lambda: is_healthy(tertulia))


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.05)


@pytest.mark.usefixtures("_impatient")
async def test_a_database_that_refuses_is_told_of_until_it_takes_something(tertulia: Simulated) -> None:
    await fill_the_disk(tertulia.database)
    [reason] = tertulia.services[BotHealth].reasons()
    assert reason.code is ReasonCode.DATABASE_REFUSED
    assert "disk is full" in str(reason.detail)
    await asyncio.sleep(0.2)
    assert reasons(tertulia), "it is tried again, and nothing has changed"
    await tertulia.database.read(lambda connection: connection.execute(text("SELECT 1")).all())
    assert reasons(tertulia), "that it can be read changes nothing"


async def test_an_erasure_that_waits_for_its_list_is_a_reason(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = message("Nothing can be erased at the moment.")
    monkeypatch.setattr(Database, "ledger_refusal", waits)
    [reason] = tertulia.services[BotHealth].reasons()
    assert (reason.code, reason.detail) == (ReasonCode.ERASURE_LIST_UNREACHABLE, waits)


@pytest.mark.stepped
async def test_a_bot_starts_until_its_servers_are_known(tertulia: Simulated) -> None:
    tertulia.services[GatewayState].is_ready = False
    assert reasons(tertulia) == [(ReasonCode.STARTING, None)]
    await tertulia.clock.advance(121.0)
    assert reasons(tertulia) == [(ReasonCode.GATEWAY_AWAY, 121)]
    tertulia.client.dispatch("ready")
    await tertulia.settle()
    assert reasons(tertulia) == []
