"""What the log says of an error: its type, its place, and its text only where that quotes nobody.

The text of an error may hold anything: a value that could not be read, a row that the database refused, an
answer of somebody else's program. So it is shown for those types alone of which is known what it says.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from functools import singledispatch

from bot.domain.errors import TertuliaError

_MOST = 8
"""Errors of one chain, and frames of each from either end."""
_FRAMES = 30


@singledispatch
def text_of(error: BaseException) -> str:
    """The text of an error as far as it is known to quote nobody; empty for types that may quote somebody.

    Rooms that know further types register what is safe to say of them.
    """
    return ""


@text_of.register
def _(error: TertuliaError) -> str:
    return str(error)


@text_of.register
def _(error: OSError) -> str:
    """The system's words. The text of other errors of this type, as of aiohttp's, is made by libraries."""
    if error.errno is None or error.strerror is None:
        return ""
    file = f": {error.filename}" if isinstance(error.filename, str) else ""
    words = error.strerror if type(error).__module__ == "builtins" else ""
    return f"[Errno {error.errno}] {words}{file}".rstrip()


@text_of.register
def _(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        return f"{error.encoding}, characters {error.start} to {error.end}: {error.reason}"
    return ""


@text_of.register
def _(error: json.JSONDecodeError) -> str:
    return f"{error.msg}: line {error.lineno} column {error.colno}"


@text_of.register
def _(error: AttributeError) -> str:
    name = error.name if isinstance(error.name, str) and error.name.isidentifier() else ""
    return f"{type(error.obj).__name__} has no {name}" if name else ""


@text_of.register
def _(error: ImportError) -> str:
    return str(error.name or "")


def described(error: BaseException) -> str:
    """An error in one line: its type, and its text where that is safe."""
    name, text = type(error).__name__, text_of(error)
    return f"{name}: {text}" if text else name


def sentence_about(error: BaseException) -> str:
    """An error within a sentence: what a person would be told, or what :func:`described` says."""
    return str(error) if isinstance(error, TertuliaError) else described(error)


def stack_of(error: BaseException) -> str:
    """The frames of an error and of what caused it, the first cause first, as Python prints them."""
    return "".join(_lines(error, set())).rstrip("\n")


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    hidden = error.__suppress_context__
    cause = error.__cause__ if error.__cause__ is not None or hidden else error.__context__
    if cause is not None and id(cause) not in seen and len(seen) < _MOST:
        yield from _lines(cause, seen)
        yield "\nwhich led to:\n\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from _frames(error)
    yield f"{described(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen and len(seen) < _MOST:
                yield "\nof the group:\n\n"
                yield from _lines(one, seen)


def _frames(error: BaseException) -> Iterator[str]:
    frames = traceback.extract_tb(error.__traceback__)
    if len(frames) > 2 * _FRAMES:
        left_out = len(frames) - 2 * _FRAMES
        yield from traceback.format_list(frames[:_FRAMES])
        yield f"  ({left_out} frames)\n"
        frames = traceback.StackSummary.from_list(frames[-_FRAMES:])
    yield from traceback.format_list(frames)
