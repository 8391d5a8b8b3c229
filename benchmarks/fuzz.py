"""Reads broken pages until something hangs or leaks.

``python -m benchmarks.fuzz --data DIR [--json] [--mutated N] [--generated N]`` reads the pages of
``DIR/extraction`` mutated (bytes flipped, parts cut out, repeated and mixed) and pages made to break parsers,
all in the bot's workers. It fails where a page takes longer than a worker's deadline, or where the bot's own
process has grown by more than 20 MB in the end. How many pages cost their worker is reported.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import gzip
import json
import logging
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence

from benchmarks.measure import records
from bot.domain.errors import NotReadable
from bot.reading.extract.pages import read_page
from bot.reading.worker_pool import DEADLINE, Workers

_MOST_GROWTH = 20.0
"""Megabytes."""
_SLACK = 2.0
"""Seconds a worker that is killed may take to be replaced, on a busy machine."""


def mutated(pages: Sequence[bytes], count: int, chance: random.Random) -> Iterator[bytes]:
    """Real pages with one to eight faults each."""
    for _ in range(count):
        page = bytearray(chance.choice(pages))
        for _ in range(chance.randint(1, 8)):
            start = chance.randrange(len(page) + 1)
            end = min(len(page), start + chance.randint(1, 4_000))
            match chance.randrange(6):
                case 0:
                    del page[start:end]
                case 1:
                    page[start:start] = page[start:end] * chance.randint(1, 20)
                case 2:
                    page[start:end] = bytes(chance.randrange(256) for _ in range(min(200, end - start)))
                case 3:
                    page[start:start] = chance.choice(
                        (b"<", b">", b'"', b"<!--", b"<script>", b"</div>", b"\0")
                    )
                case 4:
                    other = chance.choice(pages)
                    page[start:end] = other[start:end]
                case _:
                    page[start:end] = page[start:end][::-1]
        yield bytes(page)


def generated(count: int, chance: random.Random) -> Iterator[bytes]:
    """Pages made to be hard: deep, wide, long, unclosed, in no encoding, full of entities or linked data."""
    for number in range(count):
        size = 10 ** chance.randint(1, 5)
        tag = chance.choice(
            ("div", "p", "span", "table", "ul", "li", "blockquote", "a", "svg", "b", "form", "x-y")
        )
        open_tag, words = f"<{tag}>", "one word and another. "
        match number % 12:
            case 0:
                text = open_tag * size + words * 60
            case 1:
                text = f"<{tag} " + " ".join(f"a{n}=1" for n in range(10 * size)) + f">{words * 60}"
            case 2:
                text = (open_tag + words + f"</{tag}>") * size
            case 3:
                text = "<p>" + "&lt;&amp;&#x1F600;&bogus;" * size
            case 4:
                text = '<script type="application/ld+json">' + '{"@graph":[' * size + "</script>" + words * 60
            case 5:
                text = "<!--" * size + words * 60
            case 6:
                text = "<a href='?" + "x=1&" * size + f"' hreflang=es>{words}</a>" + f"<p>{words * 60}</p>"
            case 7:
                text = f"<p>{'a' * 10 * size}</p><p>{words * 60}</p>"
            case 8:
                text = f"<p class='{'ad ' * size}'>{words * 60}</p>"
            case 9:
                text = "<h1>" * size + words * 60 + "<br>" * size
            case 10:
                text = "<meta property='og:title' content='x'>" * size + f"<p>{words * 60}</p>"
            case _:
                text = "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(size))
        encoding = chance.choice(("utf-8", "utf-16", "latin-1", "utf-7", "cp1252"))
        yield text.encode(encoding, "replace")[: 5 * 1024 * 1024]


def resident() -> float:
    """The megabytes this process holds, what it has given back to its allocator left out."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm", encoding="ascii") as sizes:
        return int(sizes.read().split()[1]) * resource.getpagesize() / 1024**2


async def attack(pages: Iterator[bytes], workers: Workers) -> tuple[int, int, float]:
    """How many pages were read, how many cost their worker, and the longest that one took, in seconds."""
    read = lost = 0
    longest = 0.0
    for page in pages:
        before = time.perf_counter()
        try:
            await workers.run(read_page, page, None, "https://example.org/2024/story")
        except NotReadable:
            lost += 1
        read += 1
        longest = max(longest, time.perf_counter() - before)
    return read, lost, longest


async def main(argv: Sequence[str] | None = None) -> int:
    """Attack, and report; 1 where a promise is broken."""
    from argparse import ArgumentParser
    from pathlib import Path

    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with the measuring data"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
    parser.add_argument("--mutated", type=int, default=5_000)
    parser.add_argument("--generated", type=int, default=2_000)
    options = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)
    folder = options.data / "extraction"
    pages = [gzip.decompress((folder / row["file"]).read_bytes()) for row in records(folder / "pages.jsonl")]
    chance = random.Random(7)
    report: dict[str, object] = {}
    good = True
    async with Workers(count=1) as workers:
        await attack(mutated(pages, 20, chance), workers)
        await attack(generated(60, chance), workers)
        before = resident()
        for name, broken in (
            ("mutated", mutated(pages, options.mutated, chance)),
            ("generated", generated(options.generated, chance)),
        ):
            read, lost, longest = await attack(broken, workers)
            report[name] = {"read": read, "lost": lost, "longest": round(longest, 2)}
            good &= longest <= DEADLINE + _SLACK
        grown = resident() - before
        report["grown_mb"] = round(grown, 1)
        good &= grown <= _MOST_GROWTH
    print(
        json.dumps(report)
        if options.json
        else "\n".join(f"{name}: {found}" for name, found in report.items())
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
