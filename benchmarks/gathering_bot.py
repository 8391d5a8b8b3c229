"""The bot as the benchmark of gathering runs it, a process of its own: as it is, or with one thing changed.

``python -m benchmarks.gathering_bot VARIANT``: ``ours`` as it is; ``dropping`` parses what is said and drops
it; ``each`` commits every message by itself; ``timed`` writes down when each message was committed.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import struct
import sys
import time
from typing import Any

import bot.app
import bot.database.engine
import bot.gathering.event_queue
import bot.parts
from bot.domain.events import MessagePosted
from bot.gathering.apply_events import ChannelEvent
from bot.gathering.event_queue import EventQueue
from bot.settings import load_settings

TIMES = "BENCHMARK_TIMES"
"""The environment's name for the file that ``timed`` writes: pairs of a message's id and seconds."""
PAIR = struct.Struct("<Qd")


class Dropping(EventQueue):
    """Takes what was said, and does nothing with it."""

    def enqueue(self, event: ChannelEvent) -> None:
        """Nothing."""


class Timed(EventQueue):
    """Writes down when each message was committed."""

    async def _store(self, group: list[Any]) -> None:
        await super()._store(group)
        now = time.monotonic()
        with open(os.environ[TIMES], "ab") as file:  # noqa: ASYNC230  # a few bytes, for a measurement
            file.write(
                b"".join(
                    PAIR.pack(one.event.id, now) for one in group if isinstance(one.event, MessagePosted)
                )
            )


def main(variant: str) -> None:
    """Run it until it is stopped."""
    logging.basicConfig(level=logging.WARNING)
    if variant == "dropping":
        bot.parts.EventQueue = Dropping  # type: ignore[misc]
    elif variant == "timed":
        bot.parts.EventQueue = Timed  # type: ignore[misc]
    elif variant == "each":
        bot.gathering.event_queue.GROUP_SIZE = bot.database.engine.GROUP = 1
    gc.freeze()  # as ``run`` does
    asyncio.run(bot.app.run(load_settings(env_file=None)))


if __name__ == "__main__":
    main(sys.argv[1])
