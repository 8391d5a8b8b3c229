"""One client of the gateway: what it hears, and the WebSocket that carries it.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections import deque
from collections.abc import Mapping

from aiohttp import web

from sandbox import membership, telling
from sandbox.permissions import Permission, hears, in_server
from sandbox.world import JSON, Event, World

DISPATCH = 0
_REMEMBERED = 5000
"""Events kept for a client that comes back."""

FAREWELL = 1.0
"""Seconds that a client has to take what was sent before its connection closes."""

GUILDS, MEMBERS, MODERATION, WEBHOOKS, PRESENCES = 1 << 0, 1 << 1, 1 << 2, 1 << 5, 1 << 8
MESSAGES, REACTIONS, TYPING, MESSAGE_CONTENT = 1 << 9, 1 << 10, 1 << 11, 1 << 15
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
"""Intents: https://discord.com/developers/docs/events/gateway#list-of-intents"""
_BY_PREFIX: Mapping[str, int] = {
    "GUILD_MEMBER": MEMBERS,
    "GUILD_AUDIT_LOG": MODERATION,
    "GUILD_BAN": MODERATION,
    "GUILD": GUILDS,
    "CHANNEL": GUILDS,
    "THREAD": GUILDS,
    "MESSAGE_REACTION": REACTIONS,
    "MESSAGE": MESSAGES,
    "TYPING": TYPING,
    "WEBHOOKS": WEBHOOKS,
}
_IN_DIRECT_MESSAGES: Mapping[str, int] = {
    "MESSAGE_REACTION": DIRECT_REACTIONS,
    "MESSAGE": DIRECT_MESSAGES,
    "TYPING": DIRECT_TYPING,
}
_FOR_THOSE_WITH: Mapping[str, Permission] = {
    "GUILD_AUDIT_LOG_ENTRY_CREATE": Permission.VIEW_AUDIT_LOG,
    "GUILD_BAN_ADD": Permission.VIEW_AUDIT_LOG | Permission.BAN_MEMBERS,
    "GUILD_BAN_REMOVE": Permission.VIEW_AUDIT_LOG | Permission.BAN_MEMBERS,
}
"""Events that only reach who holds one of these permissions."""


class Session:
    """One bot process as the gateway knows it; it outlives its connection, so that it can be resumed."""

    def __init__(self, world: World, intents: int, shard: list[int]) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.connection: Connection | None = None
        self._world = world
        self._intents = intents
        self._sequence = 0
        self._sent: deque[JSON] = deque(maxlen=_REMEMBERED)

    def dispatch(self, name: str, data: JSON) -> None:
        """Send an event, and remember it."""
        self._sequence += 1
        packet = {"op": DISPATCH, "t": name, "s": self._sequence, "d": data}
        self._sent.append(packet)
        if self.connection:
            self.connection.send(packet)

    def replay(self, after: int) -> bool:
        """Send again what came after that sequence; False if it is no longer known."""
        if not 0 <= after <= self._sequence or (self._sent and after < self._sent[0]["s"] - 1):
            return False
        for packet in list(self._sent):
            if packet["s"] > after and self.connection:
                self.connection.send(packet)
        return True

    def hear(self, event: Event) -> None:
        """Send ``event`` if it is for the bot and it asked for such."""
        world, name = self._world, event.name
        if event.to == "people" or not self._wants(event) or not hears(world, world.bot.id, event):
            return
        held = in_server(world, world.members[world.bot.id])
        if name in _FOR_THOSE_WITH and not held & _FOR_THOSE_WITH[name]:
            return
        data = event.data
        blank = not self._intents & MESSAGE_CONTENT
        if blank and name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and "guild_id" in data:
            data = telling.without_content(data, world.bot.id)
        self.dispatch(name, data)

    def _wants(self, event: Event) -> bool:
        if event.name == "INTERACTION_CREATE":
            return True
        if "guild_id" not in event.data and event.name.startswith(tuple(_IN_DIRECT_MESSAGES)):
            return bool(self._intents & _first(_IN_DIRECT_MESSAGES, event.name))  # or an ephemeral answer
        if event.name == "GUILD_MEMBER_UPDATE" and event.data["user"]["id"] == self._world.bot.id:
            return True
        return bool(self._intents & _first(_BY_PREFIX, event.name))

    def guild(self) -> JSON:
        """The server as GUILD_CREATE tells it."""
        world = self._world
        every = self._intents & MEMBERS
        members = [one for one in world.members.values() if every or one.user.id == world.bot.id]
        return world.guild_object() | {
            "channels": [one for one in world.channels.values() if not world.is_thread(one)],
            "threads": membership.active(world, world.bot.id),
            "members": [one.payload() for one in members],
            "member_count": len(world.members),
            "joined_at": world.members[world.bot.id].joined_at,
            "large": False,
            "unavailable": False,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _first(bits: Mapping[str, int], name: str) -> int:
    return next((bit for prefix, bit in bits.items() if name.startswith(prefix)), 0)


class Connection:
    """One WebSocket; packets leave it in order, compressed if the client asked for that."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self._socket = socket
        self._deflate = zlib.compressobj() if compress else None
        self._packets: asyncio.Queue[JSON | None] = asyncio.Queue()
        self._pump = asyncio.create_task(self._send_all())

    def send(self, packet: JSON) -> None:
        """Send in turn."""
        self._packets.put_nowait(packet)

    async def _send_all(self) -> None:
        while (packet := await self._packets.get()) is not None:
            text = json.dumps(packet)
            try:
                if self._deflate:
                    data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(data)
                else:
                    await self._socket.send_str(text)
            except ConnectionError:
                return

    async def close(self, code: int, reason: str = "") -> None:
        """Send what is waiting, if the client still listens, then close."""
        self._packets.put_nowait(None)
        await asyncio.wait([self._pump], timeout=FAREWELL)
        self._pump.cancel()
        await self._socket.close(code=code, message=reason.encode())
