"""``backup`` and ``restore``: the database as a file of its own, and back in its place."""

from __future__ import annotations

from pathlib import Path

from bot.cli.terminal import Terminal
from bot.database.copies import backup_file as backups
from bot.database.engine_in_use import engine_of
from bot.domain.message import message
from bot.settings import load_settings


def backup(terminal: Terminal, file: Path) -> None:
    """Copy the database into ``file``."""
    database = load_settings().place
    with terminal.counting(message("Copying the database")) as progress:
        backups.back_up(database, file, progress)
    terminal.tell(message("The backup is in {file}, complete and checked.", file=str(file)))
    engine_of(database).require_ledger()  # it is no part of the copy, and a restored one needs it


def restore(terminal: Terminal, file: Path, *, older: bool) -> None:
    """Replace the database with the backup ``file``; ``older``: even if the database holds later rows."""
    database = load_settings().place
    with terminal.counting(message("Copying the backup")) as progress:
        replaced = backups.restore(file, database, progress, older=older)
    terminal.tell(message("The backup has been restored: {path}.", path=str(database)))
    if replaced is not None:
        terminal.tell(message("The previous database was saved as {path}.", path=str(replaced)))
    terminal.tell(message("At the next start, the bot reads what was said since from Discord."))
