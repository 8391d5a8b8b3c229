"""The sentence of a log record, whoever made it."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from numbers import Number
from pathlib import PurePath
from typing import Any

from bot.domain.message import Message
from bot.logs.errors import sentence_about

OURS = frozenset({"bot", "cogs", "sandbox"})
"""The packages whose log calls are ours: a test keeps other people's words out of them."""

_SAFE = (str, Number, date, timedelta, PurePath, Message, Enum)
_ADDRESS = re.compile(r"(?:https?://|wss?://|/)[^\s\"<>{}]{1,2000}")
_NAME = re.compile(r"[A-Za-z_.]{1,64}|\d{1,20}")
"""The name of a method, an event or a module, or an id."""


def is_ours(record: logging.LogRecord) -> bool:
    """Whether our own code made this record."""
    return record.name.partition(".")[0] in OURS


def sentence_of(record: logging.LogRecord) -> str:
    """What a record says.

    Errors are told by :func:`sentence_about`, whoever names them. Of what libraries say only their own words
    are kept, with numbers, names and addresses: they log whole requests, answers and events.
    """
    if isinstance(record.msg, BaseException):
        return sentence_about(record.msg)
    template = str(record.msg)
    if not record.args:
        return _asyncio(template) if record.name == "asyncio" else template
    shown = _told if is_ours(record) else _reduced
    given: Any = record.args
    try:
        if isinstance(given, Mapping):
            return template % {name: shown(one) for name, one in given.items()}
        return template % tuple(shown(one) for one in given)
    except (TypeError, ValueError, KeyError):  # the call is wrong, which must not end what it tells of
        return template


def _asyncio(text: str) -> str:
    """asyncio puts tasks, results and arguments into its sentences, below the first line or in brackets."""
    return re.split(r"[(<\n]", text, maxsplit=1)[0].rstrip()


def _told(value: object) -> object:
    """A value that our own code logs: ids, numbers, moments, names and sentences as they are. Of keys, which
    are tuples or dataclasses, the parts; of anything else, which may hold a comment, its type.
    """
    if isinstance(value, BaseException):
        return _Shown(sentence_about(value))
    if value is None or isinstance(value, _SAFE):
        return value
    if isinstance(value, tuple):
        return _Shown(f"({', '.join(str(_told(one)) for one in value)})")
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, one.name) for one in fields(value)]
        told = ", ".join(
            str(_told(one)) for one in parts if not isinstance(one, str) or isinstance(one, Enum)
        )
        return _Shown(f"{type(value).__name__}({told})")
    return _Shown(f"({type(value).__name__})")


def _reduced(value: object) -> object:
    if value is None or isinstance(value, Number):
        return value
    if isinstance(value, BaseException):
        return _Shown(sentence_about(value))
    if isinstance(value, str) and (_NAME.fullmatch(value) or _ADDRESS.fullmatch(value)):
        return _Shown(value)
    if type(value).__name__ == "URL":  # yarl's, which is not imported for this alone
        return _Shown(str(value))
    return _Shown(f"({type(value).__name__})")


class _Shown(str):
    """A text that is the same with ``%s`` and ``%r``."""

    __slots__ = ()
    __repr__ = str.__str__
