"""``sandbox``: try everything on this machine."""

# Typer reads annotations at run time, and these name what only the function around them knows.

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import Terminal
from bot.domain.message import message


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    port_help = message("Where the page is served on this machine; 0 takes a free port.")
    record_help = message("Write everything that happens into this file, as JSON lines.")

    @app.command(help=terminal.say(message("Try everything on this machine, without a Discord account.")))
    def sandbox(
        port: Annotated[int, typer.Option(min=0, max=65535, help=terminal.say(port_help))] = 0,
        record: Annotated[Path | None, typer.Option(help=terminal.say(record_help))] = None,
    ) -> None:
        with terminal.reporting():
            open_sandbox(terminal, port=port, record=record)


def open_sandbox(terminal: Terminal, *, port: int = 0, record: Path | None = None) -> None:
    """Keep the sandbox open until it is interrupted or terminated; raises what its host does."""
    # A bot on Discord has no use for any of it: it is loaded only here.
    from bot.cli.sandbox_host import host

    host(terminal, port=port, record=record)
