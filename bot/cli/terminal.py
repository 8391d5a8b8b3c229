"""Prints to the operator's terminal, in its language."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from bot.domain.errors import TertuliaError, WrongSettings
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.logs.setup import LogFormat, set_up

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order POSIX gives them precedence in."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters, without tabs and line feeds."""


class Terminal:
    """Prints results to one stream, and everything about progress and faults to the other.

    Rich is imported only for columns, colours and progress bars: the bot itself runs without it.
    """

    def __init__(self, catalog: Catalog, language: Language, out: TextIO, err: TextIO) -> None:
        self._catalog = catalog
        self.language = language
        self._out = out
        self._err = err

    @classmethod
    def of(cls, environment: Mapping[str, str], out: TextIO, err: TextIO) -> Terminal:
        """A terminal in the language of its environment, or in English."""
        locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), None)
        language = Language.from_tag((locale or "").partition(".")[0]) or Language.EN
        return cls(Catalog.load(), language, out, err)

    @cached_property
    def out(self) -> Console:
        """Rich's side of the stream for results."""
        return _console(self._out)

    def say(self, sentence: Message) -> str:
        """``sentence`` in the operator's language."""
        return self._catalog.say(sentence, self.language)

    def tell(self, sentence: Message) -> None:
        """Print a sentence as a result."""
        _print(self._out, self.say(sentence))

    def write(self, content: bytes) -> None:
        """Print UTF-8 as it is, as a result."""
        self._out.write(content.decode())

    def write_json(self, thing: object) -> None:
        """Print JSON, as a result."""
        self._out.write(json.dumps(thing, ensure_ascii=False, indent=2) + "\n")

    def note(self, sentence: Message) -> None:
        """Print a sentence about how it goes."""
        _print(self._err, self.say(sentence))

    def working(self, sentence: Message) -> Status:
        """A sign that work goes on, where somebody watches; a context manager."""
        return _console(self._err).status(self.say(sentence))

    @contextlib.contextmanager
    def counting(self, sentence: Message) -> Iterator[Callable[[int, int], None]]:
        """Show a progress bar on a terminal; yields a function that takes what is done, of how much."""
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        console = _console(self._err)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(self.say(sentence), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    @contextlib.contextmanager
    def reporting(self, kind: type[TertuliaError] = TertuliaError, code: int = 1) -> Iterator[None]:
        """Print errors of this kind as sentences.

        Raises:
            SystemExit: exit code ``code``, instead of the error.
        """
        try:
            yield
        except kind as error:
            self.note(error.message)
            for fault in error.faults if isinstance(error, WrongSettings) else ():
                self.note(message("  {fault}", fault=fault))
            raise SystemExit(code) from error
        except KeyboardInterrupt as error:
            raise SystemExit(130) from error

    def log(
        self,
        level: str,
        form: LogFormat = "plain",
        secrets: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Send the log here, without ``secrets``. Where somebody watches, what went wrong stands out."""
        watched = self._err.isatty() and not os.environ.get("NO_COLOR")
        set_up(self._err, level, form, secrets=secrets, coloured=watched)


def _console(file: TextIO) -> Console:
    from rich.console import Console

    # Links must stay whole and other people's text must stay as it is.
    return Console(file=file, soft_wrap=True, markup=False, emoji=False, highlight=False)


def _print(file: TextIO, text: str) -> None:
    """At once: whoever reads it through a pipe may be waiting for it."""
    file.write(_CONTROL.sub("", text) + "\n")
    file.flush()
