"""Speaking to the operator: in the language of their terminal, one sentence for each fault."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.status import Status

from bot.domain.errors import TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.settings import WrongSettings

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order POSIX gives them precedence in."""


class Terminal:
    """What the commands print to. ``out`` is for results, ``err`` for everything about how it went."""

    def __init__(self, catalog: Catalog, language: Language, out: Console, err: Console) -> None:
        self._catalog = catalog
        self.language = language
        self.out = out
        self._err = err

    @classmethod
    def of(cls, environment: Mapping[str, str], out: TextIO, err: TextIO) -> Terminal:
        """A terminal that speaks the language its environment names, English where it names none of ours."""
        locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), None)
        language = Language.from_tag((locale or "").partition(".")[0]) or Language.EN
        # Links must stay whole and other people's text must stay as it is.
        consoles = (
            Console(file=file, soft_wrap=True, markup=False, emoji=False, highlight=False)
            for file in (out, err)
        )
        return cls(Catalog.load(), language, *consoles)

    def say(self, sentence: Message) -> str:
        """``sentence`` in the operator's language."""
        return self._catalog.say(sentence, self.language)

    def tell(self, sentence: Message) -> None:
        """Print a sentence as a result."""
        self.out.print(self.say(sentence))

    def write(self, content: bytes) -> None:
        """Print UTF-8 as it is, as a result."""
        self.out.file.write(content.decode())

    def note(self, sentence: Message) -> None:
        """Print a sentence about how it goes."""
        self._err.print(self.say(sentence))

    def working(self, sentence: Message) -> Status:
        """A sign that work goes on, where somebody watches; a context manager."""
        return self._err.status(self.say(sentence))

    @contextlib.contextmanager
    def counting(self, sentence: Message) -> Iterator[Callable[[int, int], None]]:
        """A bar of how far work has come, where somebody watches; it is told what is done, of how much."""
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        watched = self._err.is_terminal
        with Progress(*columns, console=self._err, transient=True, disable=not watched) as bar:
            task = bar.add_task(self.say(sentence), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    @contextlib.contextmanager
    def reporting(self) -> Iterator[None]:
        """Print what goes wrong for people in one sentence, and end with exit code 1.

        Raises:
            typer.Exit: instead of what went wrong.
        """
        try:
            yield
        except WrongSettings as error:
            self.note(message("These settings are wrong. Mend them in .env or in the environment:"))
            for fault in error.faults:
                self._err.print(f"  {self.say(fault)}")
            raise typer.Exit(1) from error
        except TertuliaError as error:
            self.note(error.message)
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(130) from error

    def log(self, level: str) -> None:
        """Send the log here: in colours where somebody watches, in plain lines for a file."""
        handler: logging.Handler
        if self._err.is_terminal:
            handler = RichHandler(console=self._err, show_path=False, rich_tracebacks=True)
        else:
            handler = logging.StreamHandler(self._err.file)
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.basicConfig(level=level, handlers=[handler], format="%(message)s", force=True)
        if level != "DEBUG":
            # What discord.py says while all goes well, and of voice and intents we do not use.
            logging.getLogger("discord").setLevel(logging.WARNING)
            # It waits by itself where webhooks are to write more slowly.
            for name in ("discord.client", "discord.state", "discord.webhook.async_"):
                logging.getLogger(name).setLevel(logging.ERROR)
