"""How long the connections to the platform have been away."""

from __future__ import annotations

import pytest

from bot.upkeep.gateway_state import GatewayState
from tests.clock import SteppedClock


@pytest.fixture
def gateway(clock: SteppedClock) -> GatewayState:
    """Two shards, connected."""
    made = GatewayState(clock)
    made.shard_connected(0)
    made.shard_connected(1)
    made.ready()
    return made


async def test_while_shards_connect_one_after_the_other_none_is_away_long(clock: SteppedClock) -> None:
    made = GatewayState(clock)
    for shard_id in range(3):
        await clock.advance(60.0)
        assert made.seconds_away == 60.0
        made.shard_connected(shard_id)
    assert (made.connected, made.seconds_away, made.is_ready) == (3, 0.0, False)
    made.ready()
    await clock.advance(60.0)
    assert (made.seconds_away, made.is_ready) == (0.0, True)


async def test_a_shard_is_away_from_its_loss_to_the_next_connection(
    clock: SteppedClock, gateway: GatewayState
) -> None:
    gateway.shard_lost(1)
    await clock.advance(50.0)
    gateway.shard_lost(1)
    gateway.shard_lost(0)
    await clock.advance(50.0)
    assert (gateway.connected, gateway.seconds_away) == (0, 100.0), "a failed attempt begins nothing anew"
    gateway.shard_connected(1)
    assert (gateway.connected, gateway.seconds_away) == (1, 50.0)
    gateway.shard_connected(0)
    assert (gateway.connected, gateway.seconds_away) == (2, 0.0)
