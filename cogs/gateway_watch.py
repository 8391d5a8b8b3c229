"""Discord's connections: when one is made, lost, and made again."""

from __future__ import annotations

from discord.ext import commands

from bot.upkeep.gateway_state import GatewayState


class GatewayWatch(commands.Cog):
    """Passes on which shards are connected."""

    def __init__(self, gateway: GatewayState) -> None:
        self._gateway = gateway

    @commands.Cog.listener("on_shard_connect")
    @commands.Cog.listener("on_shard_resumed")
    async def on_connection(self, shard_id: int) -> None:
        """A new session began, or one goes on."""
        self._gateway.shard_connected(shard_id)

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """A connection was lost, or the attempt at a new one failed."""
        self._gateway.shard_lost(shard_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """All shards are connected, and their servers known."""
        self._gateway.ready()
