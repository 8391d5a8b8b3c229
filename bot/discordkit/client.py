"""The Discord client that interactions carry, and what they reach through it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordkit import errors as boundary
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.jobs.supervisor import stop

LEAVING = 1.0
"""Seconds that Discord's gateway has to confirm that the bot leaves."""
UNDER_WAY = 3.0
"""Seconds for what is under way to end: as long as Discord waits for the first answer to an interaction."""
TELLING = 1.0
"""Seconds for those to be told whose interactions were cut off."""
_TASKS = ("discord.py: ", "CommandTree-invoker", "discord-ui-")
"""How discord.py names the tasks of events, of commands, and of components and dialogs."""
_Service = TypeVar("_Service")


class Services:
    """What buttons and dialogs reach, each by its type."""

    def __init__(self, *services: object) -> None:
        self.all = services

    def __getitem__(self, kind: type[_Service]) -> _Service:
        return next(one for one in self.all if isinstance(one, kind))


class Client(commands.AutoShardedBot):
    """A client with the bot's services and catalog; the composition root gives it ``services`` and whom it
    asks for the language ``language_of`` somebody, by their id and their client's locale, before it starts.

    It answers slash commands and menus only, pings nobody by default, and shows every error in one place.
    """

    services: Services
    language_of: Callable[[int, str], Awaitable[Language]]

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

    def answering(self, interaction: discord.Interaction[Any]) -> None:
        """The task that calls this answers ``interaction``."""
        task = asyncio.current_task()
        assert task is not None
        self._answering[task] = interaction
        task.add_done_callback(lambda done: self._answering.pop(done, None))

    async def wind_down(self) -> None:
        """Take nothing new from Discord, and give what is under way a moment to end.

        Whoever waits for the answer to what takes longer is told. What is said from now on is read from
        history after the next start.
        """
        leaving = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        await stop(*await _unfinished(lambda: leaving, LEAVING))
        late = await _unfinished(_under_way, UNDER_WAY)
        cut_off = [self._answering[task] for task in late if task in self._answering]
        await stop(*late)
        telling = [asyncio.create_task(boundary.tell_cut_off(one)) for one in cut_off]
        await stop(*await _unfinished(lambda: telling, TELLING))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer what belongs to a dialog or panel from before the bot restarted."""
        await boundary.answer_forgotten(interaction)


class _Tree(app_commands.CommandTree[Client]):
    async def interaction_check(self, interaction: discord.Interaction[Client], /) -> bool:
        interaction.client.answering(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError
    ) -> None:
        await boundary.show(interaction, error)


def _under_way() -> list[asyncio.Task[Any]]:
    """What discord.py runs because of events and interactions."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(_TASKS)]


async def _unfinished(
    tasks: Callable[[], Collection[asyncio.Task[Any]]], seconds: float
) -> list[asyncio.Task[Any]]:
    """Wait until all ``tasks`` have ended, those they start too; gives those that take longer."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while running := [task for task in tasks() if not task.done()]:
        if (left := until - loop.time()) <= 0:
            break
        await asyncio.wait(running, timeout=left)
    return running


Interaction: TypeAlias = discord.Interaction[Client]
"""An interaction of our client."""
