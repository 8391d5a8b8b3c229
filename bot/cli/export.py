"""``export``: a discussion as a file, straight from the database."""

# Typer reads annotations at run time, and these name what only the function around them knows.

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.services.export import Exporter, Progress
from bot.settings import load_settings
from bot.storage.beside import opened_beside_a_bot


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    article_help = message("The article: one of its links, or its id.")
    server_help = message("The id of the Discord server.")
    output_help = message("Write into this file instead of printing.")
    language_help = message("What headings are said in: en or es.")
    hidden_help = message("Also hidden, refused and deleted comments, and earlier revisions.")

    @app.command(help=terminal.say(message("Export the discussion of an article in one server.")))
    def export(
        article: Annotated[str, typer.Argument(help=terminal.say(article_help))],
        server: Annotated[int, typer.Option(help=terminal.say(server_help))],
        form: Annotated[
            ExportFormat, typer.Option("--format", help=terminal.say(message("json, csv, markdown or html.")))
        ] = ExportFormat.JSON,
        output: Annotated[Path | None, typer.Option(help=terminal.say(output_help))] = None,
        language: Annotated[Language | None, typer.Option(help=terminal.say(language_help))] = None,
        include_hidden: Annotated[
            bool, typer.Option("--include-hidden", help=terminal.say(hidden_help))
        ] = False,
    ) -> None:
        with terminal.reporting():
            database = load_settings().database
            wanted = language or terminal.language
            exporting = _Export(database, article, server, form, include_hidden, wanted)
            if output is None:
                asyncio.run(exporting.into(terminal.write))
            else:
                with terminal.counting(message("Exporting")) as progress:
                    _into_file(exporting, output, progress)
                terminal.tell(message("The export is in {file}.", file=str(output)))


class _Export:
    """One export that was asked for."""

    def __init__(
        self,
        database: Path,
        article: str,
        server: int,
        form: ExportFormat,
        include_hidden: bool,
        language: Language,
    ) -> None:
        self._path = database
        self._asked = (article, server, form)
        self._include_hidden = include_hidden
        self._language = language

    async def into(self, write: Callable[[bytes], object], progress: Progress | None = None) -> None:
        """Give ``write`` the export, piece by piece.

        Raises:
            NotFound: there is no such database, article or discussion.
            StorageFailed: the database cannot be opened, or a bot of an older version is running on it.
        """
        async with opened_beside_a_bot(self._path) as database:
            pieces = Exporter(database, Catalog.load()).export(
                *self._asked,
                include_hidden=self._include_hidden,
                include_revisions=self._include_hidden,
                language=self._language,
                progress=progress,
            )
            async with aclosing(pieces):
                async for piece in pieces:
                    write(piece)


def _into_file(exporting: _Export, output: Path, progress: Progress) -> None:
    """The file is there as a whole or, when something goes wrong, as it was before."""
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as file:
            asyncio.run(exporting.into(file.write, progress))
        part.replace(output)
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be written: {detail}", file=str(output), detail=detail)
        ) from error
    finally:
        part.unlink(missing_ok=True)
