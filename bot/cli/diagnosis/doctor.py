"""``doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from bot.cli.diagnosis.examination import about_installation, about_waiting
from bot.cli.terminal import Terminal
from bot.discordkit.api_endpoint import point_at
from bot.domain.errors import BadInput, BotLacks, PlatformFailed, WrongSettings
from bot.domain.message import counted, message
from bot.i18n.program import version
from bot.settings import Settings, load_settings
from bot.upkeep.discord_inspection import inspecting
from bot.upkeep.doctor import Doctor
from bot.upkeep.finding import Check, Finding, Level

_SIGNS = {Level.FINE: "✓", Level.HINT: "!", Level.FAULT: "✗"}
_STYLES = {Level.FINE: "green", Level.HINT: "yellow", Level.FAULT: "bold red"}


def doctor(terminal: Terminal, *, as_json: bool) -> None:
    """Print all findings; exit code 1 if there is a fault."""
    if as_json:
        findings = _all()
        terminal.write_json(_as_object(findings, terminal))
    else:
        findings = list(_show(_findings(load_settings()), terminal))
    faults = sum(finding.level is Level.FAULT for finding in findings)
    if not as_json:
        terminal.tell(
            counted("{count} problem to fix.", "{count} problems to fix.", faults)
            if faults
            else message("No problems to fix.")
        )
    if faults:
        raise SystemExit(1)


def _findings(settings: Settings) -> Iterator[Finding]:
    """All findings, as they are found."""
    examining = Doctor(settings.place)
    yield from about_installation(examining, settings)
    yield from asyncio.run(_platform(examining, settings))
    yield from about_waiting(examining)


def _all() -> list[Finding]:
    """All findings. If settings are wrong, what is wrong with them."""
    try:
        settings = load_settings()
    except BadInput as error:
        faults = error.faults if isinstance(error, WrongSettings) else [error.message]
        return [Finding(Check.SETTINGS, Level.FAULT, fault) for fault in faults]
    return list(_findings(settings))


async def _platform(examining: Doctor, settings: Settings) -> list[Finding]:
    if settings.token is None:
        return [
            Finding(
                Check.TOKEN,
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
            return await examining.platform(inspection)
    except (BotLacks, PlatformFailed) as error:
        return [Finding(Check.TOKEN, Level.FAULT, error.message)]


def _show(findings: Iterable[Finding], terminal: Terminal) -> Iterator[Finding]:
    """Print findings as they are found, and pass them on."""
    for finding in findings:
        terminal.out.print(_SIGNS[finding.level], style=_STYLES[finding.level], end=" ")
        terminal.tell(finding.what)
        if finding.remedy is not None:
            terminal.out.print("  →", end=" ")
            terminal.tell(finding.remedy)
        yield finding


def _as_object(findings: Sequence[Finding], terminal: Terminal) -> dict[str, object]:
    worst = max((one.level for one in findings), key=list(Level).index)
    return {
        "version": version(),
        "status": worst,
        "checks": [
            {
                "id": one.check,
                "status": one.level,
                "message": terminal.say(one.what),
                "remedy": None if one.remedy is None else terminal.say(one.remedy),
            }
            for one in findings
        ],
    }
