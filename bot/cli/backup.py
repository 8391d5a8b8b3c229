"""``backup`` and ``restore``: the database as a file of its own, and back in its place."""

# Typer reads annotations at run time, and these name what only the function around them knows.

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import Terminal
from bot.domain.message import message
from bot.settings import load_settings
from bot.storage import backup as backups
from bot.storage.ledger import require_ledger


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the commands."""
    target_help = message("The new file to write.")
    source_help = message("The backup.")
    older_help = message("Even where the database holds something later than the backup.")

    @app.command(help=terminal.say(message("Copy the database into a file, also while the bot runs.")))
    def backup(file: Annotated[Path, typer.Argument(help=terminal.say(target_help))]) -> None:
        with terminal.reporting():
            database = load_settings().database
            with terminal.counting(message("Copying the database")) as progress:
                backups.back_up(database, file, progress)
            terminal.tell(message("{file} is a whole copy of the database, and was checked.", file=str(file)))
            require_ledger(database)  # it is no part of the copy, and a restored one needs it

    @app.command(help=terminal.say(message("Put a backup in the database's place; stop the bot first.")))
    def restore(
        file: Annotated[Path, typer.Argument(help=terminal.say(source_help))],
        older: Annotated[bool, typer.Option("--older", help=terminal.say(older_help))] = False,
    ) -> None:
        with terminal.reporting():
            database = load_settings().database
            with terminal.counting(message("Copying the backup")) as progress:
                replaced = backups.restore(file, database, progress, older=older)
            terminal.tell(message("The backup stands in its place: {path}.", path=str(database)))
            if replaced is not None:
                terminal.tell(message("What stood there is kept as {path}.", path=str(replaced)))
            terminal.tell(message("The next start gathers from Discord what was said since."))
