"""``sandbox``: a Discord and a news site on this machine, and the bot in them as a process of its own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.cli.child import ChildProcess
from bot.cli.sandbox_opening import Opening
from bot.cli.sandbox_translation import SandboxEngines, sandbox_engines
from bot.cli.stopping import Stopping
from bot.cli.terminal import Terminal
from bot.database.engines.sqlite.files import BESIDE, lock_for_bot
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.settings import Settings, load_settings
from bot.translation.engines.chosen import how_to_have_one
from bot.upkeep.metrics.address import parse_address
from sandbox.server import PortBusy, Sandbox
from sandbox.site.articles import Newsstand
from sandbox.site.server import serving
from sandbox.translation.scene import TranslationScene
from sandbox.translation.service import TranslationService

DATABASE = Path("data/sandbox.sqlite3")
"""The sandbox's own: never that of a real bot."""
METRICS = "TERTULIA_METRICS"
_FRONT_PAGE = "/en/"


def sandbox(terminal: Terminal, *, port: int = 0, record: Path | None = None) -> None:
    """Keep the sandbox open until it is interrupted or terminated.

    Raises:
        BadInput: the port is in use, or the record cannot be written.
        WrongSettings: those of the operator are wrong; the ones about translation are used here too.
        StorageFailed: another sandbox is open, or the folder of its database cannot be written.
    """
    settings = load_settings()
    terminal.log("WARNING", settings.log_format, settings.secrets)
    with lock_for_bot(DATABASE):
        for ending in ("", *BESIDE):
            Path(f"{DATABASE}{ending}").unlink(missing_ok=True)
    try:
        Stopping().run(_serve(terminal, settings, port, record))
    except PortBusy as error:
        raise BadInput(
            message("Port {port} is in use by another program. Choose another with --port.", port=str(port))
        ) from error
    except OSError as error:
        raise BadInput(message("The sandbox cannot be opened: {detail}", detail=str(error))) from error


async def _serve(terminal: Terminal, settings: Settings, port: int, record: Path | None) -> None:
    service = TranslationService()
    async with serving() as site, service.serving() as translator:
        engines = sandbox_engines(settings, translator)
        scene = _scene(engines, service, site)
        async with (
            Sandbox.start(port, record, site=site, translation=scene) as opened,
            ChildProcess.kept_running(
                {**_settings(opened, site, settings.log_format), **engines.settings, **_metrics(terminal)},
                terminal,
            ),
        ):
            opening = Opening(opened, site)
            terminal.tell(message("The sandbox is open: {url}", url=opened.page_url))
            terminal.note(
                message("Open it in a browser. Ctrl+C closes the sandbox and deletes everything in it.")
            )
            if engines.needs_engine:
                terminal.note(how_to_have_one())
            setting_up = asyncio.create_task(opening.prepare(), name="opening")
            setting_up.add_done_callback(lambda done: _tell_opened(terminal, site, done))
            try:
                await asyncio.Event().wait()
            finally:
                setting_up.cancel()
                await asyncio.wait((setting_up,))


def _tell_opened(terminal: Terminal, site: str, done: asyncio.Task[bool]) -> None:
    if done.cancelled():
        return
    if done.result():
        terminal.note(message("An article is posted in #news and #noticias. Try /help as any member."))
        terminal.note(
            message("Marta can follow the newspaper: /feed add link: {link}", link=f"{site}{_FRONT_PAGE}")
        )
    else:
        terminal.note(message("The bot could not post the first article; its log says why."))


def _scene(engines: SandboxEngines, service: TranslationService, site: str) -> TranslationScene:
    single = next(article for article in Newsstand().articles if article.twin is None)
    used = service if engines.with_service else None
    return TranslationScene(engines.names, used, single.headline, site + single.path, engines.needs_engine)


def _metrics(terminal: Terminal) -> dict[str, str]:
    """Where the bot serves health and metrics: as the environment says, as in a container, and where nothing
    else does. What stands in .env is the place of the bot on Discord.
    """
    given = os.environ.get(METRICS)
    if not given:
        return {}
    if parse_address(given).is_free:
        return {METRICS: given}
    terminal.note(
        message(
            "The bot serves no metrics: {address} of TERTULIA_METRICS is in use or is not of this machine.",
            address=given,
        )
    )
    return {}


def _settings(sandbox: Sandbox, site: str, log_format: str) -> dict[str, str]:
    return {
        "DISCORD_API": sandbox.api,
        "DISCORD_TOKEN": sandbox.bot_token,
        "TERTULIA_DATABASE": str(DATABASE),
        "TERTULIA_ALLOWED_ORIGIN": site,
        "TERTULIA_REDRAW_SECONDS": "1",
        "TERTULIA_FEED_SECONDS": "4",
        "TERTULIA_LOG_LEVEL": os.environ.get("TERTULIA_LOG_LEVEL", "WARNING"),
        "TERTULIA_LOG_FORMAT": log_format,
    }
