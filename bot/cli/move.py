"""``move``: the whole database, from a file to a server or back, or between two of either."""

from __future__ import annotations

from pathlib import Path

from bot.cli.terminal import Terminal
from bot.database.copies.copy_rows import Copied, CopyDiffers
from bot.database.copies.move_database import move as copy_database
from bot.database.place import Place, ServerPlace, is_server_address
from bot.domain.errors import BadInput
from bot.domain.message import counted, message
from bot.settings import load_settings
from bot.settings.loading import DATABASE, LEDGER

_EXAMPLE = "postgresql://user@host/name"


def move(terminal: Terminal, source: str, target: str, ledger: str | None) -> None:
    """Copy the database at ``source`` to ``target``; ``ledger`` is the address of a server's ledger."""
    ours = load_settings().ledger
    both = is_server_address(source) and is_server_address(target)
    if both and ledger is None:
        raise BadInput(
            message(
                "Both databases are on servers: add --ledger with the address of the list of erasures of TO. "
                "TERTULIA_LEDGER is FROM's."
            )
        )
    here, there = _place(source, ours if both else ledger or ours), _place(target, ledger or ours)
    with terminal.counting(message("Copying the database")) as progress:
        try:
            copied = copy_database(here, there, progress)
        except CopyDiffers as error:
            for problem in error.problems:
                terminal.note(problem)
            raise
    _tell(terminal, copied, here, there)


def _place(written: str, ledger: str | None) -> Place:
    """What an argument names.

    Raises:
        BadInput: it is neither a file nor an address, or has no ledger.
    """
    if not is_server_address(written):
        if "://" in written or Path(written).is_dir():
            wrong = message("FROM and TO are files, or addresses such as {example}.", example=_EXAMPLE)
            raise BadInput(wrong)
        return Path(written)
    if ledger is None:
        raise BadInput(
            message("A database on a server needs a list of erasures: set TERTULIA_LEDGER, or add --ledger.")
        )
    if not is_server_address(ledger):
        raise BadInput(message("The list of erasures is an address such as {example}.", example=_EXAMPLE))
    return ServerPlace(written.strip(), ledger.strip())


def _tell(terminal: Terminal, copied: Copied, here: Place, there: Place) -> None:
    terminal.tell(
        message(
            "Everything has been copied from {source} to {target}, and compared.",
            source=str(here),
            target=str(there),
        )
    )
    rows = copied.rows
    for line in (
        counted("  {count} article", "  {count} articles", rows["article"]),
        counted("  {count} discussion", "  {count} discussions", rows["discussion"]),
        counted("  {count} comment", "  {count} comments", rows["comment"]),
        counted("  {count} message on Discord", "  {count} messages on Discord", rows["appearance"]),
        counted("  {count} feed", "  {count} feeds", rows["feed"]),
        counted("  {count} entry of the audit", "  {count} entries of the audit", rows["audit"]),
        counted("  {count} row in all", "  {count} rows in all", sum(rows.values())),
    ):
        terminal.tell(line)
    if copied.replaced:
        terminal.tell(
            counted(
                "In {count} text U+FFFD stands for a character that PostgreSQL cannot store (NUL).",
                "In {count} texts U+FFFD stands for a character that PostgreSQL cannot store (NUL).",
                copied.replaced,
            )
        )
    if isinstance(there, Path):
        after = message(
            "Now set {database} to {path}, take {ledger} out, and start the bot. "
            "It reads what was said since from Discord. {source} is as it was.",
            database=DATABASE,
            ledger=LEDGER,
            path=str(there),
            source=str(here),
        )
    else:
        after = message(
            "Now set {database} and {ledger} to the addresses of {path} and its list of erasures, and start "
            "the bot. It reads what was said since from Discord. {source} is as it was.",
            database=DATABASE,
            ledger=LEDGER,
            path=str(there),
            source=str(here),
        )
    terminal.tell(after)
