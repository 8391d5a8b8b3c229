"""Measures what an article costs once its page is here: CPU, and the event loop's patience.

``python -m benchmarks.pipeline --data DIR [--json]`` takes the pages of ``DIR/extraction``. A page's bytes
become a draft, its sentences and its summary, as the bot's workers do it; newspaper4k parses the same page
and runs its ``nlp`` without a download. Then the bot's reader reads the pages from a server on loopback, a
process of its own, while a heartbeat on the same event loop measures how late it is called, and how long
the loop was busy before.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import multiprocessing
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from aiohttp import web

from benchmarks.measure import arguments, interleaved, records, table
from bot.domain.errors import NotReadable
from bot.reading.extract.drafts import Draft
from bot.reading.extract.markup import decoded
from bot.reading.extract.pages import read_page
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader
from bot.reading.summarise.finish_edition import edition_of
from bot.reading.worker_pool import Workers

_BEAT = 0.001
"""Seconds between heartbeats."""
_IDLE = 5.0
"""Seconds the heartbeat is measured with nothing else to do."""


def ours(page: bytes) -> bool:
    """A page as far as its summary; whether an article came of it."""
    read = read_page(page, None, "https://example.org/2024/story")
    return isinstance(read, Draft) and bool(edition_of(read).summary)


def newspaper(page: bytes) -> bool:
    """The same by newspaper4k, without a download."""
    from newspaper import Article

    article = Article("https://example.org/2024/story", fetch_images=False, language="en")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            article.download(input_html=decoded(page, None))
            article.parse()
            article.nlp()
    except Exception:  # whatever a peer fails with, it gave no article
        return False
    return bool(article.summary)


def download_free() -> bool:
    """Let newspaper4k split sentences without fetching a model; whether it is installed."""
    try:
        from newspaper.nlp import split_sentences
        from nltk.tokenize.punkt import PunktSentenceTokenizer
    except ImportError:
        return False
    split_sentences._tokenizer = PunktSentenceTokenizer()
    return True


def over(pages: Sequence[bytes], name: str, articles: dict[str, int]) -> Callable[[], None]:
    """A run of a contestant over all pages; it notes how many became articles."""

    def run() -> None:
        articles[name] = sum(map(CONTESTANTS[name], pages))

    return run


CONTESTANTS: dict[str, Callable[[bytes], bool]] = {"ours": ours, "newspaper4k": newspaper}


def serve(pages: Sequence[bytes], port: Connection) -> None:
    """Serve the pages by their numbers until the process is ended."""

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not name.isdigit():
            return web.Response(status=404)
        return web.Response(body=pages[int(name)], content_type="text/html")

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{name}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


@dataclass(slots=True)
class Beats:
    """Of each heartbeat how many seconds late it was, and how many the loop's thread was busy before it.

    A machine that does other things makes any program late; only what is busy blocks the loop itself.
    """

    late: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


async def heartbeat(beats: Beats) -> None:
    """Note each beat."""
    while True:
        due, worked = time.perf_counter() + _BEAT, time.thread_time()
        await asyncio.sleep(_BEAT)
        beats.late.append(time.perf_counter() - due)
        beats.busy.append(time.thread_time() - worked)


async def reading(origin: str | None, count: int) -> Beats:
    """The heartbeats while pages were read one by one; without an ``origin`` while nothing was done."""
    beats = Beats()
    async with Fetcher(contact=None, allowed_origin=origin) as fetcher, Workers() as workers:
        reader = Reader(fetcher, workers)
        beating = asyncio.create_task(heartbeat(beats))
        if origin is None:
            await asyncio.sleep(_IDLE)
        for number in range(count):
            try:
                await reader.from_link(f"{origin}/{number}")
            except NotReadable:
                continue
        beating.cancel()
    return beats


def blocked(pages: Sequence[bytes]) -> Beats:
    """The heartbeats while the pages are read."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(pages, there), daemon=True)
    server.start()
    beats = asyncio.run(reading(f"http://127.0.0.1:{here.recv()}", len(pages)))
    server.terminate()
    server.join()
    return beats


def milliseconds(beats: Beats, idle: Beats) -> dict[str, float]:
    """What is told of the heartbeats, beside those with nothing else to do."""
    late = sorted(beats.late)
    told = {
        "median": late[len(late) // 2],
        "p99": late[int(0.99 * len(late))],
        "max": late[-1],
        "idle": max(idle.late),
        "busy": max(beats.busy),
    }
    return {name: round(1000 * seconds, 2) for name, seconds in told.items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    logging.disable(logging.CRITICAL)
    folder = options.data / "extraction"
    pages = [gzip.decompress((folder / row["file"]).read_bytes()) for row in records(folder / "pages.jsonl")]
    late = milliseconds(blocked(pages), asyncio.run(reading(None, 0)))
    names = ["ours", "newspaper4k"] if download_free() else ["ours"]
    articles: dict[str, int] = {}
    seconds = interleaved({name: over(pages, name, articles) for name in names}, options.rounds)
    ratio = seconds["ours"] / seconds["newspaper4k"] if "newspaper4k" in seconds else None
    if options.json:
        print(json.dumps({"time": ratio, "articles": articles, "late_ms": late}))
        return
    rows = [
        [
            name,
            str(articles[name]),
            f"{1000 * taken / len(pages):.1f}",
            f"{taken / seconds['newspaper4k']:.3f}" if ratio else "-",
        ]
        for name, taken in seconds.items()
    ]
    print(table(["reader", f"articles of {len(pages)}", "CPU ms a page", "time, newspaper4k = 1"], rows))
    print(
        f"\nheartbeat late: median {late['median']} ms, at most {late['max']} ms (idle {late['idle']} ms);"
        f" the loop was busy for at most {late['busy']} ms"
    )


if __name__ == "__main__":
    main()
