"""``export``: a discussion as a file, straight from the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

from bot.cli.terminal import Terminal
from bot.database.open_beside_bot import open_beside_bot
from bot.database.place import Place
from bot.domain.errors import BadInput
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.domain.message import message
from bot.exporting.export import Exporter, Progress
from bot.i18n.catalog import Catalog
from bot.settings import load_settings
from bot.statistics.drawing import Drawing


def export(
    terminal: Terminal,
    article: str,
    *,
    server: int,
    form: ExportFormat,
    output: Path | None,
    language: Language | None,
    include_hidden: bool,
) -> None:
    """Print the discussion of ``article`` in ``server``, or write it into ``output``."""
    database = load_settings().place
    exporting = _Export(database, article, server, form, include_hidden, language or terminal.language)
    if output is None:
        asyncio.run(exporting.into(terminal.write))
    else:
        with terminal.counting(message("Exporting")) as progress:
            _into_file(exporting, output, progress)
        terminal.tell(message("The export is in {file}.", file=str(output)))


class _Export:
    """One run of the command."""

    def __init__(
        self,
        database: Place,
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
        """Pass the export to ``write``, piece by piece.

        Raises:
            NotFound: there is no such database, article or discussion.
            StorageFailed: the database cannot be opened, or a bot of an older version is running on it.
        """
        async with open_beside_bot(self._path) as database:
            pieces = Exporter(database, Catalog.load(), Drawing()).export(
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
    """Write the file completely or, after an error, leave it as it was."""
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
