"""The log as it is set up: its formats, what libraries may say, and what ends in it."""

from __future__ import annotations

import ast
import asyncio
import contextvars
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl

from bot.discussion.stores.ended_store import Ended
from bot.domain.discussion import Author, Ending
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.jobs.kinds import Job
from bot.logs.interaction_code import code_of, current_code, enter
from bot.logs.setup import set_up

KEY = "planted-key-of-a-service"
WORD = "axolotl"
OURS, DISCORD, OTHER = (logging.getLogger(name) for name in ("bot.somewhere", "discord.http", "aiosqlite"))


class Log:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_plain_line_names_time_level_logger_and_interaction(log: Log) -> None:
    set_up(log.stream, "INFO")
    OURS.info("Gave Discord %d commands", 24)

    def answer() -> None:
        enter(1234567890123456789)
        OURS.warning("It failed")

    contextvars.copy_context().run(answer)
    first, second = log.lines
    assert first.endswith(" INFO bot.somewhere: Gave Discord 24 commands")
    assert second.endswith(f" WARNING bot.somewhere [{code_of(1234567890123456789)}]: It failed")


def test_json_has_a_line_for_each_record_that_machines_read(log: Log) -> None:
    set_up(log.stream, "INFO", "json")

    def answer() -> None:
        enter(7)
        try:
            int("axolotl")
        except ValueError:
            OURS.exception("%s failed\nby a fault", "/article post")

    contextvars.copy_context().run(answer)
    OURS.info("Stopped")
    first, second = log.entries
    assert first["message"] == "/article post failed\nby a fault"
    assert (first["level"], first["logger"], first["interaction"]) == ("ERROR", "bot.somewhere", code_of(7))
    assert (first["exception"]["type"], first["exception"]["message"]) == ("ValueError", "")
    assert first["exception"]["stack"].endswith("ValueError")
    assert "axolotl" not in first["exception"]["stack"].replace('int("axolotl")', "")
    assert second.keys() == {"time", "level", "logger", "message"}
    told = datetime.fromisoformat(second["time"])
    assert second["time"].endswith("Z")
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize("form", ["plain", "json"])
def test_the_secrets_of_the_settings_are_named_wherever_they_stand(log: Log, form: Any) -> None:
    set_up(log.stream, "DEBUG", form, secrets={"TERTULIA_DEEPL_KEY": KEY, "TERTULIA_CHAT_KEY": KEY[:12]})
    OURS.info("asked with %s", KEY)
    OURS.info("asked with %s", (7, KEY[:12]))
    OURS.error("failed", exc_info=OSError(5, KEY, KEY))
    DISCORD.debug("/%s/%s", KEY, yarl.URL(f"http://host/{KEY}"))
    written = log.stream.getvalue()
    assert KEY[:12] not in written
    assert "[TERTULIA_DEEPL_KEY]" in written
    assert "[TERTULIA_CHAT_KEY]" in written


def test_a_record_is_one_line_that_moves_no_cursor(log: Log) -> None:
    set_up(log.stream, "INFO")
    OURS.info("one\n2026-11-30 CRITICAL bot: two \x1b[2J\x9b")
    (line,) = log.lines
    assert line.endswith(r"one\x0a2026-11-30 CRITICAL bot: two \x1b[2J\x9b")


def test_of_what_discord_py_says_requests_are_kept_and_what_is_in_them_is_not(log: Log) -> None:
    set_up(log.stream, "DEBUG")
    url = "https://discord.example/api/v10/webhooks/12/planted?wait=true"
    DISCORD.debug("%s %s with %s has returned %s", "POST", url, '{"content":"axolotl"}', 200)
    DISCORD.debug("%s %s has received %s", "POST", yarl.URL(url), {"content": "axolotl"})
    DISCORD.debug("This is %(name)s", {"name": "axolotl and more"})
    DISCORD.debug("too many %s", 1, 2)
    assert [line.partition(": ")[2] for line in log.lines] == [
        "POST https://discord.example/api/v10/webhooks/12/***?*** with (str) has returned 200",
        "POST https://discord.example/api/v10/webhooks/12/***?*** has received (dict)",
        "This is (str)",
        "too many %s",
    ]


def test_discord_py_logs_with_templates_alone() -> None:
    """So what it says is told from what was said: an f-string would hold both."""
    folder = Path(str(discord.__file__)).parent
    calls = [
        (file.name, node.lineno, node.args[0])
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_log"
    ]
    assert len(calls) > 100
    made = (ast.JoinedStr, ast.BinOp, ast.Call)
    assert [(file, line) for file, line, template in calls if isinstance(template, made)] == []


def test_of_what_our_own_code_logs_ids_are_kept_and_what_may_hold_a_comment_is_not(log: Log) -> None:
    set_up(log.stream, "INFO")
    OURS.info("%s", partial(print, text="axolotl"))
    OURS.info("%s %r", {"text": "axolotl"}, ["axolotl"])
    OURS.info("%s of %s", (Job.MIRROR, 7), Ended(7, 12, Ending.CLOSED))
    OURS.info("%s", Author(7, "axolotl", None))
    OURS.info("%s failed: %s", "mirrors", PlatformFailed(message("Discord is away.")))
    assert [line.partition("somewhere: ")[2] for line in log.lines] == [
        "(partial)",
        "(dict) (list)",
        "(mirrors, 7) of Ended(7, 12, closed)",
        "Author(7, None, False)",
        "mirrors failed: Discord is away.",
    ]


def test_other_libraries_say_no_more_than_warnings_however_loud_it_is(log: Log) -> None:
    set_up(log.stream, "DEBUG")
    OTHER.setLevel("DEBUG")
    try:
        OTHER.debug("executing %s", "INSERT 'axolotl'")
        OTHER.info("executed")
        OTHER.warning("%s took long: %r", "INSERT 'axolotl'", ValueError(WORD))
    finally:
        OTHER.setLevel("NOTSET")
    (line,) = log.lines
    assert line.endswith("WARNING aiosqlite: (str) took long: ValueError")


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_the_level_of_the_settings_is_that_of_our_own_log(log: Log, level: str) -> None:
    set_up(log.stream, level)
    levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    for one in levels:
        OURS.log(logging.getLevelNamesMapping()[one], "said")
    assert [line.split()[2] for line in log.lines] == levels[levels.index(level) :]


async def test_what_asyncio_says_of_a_task_names_no_result(log: Log) -> None:
    set_up(log.stream, "INFO")

    async def fail() -> None:
        raise ValueError(WORD)

    loop = asyncio.get_running_loop()
    loop.call_soon(lambda *_words: int("x" + "axolotl"), "axolotl")
    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "future": task, "exception": task.exception()}
    )
    await asyncio.sleep(0)
    written = log.stream.getvalue()
    assert "ERROR asyncio: Task exception was never retrieved\nTraceback" in written
    assert "ERROR asyncio: Exception in callback test_what_asyncio" in written
    assert "axolotl" not in "".join(line for line in log.lines if not line.startswith("    "))


def _end_the_program() -> None:
    sys.excepthook(ValueError, ValueError(WORD), None)


def _end_a_thread() -> None:
    def fail() -> None:
        raise ValueError(WORD)

    thread = threading.Thread(target=fail, name="input")
    thread.start()
    thread.join()


def _warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(WORD, UserWarning, stacklevel=1)


class _Unraisable:
    def __del__(self) -> None:
        raise ValueError(WORD)


def _fail_where_nothing_can_be_raised() -> None:
    _Unraisable()


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (_end_the_program, "CRITICAL bot.logs.setup: The program has ended by a fault"),
        (_end_a_thread, "CRITICAL bot.logs.setup: The thread input has ended by a fault"),
        (_fail_where_nothing_can_be_raised, "ERROR bot.logs.setup: A fault could not be raised"),
        (_warn, "WARNING bot.logs.setup: UserWarning at "),
    ],
)
def test_what_python_prints_itself_passes_through_the_log(
    log: Log, work: Callable[[], None], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(log.stream, "INFO")
    work()
    assert told in log.lines[0]
    assert "axolotl" not in log.stream.getvalue() + capsys.readouterr().err


def test_a_record_that_cannot_be_written_is_printed_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    set_up(Full(), "INFO")
    OURS.error("%s", "planted")
    assert capsys.readouterr().err == ""


def test_a_code_is_short_and_the_same_for_one_interaction_alone() -> None:
    codes = {code_of(1234567890123456789 + number) for number in range(10_000)}
    assert len(codes) == 10_000
    assert all(len(one) == 9 and set(one) <= set("-0123456789ABCDEFGHJKMNPQRSTVWXYZ") for one in codes)
    assert code_of(7) == code_of(7)
    assert current_code() == ""
