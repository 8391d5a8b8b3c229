"""``start`` and ``run``: the bot on Discord, or the sandbox where there is no token."""

# Typer reads annotations at run time, and these name what only the function around them knows.

import os
import sys
import threading
from typing import Annotated

import typer

from bot.cli.sandbox import open_sandbox
from bot.cli.stopping import Stopping
from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.settings import Settings, load_settings

NO_TOKEN = message(
    "DISCORD_TOKEN is not set. Put the bot's token into .env or the environment; "
    "`python -m bot sandbox` needs none."
)


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the commands."""

    @app.command(help=terminal.say(message("Run the bot; without DISCORD_TOKEN, open the sandbox.")))
    def start() -> None:
        with terminal.reporting():
            settings = load_settings()
            if settings.token is None:
                terminal.note(
                    message("DISCORD_TOKEN is not set, so this opens the sandbox: no account needed.")
                )
                terminal.note(
                    message("To run the bot on Discord, copy .env.example to .env and put the token there.")
                )
                open_sandbox(terminal)
                return
            terminal.note(message("DISCORD_TOKEN is set, so this runs the bot on Discord. Ctrl+C stops it."))
            terminal.note(
                message("Next: /help in your server. `python -m bot doctor` says what the bot still lacks.")
            )
            _run(terminal, settings)

    supervised_help = message("Read settings from the environment alone, and stop with standard input.")

    @app.command(help=terminal.say(message("Run the bot on Discord.")))
    def run(
        supervised: Annotated[
            bool, typer.Option("--supervised", hidden=True, help=terminal.say(supervised_help))
        ] = False,
    ) -> None:
        with terminal.reporting():
            settings = load_settings(env_file=None) if supervised else load_settings()
            _run(terminal, settings, supervised=supervised)


def _run(terminal: Terminal, settings: Settings, *, supervised: bool = False) -> None:
    if settings.token is None:
        raise BadInput(NO_TOKEN)
    terminal.log(settings.log_level)
    stopping = Stopping()
    if supervised:
        threading.Thread(target=_until_input_ends, args=(stopping,), name="input", daemon=True).start()
    # The other commands need nothing of what it takes to run a bot.
    from bot.app import run

    stopping.run(run(settings))


def _until_input_ends(stopping: Stopping) -> None:
    """Ask to stop once standard input is closed: whoever started the bot has then gone, however that came."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stopping.ask()
