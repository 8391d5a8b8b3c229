"""What tests of every kind share."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import shutil
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.database.place import Place
from tests import postgresql
from tests.clock import SteppedClock
from tests.empty import put_empty_database
from tests.statements import compile_once
from tests.warm import warm_up

# How long an example takes says more about what else the machine does than about the program.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

compile_once()


LONGEST_FIRST = ("tests/sandbox/", "tests/unit/test_", "tests/discord/")
"""Where the tests stand that take longest: begun first, they leave no worker alone with one in the end."""

DISCORD_LOGGERS = ("discord", "discord.client", "discord.state", "discord.webhook.async_")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine postgresql``: on which engine the tests have their databases."""
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Start a PostgreSQL server where the tests are to run on one: one for all processes."""
    config.addinivalue_line("markers", "on(engine): the test is about this engine, and runs on it alone")
    config.addinivalue_line("markers", "plans: the test looks at how an engine finds rows")
    if config.option.engine == "postgresql" and postgresql.ADDRESS not in os.environ:
        server = contextlib.ExitStack()
        config.add_cleanup(server.close)
        os.environ[postgresql.ADDRESS] = str(server.enter_context(postgresql.serving()).folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests of what happens in the background wait a good deal."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the longest first, and none that says nothing about the engine."""
    others = [one for one in items if not _runs_on(config.option.engine, one)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [one for one in items if one not in others]

    def place(item: pytest.Item) -> int:
        ranks = (rank for rank, folder in enumerate(LONGEST_FIRST) if item.nodeid.startswith(folder))
        return next(ranks, len(LONGEST_FIRST))

    items.sort(key=place)


def _runs_on(engine: str, item: pytest.Item) -> bool:
    """Whether a test says something about this engine: it was told where a database of it is, and no file."""
    if about := item.get_closest_marker("on"):
        return engine in about.args
    asks_for = set(getattr(item, "fixturenames", ()))
    return engine == "sqlite" or ("stored_at" in asks_for and not asks_for & {"path", "place"})


def pytest_collection_finish() -> None:
    """What was imported and collected stays: to look at it for garbage costs a tenth of all CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """Before whatever reads an article starts a server of its own for its workers."""
    warm_up()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the program's schema with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "tertulia.sqlite3"
    put_empty_database(path)
    return path


@pytest.fixture(scope="session")
def server_databases() -> Iterator[postgresql.Databases | None]:
    """Databases on a PostgreSQL server; None where tests have theirs in files."""
    if folder := os.environ.get(postgresql.ADDRESS):
        with contextlib.closing(postgresql.Databases(folder)) as databases:
            yield databases
    else:
        yield None


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the database file of a test is to stand: nothing does yet."""
    return tmp_path / "tertulia.sqlite3"


@pytest.fixture
def database_file(place: Path, empty_database: Path) -> Path:
    """The file of a database with nothing in it."""
    shutil.copyfile(empty_database, place)
    return place


@pytest.fixture
def path(database_file: Path) -> Path:
    """The same, for tests that are about a file. Tests may have a parameter of this name instead."""
    return database_file


@pytest.fixture
def stored_at(
    request: pytest.FixtureRequest, server_databases: postgresql.Databases | None
) -> Iterator[Place]:
    """Where a database with nothing in it is, on the engine that the tests run on."""
    if server_databases is None:
        yield request.getfixturevalue("database_file")
        return
    taken = server_databases.take(as_made=request.node.get_closest_marker("plans") is not None)
    yield taken
    server_databases.give_back(taken)


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that stands still until the test steps it."""
    return SteppedClock()


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Commands and benchmarks that are run inside a test set logging up for a process of their own."""
    root = logging.getLogger()
    named = {name: logging.getLogger(name) for name in ("bot", "cogs", "sandbox", *DISCORD_LOGGERS)}
    levels, disabled = {one: one.level for one in (root, *named.values())}, root.manager.disable
    handlers = list(root.handlers)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    yield
    for one, level in levels.items():
        one.setLevel(level)
    root.handlers[:] = handlers
    logging.disable(disabled)
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
