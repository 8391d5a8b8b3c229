"""``doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.cli.terminal import Terminal
from bot.discordkit.api_endpoint import point_at
from bot.domain.errors import BotLacks, PlatformFailed
from bot.domain.message import counted, message
from bot.settings import Settings, load_settings
from bot.translation.engines.chosen import chosen_engines
from bot.upkeep.discord_inspection import inspecting
from bot.upkeep.doctor import Doctor, Finding, Level
from bot.upkeep.doctor_backlog import still_to_do
from bot.upkeep.doctor_feeds import about_feeds
from bot.upkeep.doctor_translation import about_engines

_SIGNS = {Level.FINE: "✓", Level.HINT: "!", Level.FAULT: "✗"}
_STYLES = {Level.FINE: "green", Level.HINT: "yellow", Level.FAULT: "bold red"}


def doctor(terminal: Terminal) -> None:
    """Print all findings; exit code 1 if there is a fault."""
    settings = load_settings()
    physician = Doctor(settings.database)
    findings = [Finding(Level.FINE, message("The settings are correct.")), *physician.database()]
    findings += physician.backups(settings.backups)
    engines = [one.engine for one in chosen_engines(settings.engines)]
    caps = {str(engine): count for engine, count in settings.translation_characters.items()}
    findings += about_engines(engines, physician.checkup.translation, caps)
    _show(findings, terminal)
    findings += _show(asyncio.run(_platform(physician, settings)), terminal)
    findings += _show(still_to_do(physician.checkup, physician.rooms), terminal)
    findings += _show(about_feeds(physician.checkup), terminal)
    if faults := sum(finding.level is Level.FAULT for finding in findings):
        terminal.tell(counted("{count} problem to fix.", "{count} problems to fix.", faults))
        raise SystemExit(1)
    terminal.tell(message("No problems to fix."))


async def _platform(physician: Doctor, settings: Settings) -> list[Finding]:
    if settings.token is None:
        return [
            Finding(
                Level.FAULT,
                message("DISCORD_TOKEN is not set."),
                message(
                    "Put the bot's token from the developer portal into .env; the sandbox does not need one."
                ),
            )
        ]
    point_at(settings.api)
    try:
        async with inspecting(settings.token.get_secret_value()) as inspection:
            return await physician.platform(inspection)
    except (BotLacks, PlatformFailed) as error:
        return [Finding(Level.FAULT, error.message)]


def _show(findings: Iterable[Finding], terminal: Terminal) -> list[Finding]:
    shown = list(findings)
    for finding in shown:
        terminal.out.print(_SIGNS[finding.level], style=_STYLES[finding.level], end=" ")
        terminal.tell(finding.what)
        if finding.remedy is not None:
            terminal.out.print("  →", end=" ")
            terminal.tell(finding.remedy)
    return shown
