"""``translate``: a text in the other language, by the engines that are set up, without Discord."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput, NotFound
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.settings import Settings, load_settings
from bot.translation.chain import (
    NO_ENGINE,
    OTHER_LANGUAGE,
    UNKNOWN_LANGUAGE,
    Attempt,
    Chain,
    Translation,
    Untranslated,
    direction_of,
)
from bot.translation.direction import Direction
from bot.translation.engines.chosen import chosen_engines, how_to_have_one


def translate(terminal: Terminal, source: str, *, to: Language | None, compare: bool) -> None:
    """Print the translation of a text, a file or ``-`` for standard input; ``compare``: every engine's."""
    text = _text(source)
    direction = direction_of(text, to)
    if isinstance(direction, Message):
        if to is None or direction not in (UNKNOWN_LANGUAGE, OTHER_LANGUAGE):
            raise BadInput(direction)
        direction = Direction.into(to)  # whoever names the language knows it
    told = asyncio.run(_translated(text, direction, load_settings(), compare=compare))
    if compare:
        for attempt in told.attempts:
            _show(attempt, terminal)
        return
    for attempt in told.attempts:
        if attempt.why is not None:
            terminal.note(message("{engine}: {why}", engine=attempt.engine, why=attempt.why))
    if isinstance(told, Untranslated):
        raise NotFound(how_to_have_one() if told.reason is NO_ENGINE else told.reason)
    terminal.write(f"{told.made.text}\n".encode())
    terminal.note(told.made.provenance)
    terminal.note(_guard(told.attempts[-1]))


async def _translated(
    text: str, direction: Direction, settings: Settings, *, compare: bool
) -> Translation | Untranslated:
    chain = Chain(chosen_engines(settings.engines))
    try:
        return await chain.translate(text, direction, every=compare)
    finally:
        await chain.close()


def _text(source: str) -> str:
    """What ``source`` is or names.

    Raises:
        BadInput: a file cannot be read.
    """
    try:
        if source == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
        is_file = len(source) < 256 and "\n" not in source and Path(source).is_file()
        return Path(source).read_text("utf-8", "replace").rstrip("\n") if is_file else source
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be read: {detail}", file=source, detail=detail)
        ) from error


def _show(attempt: Attempt, terminal: Terminal) -> None:
    seconds = f"{attempt.seconds:.2f}"
    terminal.tell(message("{engine}, {seconds} s", engine=attempt.engine, seconds=seconds))
    if attempt.text is not None:
        terminal.write(f"{attempt.text}\n".encode())
    terminal.tell(_guard(attempt))


def _guard(attempt: Attempt) -> Message:
    """What the guard says of a translation."""
    if attempt.why is not None:
        return message("Would not be shown: {why}", why=attempt.why)
    if attempt.findings:
        return message("The check warns: {why}", why=attempt.findings[0].sentence)
    return message("The check found no problems.")
