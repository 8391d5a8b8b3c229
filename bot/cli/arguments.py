"""Parses arguments with argparse, in the operator's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, NoReturn, TypeVar

from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput
from bot.domain.message import Message, message
from bot.i18n.program import version

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_LAYOUT = partial(argparse.HelpFormatter, max_help_position=32)
"""Room for the longest name of a command or option beside its description."""
ARGPARSE_WORDS = (
    message("usage: "),
    message("positional arguments"),
    message("options"),
    message("argument %(argument_name)s: %(message)s"),
    message("the following arguments are required: %s"),
    message("unrecognized arguments: %s"),
    message("expected one argument"),
    message("ignored explicit argument %r"),
    message("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""argparse's own texts."""


class Parser(argparse.ArgumentParser):
    """Parses arguments. Options cannot be abbreviated."""

    def __init__(self, terminal: Terminal, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_LAYOUT, **settings)
        self._terminal = terminal
        self.add_argument("--help", action="help", help=_plain(terminal, message("Show this and exit.")))

    def argument(
        self,
        name: str,
        what: Message,
        kind: Callable[[str], object] = str,
        *,
        optional: bool = False,
        shown: str | None = None,
    ) -> None:
        """Add a positional argument, which the help shows as ``shown`` or by its name. ``kind`` converts its
        text, or raises BadInput.
        """
        self.add_argument(
            name,
            type=self._of(kind),
            nargs="?" if optional else None,
            metavar=shown,
            help=_plain(self._terminal, what),
        )

    def option(
        self, flag: str, shown: str, what: Message, kind: Callable[[str], object], **settings: Any
    ) -> None:
        """Add an option with a value, which the help shows as ``shown``."""
        if "default" in settings:
            what = message("{what} Default: {default}.", what=what, default=str(settings["default"]))
        self.add_argument(
            flag, type=self._of(kind), metavar=shown, help=_plain(self._terminal, what), **settings
        )

    def flag(self, flag: str, what: Message | None = None, **settings: Any) -> None:
        """Add an option without a value; without ``what`` the help does not show it."""
        text = argparse.SUPPRESS if what is None else _plain(self._terminal, what)
        self.add_argument(flag, action="store_true", help=text, **settings)

    def print_help(self, file: object = None) -> None:
        """Print the help as a result."""
        self._terminal.tell(message("{help}", help=self.format_help().rstrip()))

    def print_version(self, version: str) -> None:
        """Print the version as a result."""
        self._terminal.tell(message("Tertulia {version}", version=version))

    def error(self, fault: str) -> NoReturn:
        """Print what is wrong, and end with exit code 2."""
        self._terminal.note(message("{usage}", usage=self.format_usage().rstrip()))
        self._terminal.note(message("Error: {fault}", fault=fault))
        self._terminal.note(message("More about it: {command}", command=f"{self.prog} --help"))
        raise SystemExit(2)

    def _of(self, kind: Callable[[str], T]) -> Callable[[str], T]:
        def convert(written: str) -> T:
            try:
                return kind(written)
            except BadInput as error:
                raise argparse.ArgumentTypeError(self._terminal.say(error.message)) from error

        return convert


class Version(argparse.Action):
    """Prints the version of this program, and ends."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(nargs=0, default=argparse.SUPPRESS, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        assert isinstance(parser, Parser)
        parser.print_version(version())
        raise SystemExit(0)


def whole_number(lowest: int | None = None, highest: int | None = None) -> Callable[[str], int]:
    """A converter to a whole number, within these bounds if they are given."""

    def convert(written: str) -> int:
        try:
            number = int(written)
        except ValueError as error:
            raise BadInput(message("{written!r} is not a whole number", written=written)) from error
        if lowest is not None and highest is not None and not lowest <= number <= highest:
            raise BadInput(
                message(
                    "{written!r} is not between {lowest} and {highest}",
                    written=written,
                    lowest=str(lowest),
                    highest=str(highest),
                )
            )
        return number

    return convert


def one_of(choices: type[E]) -> Callable[[str], E]:
    """A converter to one of ``choices``."""

    def convert(written: str) -> E:
        try:
            return choices(written)
        except ValueError as error:
            known = ", ".join(choices)
            raise BadInput(
                message("{written!r} is not one of these: {known}", written=written, known=known)
            ) from error

    return convert


def translate_argparse(terminal: Terminal) -> None:
    """Translate argparse's own texts into the terminal's language.

    argparse looks them up with gettext's ``_``, which would need compiled catalogs.
    """
    translated = {one.text: terminal.say(one) for one in ARGPARSE_WORDS}
    argparse._ = lambda text: translated.get(text, text)  # type: ignore[attr-defined]


def _plain(terminal: Terminal, what: Message) -> str:
    """A sentence for argparse, in which percent signs are placeholders."""
    return terminal.say(what).replace("%", "%%")
