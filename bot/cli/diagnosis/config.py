"""``config``: every setting with where its value is from, secrets masked."""

from __future__ import annotations

from pathlib import Path

from bot.cli.terminal import Terminal
from bot.domain.message import Message, counted, message
from bot.settings.described import Described, described
from bot.settings.loading import Reading, presentable, read_settings, unused
from bot.settings.sources import Given, Source

ENV_FILE = ".env"
_SOURCES = {
    Source.ENVIRONMENT: message("environment"),
    Source.DEFAULT: message("default"),
}
"""What is said of the sources that are no file."""
_WIDTH = 22
"""Columns for a value; a longer one moves what stands behind it."""


def config(terminal: Terminal, *, as_json: bool) -> None:
    """Print every setting; exit code 1 if one is wrong or unknown."""
    reading = read_settings(ENV_FILE)
    if as_json:
        terminal.write_json(_as_object(reading, terminal))
    else:
        _show(reading, terminal)
    if reading.settings is None:
        raise SystemExit(1)


def _show(reading: Reading, terminal: Terminal) -> None:
    if not Path(ENV_FILE).is_file():
        terminal.note(message("There is no file .env in {folder}.", folder=str(Path.cwd())))
    width = max(map(len, described()))
    for one in described().values():
        given = reading.given.get(one.name)
        value = (_value(one, reading) or "—").replace("\n", " ")
        sign, style = ("✓", "green") if given else (" ", "")
        if one.name in reading.wrong:
            sign, style = "✗", "bold red"
        terminal.out.print(sign, style=style, end=" ")
        terminal.tell(
            message(
                "{name} {value}  {source}",
                name=one.name.ljust(width),
                value=value.ljust(_WIDTH),
                source=_place(given),
            )
        )
        if one.name in reading.wrong:
            _explain(reading.wrong[one.name], terminal)
    for stray, sentence in reading.unknown.items():
        terminal.out.print("✗", style="bold red", end=" ")
        terminal.tell(sentence)
        _explain(message("Set in: {place}", place=_place(stray)), terminal)
    for sentence in () if reading.settings is None else unused(reading.settings):
        terminal.out.print("!", style="yellow", end=" ")
        terminal.tell(sentence)
    if wrong := len(reading.wrong) + len(reading.unknown):
        terminal.tell(counted("{count} setting is wrong.", "{count} settings are wrong.", wrong))
    else:
        terminal.tell(message("All settings are right."))


def _explain(sentence: Message, terminal: Terminal) -> None:
    terminal.out.print("  →", end=" ")
    terminal.tell(sentence)


def _value(one: Described, reading: Reading) -> str | None:
    """The value as it may be shown; None if there is none."""
    given = reading.given.get(one.name)
    if given is None:
        return one.default or None
    return presentable(given.value, one, is_wrong=one.name in reading.wrong)


def _place(given: Given | None) -> Message | str:
    """Where a value is from, in words."""
    if given is not None and given.file is not None:
        return str(given.file)
    return _SOURCES[Source.DEFAULT if given is None else given.source]


def _as_object(reading: Reading, terminal: Terminal) -> dict[str, object]:
    def setting(one: Described) -> dict[str, object]:
        given, wrong = reading.given.get(one.name), reading.wrong.get(one.name)
        return {
            "name": one.name,
            "value": None if given is not None and one.secret else _value(one, reading),
            "secret": one.secret,
            "source": Source.DEFAULT if given is None else given.source,
            "file": None if given is None or given.file is None else str(given.file),
            "fault": None if wrong is None else terminal.say(wrong),
        }

    return {
        "right": reading.settings is not None,
        "settings": [setting(one) for one in described().values()],
        "unknown": [
            {
                "name": one.name,
                "source": one.source,
                "file": None if one.file is None else str(one.file),
                "fault": terminal.say(sentence),
            }
            for one, sentence in reading.unknown.items()
        ],
    }
