"""``start`` and ``run``: the bot on Discord, or the sandbox where there is no token."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading

from bot.cli.stopping import Stopping
from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput, TokenRefused
from bot.domain.message import message
from bot.i18n.program import called
from bot.settings import Settings, load_settings
from bot.settings.loading import unused

_log = logging.getLogger(__name__)

EX_CONFIG = 78
"""The exit code of a bot that needs other settings or another token: a service manager need not try again.
The name is that of sysexits.h.
"""
NO_TOKEN = message(
    "DISCORD_TOKEN is not set. Put the bot's token into .env or the environment; "
    "`{sandbox}` does not need one.",
    sandbox=called("sandbox"),
)


def start(terminal: Terminal) -> None:
    """Run the bot; without a token, open the sandbox."""
    with terminal.reporting(BadInput, EX_CONFIG):
        settings = load_settings()
    if settings.token is None:
        terminal.note(message("DISCORD_TOKEN is not set, so the sandbox opens. It needs no account."))
        terminal.note(
            message("To run the bot on Discord, copy .env.example to .env and put the token there.")
        )
        from bot.cli.sandbox import sandbox  # a bot on Discord has no use for any of it

        sandbox(terminal)
        return
    terminal.note(message("DISCORD_TOKEN is set, so the bot connects to Discord. Ctrl+C stops it."))
    terminal.note(
        message(
            "Next, use /help on your server. `{doctor}` says what is still missing.", doctor=called("doctor")
        )
    )
    _run(terminal, settings)


def run(terminal: Terminal, *, supervised: bool) -> None:
    """Run the bot. ``supervised``: read settings from the environment alone, stop with standard input."""
    with terminal.reporting(BadInput, EX_CONFIG):
        settings = load_settings(env_file=None) if supervised else load_settings()
        if settings.token is None:
            raise BadInput(NO_TOKEN)
    _run(terminal, settings, supervised=supervised)


def _run(terminal: Terminal, settings: Settings, *, supervised: bool = False) -> None:
    terminal.log(settings.log_level, settings.log_format, settings.secrets)
    for sentence in unused(settings):
        _log.warning("%s", sentence)
    stopping = Stopping()
    if supervised:
        threading.Thread(target=_until_input_ends, args=(stopping,), name="input", daemon=True).start()
    # Imported modules are never freed. Searching them for garbage takes a tenth of a start's time, and more
    # later on.
    gc.disable()
    from bot import app  # not before signals are heard: it takes most of a second

    gc.freeze()
    gc.enable()
    with terminal.reporting(TokenRefused, EX_CONFIG):
        stopping.run(app.run(settings))


def _until_input_ends(stopping: Stopping) -> None:
    """Ask to stop once standard input is closed: the process that started the bot has ended."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stopping.ask()
