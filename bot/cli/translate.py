"""``translate``: a text in the other language, by the engines that are set up, without Discord."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput, NotFound
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.translation import engine_title
from bot.reading.extract.drafts import ENDINGS
from bot.settings import Settings, load_settings
from bot.translation.chain import (
    NO_ENGINE,
    NOTHING_TO_TRANSLATE,
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

_ASKED_FOR_THE_LANGUAGE = message(
    "The language of the text is unclear. Say which one to translate to: --to en or --to es."
)


def translate(terminal: Terminal, source: str, *, to: Language | None, compare: bool) -> None:
    """Print the translation of a text, a file or ``-`` for standard input; ``compare``: every engine's."""
    text = _text(source)
    if not any(map(str.isalpha, text)):
        raise BadInput(NOTHING_TO_TRANSLATE)
    direction = direction_of(text, to)
    if isinstance(direction, Message):
        if to is None and direction == UNKNOWN_LANGUAGE:
            raise BadInput(_ASKED_FOR_THE_LANGUAGE)
        if to is None or direction not in (UNKNOWN_LANGUAGE, OTHER_LANGUAGE):
            raise BadInput(direction)
        direction = Direction.into(to)  # whoever names the language knows it
    told = asyncio.run(_translated(text, direction, load_settings(), compare=compare))
    if compare:
        for attempt in told.attempts:
            _show(attempt, terminal)
        return
    untranslated = isinstance(told, Untranslated)
    for attempt in told.attempts[: -1 if untranslated else None]:  # the reason is that of the last one
        if attempt.why is not None:
            terminal.note(_failed(attempt))
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
        if not _is_file(source):
            return source
        return Path(source).read_text("utf-8", "replace").rstrip("\n")
    except FileNotFoundError as error:
        raise BadInput(message("The file {file} does not exist.", file=source)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be read: {detail}", file=source, detail=detail)
        ) from error


def _is_file(source: str) -> bool:
    """Whether ``source`` is there, or is a word that ends as the name of a text file does."""
    if not source or len(source) >= 256 or "\n" in source:
        return False
    path = Path(source)
    ends_as_one = path.suffix.lower().removeprefix(".") in ENDINGS and not any(map(str.isspace, source))
    return path.exists() or ends_as_one


def _failed(attempt: Attempt) -> Message:
    """Why the next engine was asked."""
    if attempt.fault is not None and attempt.why is not None:  # it names the engine
        return attempt.why
    title = engine_title(attempt.engine, at_the_start=True)
    return message("{engine}: {why}", engine=title, why=attempt.why)


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
