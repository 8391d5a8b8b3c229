"""Sets the log up: one handler, through which every record passes, whoever makes it."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Literal, TextIO

from bot.logs.formats import Censor, JsonFormat, PlainFormat
from bot.logs.records import OURS, is_ours

LogFormat = Literal["plain", "json"]

_log = logging.getLogger(__name__)
_chosen: LogFormat = "plain"


def format_in_use() -> LogFormat:
    """The format that this process writes, for processes that it starts."""
    return _chosen


def set_up(
    stream: TextIO,
    level: str,
    form: LogFormat = "plain",
    *,
    secrets: Mapping[str, str] = MappingProxyType({}),
    coloured: bool = False,
) -> None:
    """Write the log to ``stream``, from ``level`` on, and nothing of ``secrets``, whose keys are their names.

    Libraries say warnings and errors alone, but for discord.py, which says at DEBUG what it asks Discord for.
    """
    global _chosen  # as the handler is, it is the process's
    _chosen = form
    censor = Censor(secrets)
    handler = _Handler(stream)
    handler.setFormatter(JsonFormat(censor) if form == "json" else PlainFormat(censor, coloured=coloured))
    handler.addFilter(_is_wanted)
    logging.basicConfig(level=max(logging.WARNING, _number(level)), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    _set_discord_up(level)
    sys.excepthook = _tell_of_end
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable
    warnings.showwarning = _tell_of_warning


def _set_discord_up(level: str) -> None:
    loud = level == "DEBUG"
    # What discord.py says while all goes well, and of voice and intents we do not use.
    logging.getLogger("discord").setLevel(level if loud else max(logging.WARNING, _number(level)))
    # It waits by itself where webhooks are to write more slowly.
    for name in ("discord.client", "discord.state", "discord.webhook.async_"):
        logging.getLogger(name).setLevel(logging.NOTSET if loud else logging.ERROR)


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def _is_wanted(record: logging.LogRecord) -> bool:
    """Whether a record may be written: a library may set its logger's level itself."""
    known = is_ours(record) or record.name.partition(".")[0] == "discord"
    return known or record.levelno >= logging.WARNING


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Leave out what cannot be written: Python would print the record as it is, secrets included."""


def _tell_of_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    _log.critical("The program has ended by a fault", exc_info=(kind, error, trace))


def _tell_of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        name = told.thread.name if told.thread else "?"
        _log.critical("The thread %s has ended by a fault", name, exc_info=told.exc_value)


def _tell_of_unraisable(told: sys.UnraisableHookArgs) -> None:
    if told.exc_value is not None:
        _log.error("A fault could not be raised", exc_info=told.exc_value)


def _tell_of_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_rest: Any, **_more: Any
) -> None:
    _log.warning("%s at %s:%d", category.__name__, filename, lineno)
