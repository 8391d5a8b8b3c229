"""The gateway: the WebSocket over which the bot hears of what happens.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.rest.applications import application, gateway_url, myself
from sandbox.session import FAREWELL, GUILDS, MEMBERS, MESSAGE_CONTENT, PRESENCES, Connection, Session
from sandbox.world import JSON, Event, World

_HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _REQUEST_MEMBERS = 1, 2, 6, 7, 8
_INVALID_SESSION, _HELLO, _ACKNOWLEDGED = 9, 10, 11
_HEARTBEAT_EVERY = 41250
_ROUND_TRIP = 0.05
"""Seconds until a heartbeat is acknowledged. A client that notes the time only once its heartbeat is sent, as
discord.py does in a thread of its own, would take an answer at once for one to the heartbeat before.
"""
"""Milliseconds."""
_WRONG_TOKEN, _DISALLOWED_INTENTS, _NOT_AUTHENTICATED, _NOT_DECODED, _GO_ON = 4004, 4014, 4003, 4002, 4000
_LARGEST_PACKET = 4096
"""Bytes; https://discord.com/developers/docs/events/gateway#sending-events"""


class Gateway:
    """All sessions of the bot that holds ``token``."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._sessions: dict[str, Session] = {}
        self._available = True
        world.listeners.append(self._hear)

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""
        return any(one.connection for one in self._sessions.values())

    def _hear(self, event: Event) -> None:
        if self._available:
            for session in self._sessions.values():
                session.hear(event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk to one client until it leaves."""
        socket = web.WebSocketResponse(timeout=FAREWELL, max_msg_size=_LARGEST_PACKET)
        await socket.prepare(request)
        connection = Connection(socket, compress=request.query.get("compress") == "zlib-stream")
        connection.send({"op": _HELLO, "d": {"heartbeat_interval": _HEARTBEAT_EVERY}, "s": None, "t": None})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                packet = _packet(message.data)
                if packet is None:
                    await connection.close(_NOT_DECODED, "Error while decoding payload.")
                elif packet["op"] == _HEARTBEAT:
                    asyncio.get_running_loop().call_later(_ROUND_TRIP, connection.send, {"op": _ACKNOWLEDGED})
                elif packet["op"] in (_IDENTIFY, _RESUME):
                    session = await self._enter(connection, packet)
                elif session is None:
                    await connection.close(_NOT_AUTHENTICATED, "Not authenticated.")
                elif packet["op"] == _REQUEST_MEMBERS:
                    self._send_members(session, packet["d"])
        finally:
            if session and session.connection is connection:
                session.connection = None
                self._tell_online()
            await connection.close(_GO_ON)
        return socket

    async def _enter(self, connection: Connection, packet: Mapping[str, Any]) -> Session | None:
        data = packet["d"]
        if not secrets.compare_digest(
            str(data.get("token")).removeprefix("Bot ").encode(), self._token.encode()
        ):
            await connection.close(_WRONG_TOKEN, "Authentication failed.")
            return None
        if packet["op"] == _RESUME:
            return self._resume(connection, data)
        intents = int(data.get("intents") or 0)
        refused = PRESENCES
        refused |= 0 if self._world.message_content else MESSAGE_CONTENT
        refused |= 0 if self._world.server_members else MEMBERS
        if intents & refused:
            await connection.close(_DISALLOWED_INTENTS, "Disallowed intent(s).")
            return None
        return self._identify(connection, intents, list(data.get("shard") or [0, 1]))

    def _identify(self, connection: Connection, intents: int, shard: list[int]) -> Session:
        world = self._world
        self._sessions = {
            key: one for key, one in self._sessions.items() if one.connection or one.shard != shard
        }
        session = Session(world, intents, shard)
        session.connection = connection
        self._sessions[session.id] = session
        ready: JSON = {
            "v": 10,
            "user": myself(world),
            "guilds": [{"id": world.guild_id, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": gateway_url(world),
            "shard": shard,
            "application": {"id": world.application_id, "flags": application(world)["flags"]},
            "private_channels": [],
        }
        session.dispatch("READY", ready)
        if intents & GUILDS and self._available:
            session.dispatch("GUILD_CREATE", json.loads(json.dumps(session.guild())))
        self._tell_online()
        return session

    def _resume(self, connection: Connection, data: Mapping[str, Any]) -> Session | None:
        session = self._sessions.get(str(data.get("session_id")))
        if session is None:
            connection.send({"op": _INVALID_SESSION, "d": False})
            return None
        session.connection = connection
        if not session.replay(int(data.get("seq") or 0)):
            session.connection = None
            del self._sessions[session.id]
            connection.send({"op": _INVALID_SESSION, "d": False})
            return None
        session.dispatch("RESUMED", {})
        self._tell_online()
        return session

    def _send_members(self, session: Session, data: Mapping[str, Any]) -> None:
        wanted = data.get("user_ids") or []
        wanted = [str(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
        found = [self._world.members[one].payload() for one in wanted if one in self._world.members]
        chunk = {"guild_id": self._world.guild_id, "members": found, "chunk_index": 0, "chunk_count": 1}
        missing = [one for one in wanted if one not in self._world.members]
        session.dispatch("GUILD_MEMBERS_CHUNK", {**chunk, "not_found": missing, "nonce": data.get("nonce")})

    def _tell_online(self) -> None:
        self._world.emit("BOT", {"online": self.online}, to="people")

    async def drop(self, *, resume: bool = True) -> None:
        """Break every connection. With ``resume`` the client can come back and miss nothing."""
        connections = [one.connection for one in self._sessions.values() if one.connection]
        if not resume:
            self._sessions.clear()
        for connection in connections:
            await connection.close(_GO_ON, "Try reconnecting.")

    async def close(self) -> None:
        """Ask every client to come back later, and let go."""
        for session in self._sessions.values():
            if session.connection:
                session.connection.send({"op": _RECONNECT, "d": None})
        await self.drop(resume=False)

    def take_guild_away(self) -> None:
        """An outage of the server: nothing that happens in it is told until it is given back."""
        self._available = False
        for session in self._sessions.values():
            session.dispatch("GUILD_DELETE", {"id": self._world.guild_id, "unavailable": True})

    def give_guild_back(self) -> None:
        """The outage is over."""
        self._available = True
        for session in self._sessions.values():
            session.dispatch("GUILD_CREATE", json.loads(json.dumps(session.guild())))


def _packet(text: str) -> Mapping[str, Any] | None:
    try:
        packet = json.loads(text)
    except ValueError:
        return None
    return packet if isinstance(packet, dict) and "op" in packet else None
