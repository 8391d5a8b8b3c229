"""Hearing, as a person, what happens in the sandbox, and what comes of what one asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.drafts import LOADING
from sandbox.permissions import hears
from sandbox.world import JSON, Event, User, World

_PATIENCE = 30.0
Predicate = Callable[[JSON], bool]


class Listener:
    """One person's ears."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user
        self.heard: list[Event] = []
        """Every event this person was told of."""
        self._news = asyncio.Event()
        world.listeners.append(self._hear)

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    def _hear(self, event: Event) -> None:
        if event.to != "bot" and hears(self._world, self.id, event):
            self.heard.append(event)
            self._news.set()
            self._news = asyncio.Event()

    async def wait_for(
        self, name: str, predicate: Predicate = lambda data: True, within: float = _PATIENCE
    ) -> JSON:
        """The data of the first event with that name that meets ``predicate``, heard already or to come.

        Raises:
            TimeoutError: none came.
        """
        position = 0
        async with asyncio.timeout(within):
            while True:
                while position < len(self.heard):
                    event = self.heard[position]
                    position += 1
                    if event.name == name and predicate(event.data):
                        return event.data
                await self._news.wait()

    async def wait_for_message(self, predicate: Predicate, within: float = _PATIENCE) -> JSON:
        """The first public message, new or changed, that meets ``predicate``.

        Raises:
            TimeoutError: none came.
        """
        waits = [
            asyncio.ensure_future(self.wait_for(name, predicate, within))
            for name in ("MESSAGE_CREATE", "MESSAGE_UPDATE")
        ]
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return next(iter(done)).result()
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def ephemeral(self, nonce: str | None = None) -> list[JSON]:
        """The states of ephemeral messages heard so far, latest last."""
        states = [one.data for one in self.heard if one.name == "EPHEMERAL"]
        return [one["message"] for one in states if nonce in (None, one["nonce"])]


@dataclass(frozen=True)
class Asked:
    """An interaction this member began, and what comes of it.

    Every wait raises TimeoutError when it is not over ``within`` its seconds.
    """

    listener: Listener
    nonce: str

    async def answer(self, within: float = _PATIENCE) -> JSON:
        """The answer for this member alone, once it is more than "thinking ..."."""
        return await self.answer_where(lambda message: True, within)

    async def answer_where(self, predicate: Predicate, within: float = _PATIENCE) -> JSON:
        """The first state of an ephemeral answer that meets ``predicate``."""

        def meets(data: JSON) -> bool:
            message = data["message"]
            return data["nonce"] == self.nonce and not message["flags"] & LOADING and predicate(message)

        message: JSON = (await self.listener.wait_for("EPHEMERAL", meets, within))["message"]
        return message

    async def dialog(self, within: float = _PATIENCE) -> JSON:
        """The dialog that opens: {nonce, channel, custom_id, title, components}."""
        return await self.listener.wait_for("MODAL", self._is_this, within)

    async def done(self, within: float = _PATIENCE) -> None:
        """It has been acknowledged."""
        await self.listener.wait_for("INTERACTION_DONE", self._is_this, within)

    async def failure(self, within: float = _PATIENCE) -> str:
        """The reason it failed for."""
        return str((await self.listener.wait_for("INTERACTION_FAILED", self._is_this, within))["reason"])

    def _is_this(self, data: JSON) -> bool:
        return bool(data["nonce"] == self.nonce)
