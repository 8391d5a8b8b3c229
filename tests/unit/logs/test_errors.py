"""Errors are told with type and place, and with their text only where that quotes nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
import yarl
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

import bot.database.errors  # noqa: F401  # what it knows of SQLAlchemy's errors
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.logs.errors import described, stack_of

WORDS = "axolotl"


class Counted(BaseModel):
    """A model with a number."""

    number: int


def _raised(work: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it is
        work()
    return caught.value


def _refused(statement: str, **given: str) -> Callable[[], object]:
    engine = create_engine("sqlite://", hide_parameters=True)

    def run() -> None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE said (words TEXT UNIQUE)"))
            connection.execute(text("CREATE VIRTUAL TABLE found USING fts5(words)"))
            connection.execute(text(statement), given)
            connection.execute(text(statement), given)

    return run


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda: int(WORDS), "ValueError"),
        (lambda: {}[WORDS], "KeyError"),
        (
            lambda: json.loads(f'"{WORDS}'),
            "JSONDecodeError: Unterminated string starting at: line 1 column 1",
        ),
        (lambda: b"\xff".decode(), "UnicodeDecodeError: utf-8, characters 0 to 1: invalid start byte"),
        (lambda: f"{WORDS}é".encode("ascii"), "UnicodeEncodeError: ascii, characters 7 to 8: ordinal not in"),
        (lambda: None.upper(), "AttributeError: NoneType has no upper"),  # type: ignore[attr-defined]
        (
            lambda: Path("nowhere", "at-all").read_text(),
            "FileNotFoundError: [Errno 2] No such file or directory",
        ),
        (lambda: Counted.model_validate({"number": WORDS}), "ValidationError"),
        (lambda: _fail(aiohttp.InvalidURL(yarl.URL(f"http://{WORDS}/"))), "InvalidUrl"),
        (lambda: _fail(PlatformFailed(message("Discord is away."))), "PlatformFailed: Discord is away."),
        (
            _refused("INSERT INTO said VALUES (:words)", words=WORDS),
            "IntegrityError: IntegrityError: SQLITE_CONSTRAINT_UNIQUE: UNIQUE constraint failed: said.words "
            "[SQL: INSERT INTO said VALUES (?)]",
        ),
        (
            _refused("SELECT * FROM found WHERE found MATCH :words", words=f'"{WORDS}'),
            "OperationalError: OperationalError: SQLITE_ERROR [SQL: SELECT * FROM found WHERE found MATCH ?]",
        ),
    ],
)
def test_an_error_is_told_without_what_it_quotes(work: Callable[[], object], told: str) -> None:
    error = _raised(work)
    assert described(error).startswith(told.replace("InvalidUrl", "InvalidU"))
    assert WORDS not in described(error)
    stack = stack_of(error).replace(WORDS.upper(), "")
    assert WORDS not in "".join(line for line in stack.splitlines() if not line.startswith("    "))


def _fail(error: Exception) -> None:
    raise error


def test_the_parameters_of_a_statement_are_hidden_by_the_engine_itself() -> None:
    error = _raised(_refused("INSERT INTO said VALUES (:words)", words=WORDS))
    assert isinstance(error, DBAPIError)
    assert WORDS not in str(error)


def test_causes_and_groups_are_told_with_their_frames() -> None:
    def chained() -> None:
        try:
            int(WORDS)
        except ValueError as error:
            raise ExceptionGroup(WORDS, [LookupError(WORDS), OSError(2, "Gone")]) from error

    stack = stack_of(_raised(chained))
    lines = stack.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert "int(WORDS)" in stack
    assert [one for one in lines if one and not one.startswith((" ", "Traceback"))] == [
        "ValueError",
        "which led to:",
        "ExceptionGroup",
        "of the group:",
        "LookupError",
        "of the group:",
        "FileNotFoundError: [Errno 2] Gone",
    ]
    assert WORDS not in stack


def test_endless_recursion_is_told_in_few_lines() -> None:
    def again(depth: int) -> int:
        return again(depth + 1) + 1

    assert len(stack_of(_raised(lambda: again(0))).splitlines()) < 200


def test_an_error_that_causes_itself_is_told_once() -> None:
    first, second = ValueError(), LookupError()
    first.__cause__, second.__cause__ = second, first
    assert stack_of(first).splitlines() == ["LookupError", "", "which led to:", "", "ValueError"]
