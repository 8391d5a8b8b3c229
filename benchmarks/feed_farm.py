"""Thousands of feeds on loopback, each under a host name of its own: ``python -m benchmarks.feed_farm``.

Most say that they are unchanged when they are asked with what they are known by, some are the same but have
nothing that they are known by, the others bring an entry in each of their hours. Those that do not change are
the real feeds of ``--data`` where it is given. Hours are those of a clock that runs faster than the real one;
the farm prints its port, and ends when its input does.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

from benchmarks.feed_damage import stored_feeds

UNCHANGED, UNMARKED = 0.80, 0.15
"""Shares of feeds that do not change: with validators, and without. The others change."""
ENTRIES = 12
"""Of a document; with what each says they make about 50 KB, as much as half of real feeds have."""
HOUR = 3_600.0
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
"""When the clock of a farm begins."""
_PARAGRAPH = (
    '<p>The ferry to <a href="https://{host}/islands/{one}">the island</a> leaves at nine and comes back '
    "before night, the <em>captain</em> of the harbour said &amp; wrote.</p>"
    '<p><img src="/pictures/{one}.jpg" alt="The harbour"> Others wait for the tide.</p>'
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a feed behaves: whether it has ``validators``, and ``changes`` once an hour, ``after`` so
    many seconds of it.
    """

    validators: bool
    changes: bool
    after: float


def kind_of(number: int) -> Kind:
    """How the feed with this number behaves: kinds are spread evenly, as are their moments in the hour."""
    place = number * 61 % 100 / 100
    after = number * 7_919 % 3_600
    return Kind(place < UNCHANGED, place >= UNCHANGED + UNMARKED, float(after))


def host(number: int) -> str:
    """The host name of a feed."""
    return f"f{number}.farm.example"


def brought(number: int, seconds: float) -> int:
    """How many entries a feed that changes has brought by then."""
    return max(0, int((seconds - kind_of(number).after) // HOUR) + 1)


def published(number: int, count: int) -> datetime:
    """When a feed brought its ``count``-th entry, the first being 1; the ones before stood there always."""
    return BEGAN + timedelta(seconds=kind_of(number).after + (count - 1) * HOUR)


def document(number: int, count: int) -> bytes:
    """A feed that has brought ``count`` entries."""
    items = "".join(_item(number, one) for one in range(count, count - ENTRIES, -1))
    head = f"<title>Feed {number}</title><link>https://{host(number)}/</link><language>en</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(number: int, one: int) -> str:
    name = one + ENTRIES
    link = f"https://{host(number)}/stories/{name}"
    at = format_datetime(published(number, one))
    html = f"<h2>Story {name}</h2>" + _PARAGRAPH.format(host=host(number), one=name) * 16
    return (
        f"<item><title>Story {name} of feed {number}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{at}</pubDate><description><![CDATA[{html}]]></description></item>"
    )


class _Farm:
    def __init__(self, speed: float, began: float, data: Path | None) -> None:
        self._speed = speed
        self._began = began
        self._real = [gzip.compress(one, 1) for one in stored_feeds(data)] if data else []

    async def answer(self, request: web.Request) -> web.Response:
        number = int(request.host.split(".")[0].removeprefix("f"))
        kind = kind_of(number)
        seconds = (time.monotonic() - self._began) * self._speed
        count = brought(number, seconds) if kind.changes else 0
        headers = {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}
        if kind.validators or kind.changes:
            headers["ETag"] = f'"{number}-{count}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers={"ETag": headers["ETag"]})
        if self._real and not kind.changes:
            return web.Response(body=self._real[number % len(self._real)], headers=headers)
        return web.Response(body=gzip.compress(document(number, count), 1), headers=headers)


async def _serve(speed: float, began: float, data: Path | None) -> None:
    app = web.Application()
    app.router.add_get("/{path:.*}", _Farm(speed, began, data).answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1_000).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until the standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--speed", type=float, required=True, help="seconds of its clock in a real second")
    parser.add_argument("--began", type=float, required=True, help="the monotonic time its clock began")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with the measuring data")
    given = parser.parse_args(argv)
    asyncio.run(_serve(given.speed, given.began, given.data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
