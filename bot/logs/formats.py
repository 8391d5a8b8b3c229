"""The two formats of the log: lines for people, and JSON for machines."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping

from bot.logs.clean import clean
from bot.logs.errors import described, stack_of
from bot.logs.interaction_code import current_code
from bot.logs.records import sentence_of

_COLOURS = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m", logging.CRITICAL: "\x1b[31m"}
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
"""Control characters as they are written in Python: a line of the log is one line, and moves no cursor."""
_STACK_CONTROLS = {code: text for code, text in _CONTROLS.items() if code not in (9, 10)}
_SHORTEST = 6
"""Characters of a secret at the least: replacing shorter ones would only garble the log."""


class Censor:
    """Takes out of a text what :func:`clean` does, and the ``secrets`` of the settings, given by name."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        # The longest first: one may be part of another.
        known = sorted(secrets.items(), key=lambda one: -len(one[1]))
        self._secrets = [(value, f"[{name}]") for name, value in known if len(value) >= _SHORTEST]

    def line(self, text: str) -> str:
        """``text`` in one line."""
        return self._clean(text).translate(_CONTROLS)

    def lines(self, text: str) -> str:
        """``text`` with its line breaks."""
        return self._clean(text).translate(_STACK_CONTROLS)

    def _clean(self, text: str) -> str:
        for value, name in self._secrets:
            text = text.replace(value, name)
        return clean(text)


class PlainFormat(logging.Formatter):
    """Time, level, logger, the code of the interaction and the sentence; below it the stack of an error."""

    def __init__(self, censor: Censor, *, coloured: bool) -> None:
        super().__init__()
        self._censor = censor
        self._coloured = coloured

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, with those of its error."""
        code = f" [{code}]" if (code := current_code()) else ""
        sentence = self._censor.line(sentence_of(record))
        line = f"{self.formatTime(record)} {record.levelname} {record.name}{code}: {sentence}"
        if error := _error_of(record):
            line += "\n" + self._censor.lines(stack_of(error))
        colour = _COLOURS.get(record.levelno) if self._coloured else None
        return f"{colour}{line}\x1b[0m" if colour else line


class JsonFormat(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger`` and ``message``. Where there are any,
    ``interaction``, the code of one, and ``exception`` with ``type``, ``message`` and ``stack``.
    """

    def __init__(self, censor: Censor) -> None:
        super().__init__()
        self._censor = censor

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told: dict[str, object] = {
            "time": f"{moment}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": self._censor.lines(sentence_of(record)),
        }
        if code := current_code():
            told["interaction"] = code
        if error := _error_of(record):
            told["exception"] = {
                "type": type(error).__name__,
                "message": self._censor.lines(described(error).partition(": ")[2]),
                "stack": self._censor.lines(stack_of(error)),
            }
        return json.dumps(told)


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None
