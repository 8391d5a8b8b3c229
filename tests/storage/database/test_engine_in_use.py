"""Two bots never write one database, and a bot that was killed keeps nobody out."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.database.engine_in_use import engine_of
from bot.domain.errors import StorageFailed

HOLD = """
import sys, time
from pathlib import Path
from bot.database.engine_in_use import engine_of
with engine_of(Path(sys.argv[1])).lock_for_bot():
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_bot_is_told_so_and_the_first_one_killed_leaves_nothing_locked(path: Path):
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(StorageFailed, match=f"already using {path}"), engine_of(path).lock_for_bot():
            pass
        first.kill()
    with engine_of(path).lock_for_bot():
        pass


def test_whoever_asks_for_a_bot_keeps_none_out(path: Path):
    with engine_of(path).lock_for_bot():
        assert engine_of(path).in_use()
    asked = threading.Event()

    def ask() -> None:
        while not asked.is_set():
            engine_of(path).in_use()

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask) for _ in range(2)]
        try:
            for _ in range(50):
                with engine_of(path).lock_for_bot():
                    pass
        finally:
            asked.set()
        assert [one.result() for one in asking] == [None] * 2


def test_whoever_asks_for_a_bot_is_none(path: Path):
    with engine_of(path).lock_for_bot():
        pass
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda _: engine_of(path).in_use(), range(200))
        assert not any(answers)


def test_a_folder_that_does_not_exist_yet_is_made(path: Path):
    with engine_of(path.parent / "new" / path.name).lock_for_bot():
        assert (path.parent / "new").is_dir()


def test_a_folder_that_cannot_be_made_is_named(path: Path):
    path.write_text("a file where a folder would have to be")
    with (
        pytest.raises(StorageFailed, match="cannot be written") as caught,
        engine_of(path / "bot.sqlite3").lock_for_bot(),
    ):
        pass
    assert caught.value.message.params["folder"] == str(path)


def test_a_lock_that_is_none_is_not_taken_for_another_bot(path: Path):
    Path(f"{path}.lock").write_bytes(b"something else entirely, and rather long for a lock" * 40)
    with pytest.raises(StorageFailed, match="cannot be written"), engine_of(path).lock_for_bot():
        pass
