"""Measures how long a held comment stands in its thread before the bot has taken it down.

``python -m benchmarks.holding [--messages N] [--json]``: people in a sandbox that keeps Discord's limits
write 20 messages a second in ten threads, those of five articles in two channels, and everything is copied to
the other channel. Every twentieth message has a banned word and is to be held; every fourth of those has one
to four files of up to 8 MB, which have to be copied first and come as slowly as through a busy line. Held
comments owe their authors letters and moderators notices, as always. The time is from the moment a message is
there to the moment it is gone.

In ``--json``, ``p99`` and ``p99_files`` are seconds, of messages without files and with some; ``standing``
counts held messages that were not taken down within a minute, ``wrong`` other messages that were, held
comments that are not stored with their text, and files that were not copied byte by byte. ``load`` is how
many processes of the machine waited for a processor on average, before and after: there are ``cpus``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import table
from benchmarks.recovery_load import Load
from sandbox.server import Sandbox
from sandbox.world import Event
from tests.bot_process import BotProcess

RATE, THREADS, HELD_EACH, FILES_EACH = 20.0, 10, 20, 4
"""Messages a second, in so many threads; every so many is held, and every so many of those has files."""
LIMITS = {"p99": 1.0, "p99_files": 10.0, "standing": 0, "wrong": 0}
PATIENCE = 60.0
"""Seconds that the last held messages are given."""
ROOMS = ("news", "noticias")
WORD = "scoundrel"
SIZES = (40_000, 400_000, 2_000_000, 8_000_000)
"""Bytes of the files: a small picture, a screenshot, a photograph, a video."""
DOWNLOAD_SECONDS = 2.0
"""How long a file of 10 MB takes: a line of 40 Mbit/s."""
_MODERATOR = "Marta"
_WRITERS = ("Emma", "Elena", "Luz")


@dataclass
class Held:
    """A message that has to be held: what it says, its files, and when it came and was gone."""

    text: str
    files: dict[str, bytes]
    came: float
    gone: float | None = None


@dataclass
class Watch:
    """What becomes of the messages; hears what happens in the sandbox."""

    held: dict[str, Held] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    """Messages that were not to be held and are gone."""

    def hear(self, event: Event) -> None:
        """Note what was deleted."""
        if event.name != "MESSAGE_DELETE":
            return
        message_id = event.data["id"]
        if message_id in self.held:
            self.held[message_id].gone = time.monotonic()
        elif message_id in self.others:
            self.lost.add(message_id)

    def waits(self, *, files: bool) -> list[float]:
        """How long each held message stood, with files or without, the shortest first."""
        told = [one for one in self.held.values() if bool(one.files) is files]
        return sorted(one.gone - one.came for one in told if one.gone is not None)


async def prepare(sandbox: Sandbox, folder_of_rooms: Sequence[str] = ROOMS) -> list[str]:
    """Set the server up and post the articles; gives the threads."""
    marta = sandbox.member(_MODERATOR)
    channel = sandbox.world.channel_named("moderators")["id"]
    for path, options in (
        ("settings moderators-channel", {"channel": channel}),
        ("rules words add", {"list": "banned", "language": "en", "text": WORD}),
        ("rules banned-words", {"action": "hold"}),
    ):
        await (await marta.command("moderators", path, **options)).answer()
    load = Load(sandbox, folder_of_rooms, 1, 0)
    for _ in range(THREADS // len(folder_of_rooms)):
        await load.post()
    rooms = {sandbox.world.channel_named(name)["id"] for name in folder_of_rooms}
    threads = [one for one in sandbox.world.channels.values() if one.get("parent_id") in rooms]
    assert len(threads) == THREADS, f"{len(load.posted)} cards, {len(threads)} threads"
    return [str(one["id"]) for one in threads]


async def talk(sandbox: Sandbox, threads: Sequence[str], watch: Watch, messages: int) -> None:
    """Have that many messages said at a steady pace."""
    chance = random.Random(1)
    people = [sandbox.member(name) for name in _WRITERS]
    began = time.monotonic()
    for number in range(messages):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        person, thread = chance.choice(people), threads[number % len(threads)]
        if number % HELD_EACH != HELD_EACH // 2:
            sent = await person.send(thread, f"I walked past the market this morning, for time {number}.")
            watch.others.add(sent["id"])
        else:
            with_files = (number // HELD_EACH) % FILES_EACH == 0
            files = {
                f"{name}.bin": chance.randbytes(chance.choice(SIZES))
                for name in range(chance.randint(1, 4) if with_files else 0)
            }
            text = f"Number {number} is a {WORD}."
            came = time.monotonic()
            sent = await person.send(thread, text, files=[*files.items()])
            watch.held[sent["id"]] = Held(text, files, came)
        person.heard.clear()


async def measure(messages: int, folder: Path) -> tuple[Watch, int]:
    """Everything that happened, and how much of what is stored is wrong."""
    async with Sandbox.start() as sandbox:
        sandbox.parts.files.seconds = DOWNLOAD_SECONDS
        bot = BotProcess(sandbox, folder / "bot.sqlite3")
        try:
            await bot.start()
            threads = await prepare(sandbox)
            watch = Watch()
            sandbox.world.listeners.append(watch.hear)
            await talk(sandbox, threads, watch, messages)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    while any(one.gone is None for one in watch.held.values()):  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
            await asyncio.sleep(0.5)  # for what is stored once the message is gone
        finally:
            await bot.kill()
        return watch, len(watch.lost) + wrong(bot.database, watch)


def wrong(database: Path, watch: Watch) -> int:
    """How many held comments are not stored as they were said, or without a file of theirs."""
    found = 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        for message_id, one in watch.held.items():
            query = (
                "SELECT comment.id, text FROM comment JOIN held ON held.comment_id = comment.id "
                "WHERE source_id = ? AND status = 'hidden'"
            )
            row = connection.execute(query, [int(message_id)]).fetchone()
            if row is None or row[1] != one.text:
                found += 1
                continue
            copies = connection.execute(
                "SELECT filename, copy FROM attachment WHERE comment_id = ?", [row[0]]
            )
            found += dict(copies.fetchall()) != one.files
    return found


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of sorted times does not exceed."""
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=8_000, help="how many are said (default 8000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        watch, mistakes = asyncio.run(measure(given.messages, Path(folder)))
    plain, with_files = watch.waits(files=False), watch.waits(files=True)
    figures = {
        "messages": given.messages,
        "held": len(watch.held),
        "held_files": sum(bool(one.files) for one in watch.held.values()),
        "p50": round(percentile(plain, 0.5), 3),
        "p99": round(percentile(plain, 0.99), 3),
        "max": round(percentile(plain, 1), 3),
        "p50_files": round(percentile(with_files, 0.5), 3),
        "p99_files": round(percentile(with_files, 0.99), 3),
        "max_files": round(percentile(with_files, 1), 3),
        "standing": sum(one.gone is None for one in watch.held.values()),
        "wrong": mistakes,
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "cpus": os.cpu_count(),
    }
    if given.json:
        print(json.dumps(figures))
    else:
        print(table(["", "measured"], [[name, str(value)] for name, value in figures.items()]))
    return int(any(figures[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
