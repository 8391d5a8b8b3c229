"""The composition root: settings become storage, services and a Discord client, and are closed in turn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Sequence

import discord

from bot.browsing.discussion_view import PageButton
from bot.browsing.open_button import OpenButton
from bot.browsing.search_view import FindButton, MineButton
from bot.command_parts import CommandParts
from bot.commenting.edit_own_dialog import OWN_COMMENT_BUTTONS
from bot.commenting.reply_dialog import AnswerButton, ReplyButton
from bot.database import task_fault_store as task_faults
from bot.database.engine import Database, open_database
from bot.database.engine_in_use import engine_of
from bot.discordkit.api_endpoint import point_at
from bot.discordkit.client import Client
from bot.discordkit.command_names import CommandTranslator
from bot.discordkit.errors import LastingButton
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.intents import granted
from bot.discordkit.sync_commands import sync_commands
from bot.domain.errors import StorageFailed
from bot.feeding.managing.refollow_button import RefollowButton
from bot.feeding.resume_button import ResumeFeedButton
from bot.feeding.reviewing.review_button import ReviewEntryButton
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock, SystemClock
from bot.jobs.metrics import NO_METRICS, Metrics
from bot.jobs.worker import Worker
from bot.mirroring.translation_button import TRANSLATION_BUTTONS
from bot.moderating.acting.author_button import ACTING_BUTTONS
from bot.moderating.action_button import COMMENT_BUTTONS
from bot.moderating.appeals.appeal_dialog import AppealButton
from bot.moderating.appeals.appeals_view import OpenAppealsButton
from bot.moderating.featuring.feature_button import FEATURE_BUTTONS
from bot.moderating.featuring.question_button import AskAgainButton
from bot.moderating.queue.panel_view import OpenQueueButton
from bot.posting.read_button import ReadButton
from bot.posting.undo_button import UndoButton
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader
from bot.reading.worker_pool import Workers
from bot.settings import Settings
from bot.translation.chain import Chain
from bot.translation.engines.chosen import chosen_engines, how_to_have_one
from bot.translation.engines.governor import Governor
from bot.upkeep.health import BotHealth
from bot.upkeep.service_manager import ServiceManager, reporting

_log = logging.getLogger(__name__)

LASTING_BUTTONS: tuple[type[LastingButton], ...] = (
    *(ReadButton, ReplyButton, AnswerButton, OpenButton, UndoButton, RefollowButton),
    *(PageButton, FindButton, MineButton),
    *(*COMMENT_BUTTONS, *ACTING_BUTTONS, *FEATURE_BUTTONS, AskAgainButton),
    *(OpenQueueButton, AppealButton, OpenAppealsButton, ReviewEntryButton, ResumeFeedButton),
    *OWN_COMMENT_BUTTONS,
    *TRANSLATION_BUTTONS,
)
"""Every button that works after a restart."""


class Tertulia(Client):
    """The client as the composition root completes it."""

    def __init__(self, catalog: Catalog, intents: discord.Intents, database: Database) -> None:
        super().__init__(catalog, intents)
        self._database = database

    async def setup_hook(self) -> None:
        """Between login and the first event: what needs the application's id."""
        await sync_commands(self, self._database)


@contextlib.asynccontextmanager
async def assemble(
    settings: Settings,
    intents: discord.Intents,
    clock: Clock | None = None,
    engines: Sequence[Governor] | None = None,
) -> AsyncIterator[Tertulia]:
    """A client with all its services, ready to be started. Background work goes by ``clock``; ``engines``
    translate, or those of the settings.

    Closing first finishes the interactions under way. Then the services end and store what they hold, while
    Discord can still be reached; then the client, the article reader and the database.

    Raises:
        BadInput: health and metrics cannot be served at the address of the settings.
        StorageFailed: the database cannot be opened or migrated.
    """
    async with contextlib.AsyncExitStack() as stack:
        worker = Worker()
        metrics = _metrics(settings)
        database = await open_database(settings.place, worker.schedule, metrics, alone=True)
        stack.push_async_callback(database.close)
        with contextlib.suppress(StorageFailed):  # a full disk keeps no bot from starting
            await database.write(task_faults.forget)
        fetcher = Fetcher(
            contact=settings.contact, allowed_origin=settings.allowed_origin, ports=settings.fetch_ports
        )
        await stack.enter_async_context(fetcher)
        reader = Reader(fetcher, await stack.enter_async_context(Workers()))
        client = await stack.enter_async_context(Tertulia(Catalog.load(), intents, database))
        chain = Chain(_engines(settings) if engines is None else engines)
        stack.push_async_callback(chain.close)
        parts = CommandParts(client, database, reader, worker, clock or SystemClock(), stack, metrics)
        await parts.rooms.load()
        await parts.rooms.load_decisions()
        await parts.make_translating(settings, chain)
        await parts.make_letters()
        parts.make_posting(settings)
        await parts.make_gathering(settings)
        await parts.make_moderation(settings)
        parts.make_feeding(settings, fetcher, await stack.enter_async_context(Workers(count=1, afresh=True)))
        client.services = parts.services()
        client.add_dynamic_items(*LASTING_BUTTONS)
        for cog in parts.cogs():
            await client.add_cog(cog)
        await client.tree.set_translator(CommandTranslator(client.catalog))
        # The last first. Workers end before the event queue: it stores what mirrors and backfill put there.
        for end in (worker.stop, client.wind_down, parts.takedowns.wind_down):
            stack.push_async_callback(end)
        await stack.enter_async_context(_watched(settings, metrics, parts, chain))
        yield client


def _metrics(settings: Settings) -> Metrics:
    """Where numbers go: nowhere, unless the settings want them served."""
    if settings.metrics_address is None:
        return NO_METRICS
    from bot.upkeep.metrics.prometheus import PrometheusMetrics  # it takes memory, and time at a start

    return PrometheusMetrics()


@contextlib.asynccontextmanager
async def _watched(
    settings: Settings, metrics: Metrics, parts: CommandParts, chain: Chain
) -> AsyncIterator[None]:
    """Serve health and metrics, if the settings want that."""
    if settings.metrics_address is None:
        yield
        return
    from bot.upkeep.metrics.prometheus import PrometheusMetrics  # as above
    from bot.upkeep.metrics.server import serving

    assert isinstance(metrics, PrometheusMetrics)
    async with serving(settings.metrics_address, metrics, parts.watched(chain)):
        yield


def _engines(settings: Settings) -> Sequence[Governor]:
    """The engines of the settings; where there are none, the log says how to have one."""
    engines = chosen_engines(settings.engines)
    if not engines and settings.engines.names is None:
        _log.warning("%s", how_to_have_one())
    return engines


def _reporting(client: Tertulia) -> contextlib.AbstractAsyncContextManager[None]:
    """A context that tells the service manager, if one started this process, how the bot is."""
    services, manager = client.services, ServiceManager.of(os.environ)
    return reporting(manager, services[BotHealth], services[Database], SystemClock())


async def run(settings: Settings) -> None:
    """Run the bot until it is cancelled.

    Raises:
        BadInput: as :func:`assemble`.
        StorageFailed: another bot runs on the database, or it cannot be opened.
        TokenRefused: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    assert settings.token is not None
    token = settings.token.get_secret_value()
    point_at(settings.api)
    with engine_of(settings.place).lock_for_bot():
        intents = await granted(token)
        async with assemble(settings, intents) as client, _reporting(client):
            # In its own task: discord.py ignores a cancellation while it reconnects.
            connection = asyncio.create_task(client.start(token), name="discord client")
            try:
                with translate_errors():
                    await asyncio.shield(connection)
            finally:
                connection.cancel()
