"""The Discord client, and the services that interactions reach through it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordkit import errors as boundary
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.jobs.supervisor import stop
from bot.logs import interaction_code

_log = logging.getLogger(__name__)

DISCONNECT_TIMEOUT = 1.0
"""Seconds that the gateway has to confirm the disconnection."""
TASK_TIMEOUT = 3.0
"""Seconds for running tasks to end: as long as Discord waits for the first answer to an interaction."""
ANSWER_TIMEOUT = 1.0
"""Seconds to answer the interactions that were cut off."""
_FOLLOWING = "after an answer: "
_TASKS = ("discord.py: ", "CommandTree-invoker", "discord-ui-", _FOLLOWING)
"""Prefixes of the names that discord.py gives to the tasks of events, commands, components and dialogs, and
of ours that follow those.
"""
_Service = TypeVar("_Service")


class Services:
    """The parts of the bot by their types. Buttons and dialogs look up what they call."""

    def __init__(self, *services: object) -> None:
        self.all = services

    def __getitem__(self, kind: type[_Service]) -> _Service:
        return next(one for one in self.all if isinstance(one, kind))


class Client(commands.AutoShardedBot):
    """A client that answers slash commands and menus only, and pings nobody by default.

    The composition root sets ``services``; ``language_of``, which maps a user id and their client's locale to
    the language the bot speaks to them; and ``after_answer``, which may say more below an answer, before the
    client starts.
    """

    services: Services
    language_of: Callable[[int, str], Awaitable[Language]]
    after_answer: Callable[[discord.Interaction[Any]], Coroutine[Any, Any, None] | None]

    def __init__(self, catalog: Catalog, intents: discord.Intents, **options: Any) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=_Tree,
            **options,
        )
        self.catalog = catalog
        self._answering: dict[asyncio.Task[Any], discord.Interaction[Any]] = {}
        self._following: set[asyncio.Task[None]] = set()

    def answering(self, interaction: discord.Interaction[Any]) -> None:
        """Note that the current task answers ``interaction``: the log names its code from here on."""
        interaction_code.enter(interaction.id)
        _log.debug("%s of member %d begins", boundary.named(interaction), interaction.user.id)
        task = asyncio.current_task()
        assert task is not None
        self._answering[task] = interaction
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        interaction = self._answering.pop(task, None)
        if interaction is None or task.cancelled():
            return
        if (more := self.after_answer(interaction)) is not None:
            following = asyncio.create_task(more, name=f"{_FOLLOWING}{interaction.id}")
            self._following.add(following)
            following.add_done_callback(self._following.discard)

    async def wind_down(self) -> None:
        """Disconnect, and give running tasks :data:`TASK_TIMEOUT` to end before cancelling them.

        Members whose interaction is cut off get an answer. Messages from now on are read from history after
        the next start.
        """
        disconnects = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        await stop(*await _unfinished(lambda: disconnects, DISCONNECT_TIMEOUT))
        late = await _unfinished(_running_tasks, TASK_TIMEOUT)
        cut_off = [self._answering[task] for task in late if task in self._answering]
        await stop(*late)
        answers = [asyncio.create_task(boundary.tell_cut_off(one)) for one in cut_off]
        await stop(*await _unfinished(lambda: answers, ANSWER_TIMEOUT))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer an interaction with a dialog or panel from before a restart."""
        interaction_code.enter(interaction.id)
        await boundary.answer_forgotten(interaction)


class _Tree(app_commands.CommandTree[Client]):
    async def interaction_check(self, interaction: discord.Interaction[Client], /) -> bool:
        interaction.client.answering(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError
    ) -> None:
        await boundary.show(interaction, error)


def _running_tasks() -> list[asyncio.Task[Any]]:
    """Return discord.py's tasks for events and interactions."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(_TASKS)]


async def _unfinished(
    tasks: Callable[[], Collection[asyncio.Task[Any]]], seconds: float
) -> list[asyncio.Task[Any]]:
    """Wait until all ``tasks`` and those they start have ended. Returns those that take longer."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while running := [task for task in tasks() if not task.done()]:
        if (left := until - loop.time()) <= 0:
            break
        await asyncio.wait(running, timeout=left)
    return running


Interaction: TypeAlias = discord.Interaction[Client]
"""An interaction of our client."""
