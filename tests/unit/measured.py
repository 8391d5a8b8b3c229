"""``python -m tests.unit.measured growth|loop [NAME...]``: tells which functions, but those named, are slow.

It runs by itself, so that the system can kill it: nothing else stops a regular expression that does not end.
"""

from __future__ import annotations

import gc
import itertools
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from bot.reading.extract.drafts import Draft
from bot.reading.extract.facts.titles import agree
from bot.reading.extract.markdown import read_markdown
from bot.reading.extract.pages import read_page
from bot.reading.extract.plain_text import read_text
from bot.reading.feeds.read_feed import read_feed
from bot.reading.summarise.finish_edition import edition_of
from bot.translation.engines.apertium_repair import repaired
from bot.translation.guard import check
from tests.machine_speed import slowness
from tests.unit.hostile_text import Call, arguments_of, functions, prepared

MOST = 3.0
"""How many times as long a text of double length may take."""
SHORTEST, LONGEST = 128, 8_192
"""Characters: from the first the length is doubled until the second is reached."""
SAMPLE = 1_024
FLOOR = 0.004
"""Seconds below which nothing is said of how time grows: quadratic time is longer at 8,192 characters."""
RUNS = 5
KILLED_AFTER = 30
"""Seconds of CPU after which the system ends this process, within one function and one kind of text: many
times what is needed on a slow machine, and far less than what does not end takes.
"""
LOOP_CHARACTERS, LOOP_SECONDS, LOOP_RUNS = 4_000, 0.005, 20
"""What runs on the event loop takes no longer for so long a text, on a machine as fast as the reference."""
OFF_THE_LOOP = "bot.reading."
ON_THE_LOOP = (
    "bot.reading.fetch.addresses.",
    "bot.reading.language_detection.",
    "bot.reading.fetch.network.",
)
"""Reading happens in the workers, but for these."""
OF_MANY_TEXTS = frozenset(
    f"bot.{name}"
    for name in (
        "exporting.formats.CsvWriter.comment",
        "exporting.formats.CsvWriter.head",
        "exporting.formats.JsonWriter.comment",
        "exporting.formats.JsonWriter.head",
        "exporting.markdown.MarkdownWriter.comment",
        "exporting.markdown.MarkdownWriter.head",
        "exporting.html.HtmlWriter.comment",
        "exporting.html.HtmlWriter.head",
        "moderating.record_view.record_view",
        "browsing.search_view.found_view",
        "servers.help_view.help_views",
        "moderating.notice_view.notice_view",
        "moderating.acting.case_view.case_view",
        "mirroring.mirror_view.mirror_of",
        "posting.card_view.card_view",
        "discussion.featuring.question_view.question_view",
        "posting.card_view.reading_view",
        "discussion.comment_text_view.side_by_side",
        "translating.translate_view.reading_view",
    )
)
"""What draws or writes many texts at once: each costs what the functions it is drawn with cost."""

_UNITS = (
    " ", "\n", "\t", "\r\n", "\u00a0", "\u2028", "\u200b", "\ufeff", "\0", "a", "m", "A ", "1", "1. ", "a.",
    "...", ". ", "It is. ", '"', "“", "'", "(", "[", "](", "[a](b ", "![", "[a]", "<", "<a", "<@1>",
    "<div>", "</p>", "&amp;", "&#1", "*", "**a", "_a ", "`", "```\n", "||", "~~a", "\\", "#", "# ", "\n# ",
    "- ", "\n- ", "> ", "\n>\n", "| ", " - ", "-", "---\n", "a\n=", "=;", "a: b\n", ":", "://", "//",
    "www.a", "@", "@.", "@everyone", "a'", ", ", "%41", "?a=1&", "../", "é", "e\u0301", "\u0327\u0301", "😀",
    "ja", "de ", "by ", "2024-01-01 ", "12:30 ", "schema.org/Article ", "comment-", "\x1b[",
    "Disallow: /*a\n", "_", "](http://", " | a.com", "a Abcd",
)  # fmt: skip
SEEDS = (
    *(("", unit, "") for unit in _UNITS),
    *(("a", unit, "b") for unit in (" ", "\n", "\n ", "\u00a0", ".", "m", "ja")),
    *(("# ", unit, "x") for unit in (" ", "#", "# ")),
    *(("", unit, "z") for unit in ("h", "m", "ja", "a.")),
    ("1", " ", "x"),
    ("{", "\n", ""),
    ("", "[" * 64 + "](" * 64, ""),
    ("https://", "a.", ""),
    ("https://", "\u0327\u0301", ""),
    ("https://example.org/", "a/", ""),
    ("https://example.org/?", "a=%41&", ""),
    ("<meta charset=", " ", "-"),
    ("---\n", "\n- ", ""),
    ("User-agent: *\nDisallow: /", "*a", "$"),
)
"""What a hostile text begins with, what it repeats, and what it ends in."""

_PROSE = "The river rose in one night, and the old bridge was closed to all the traffic by noon.\n\n" * 6


_CALLS = itertools.count()


def text_of(seed: tuple[str, str, str], length: int) -> str:
    """A hostile text whose repeated part has so many characters."""
    before, unit, after = seed
    return before + (unit * (length // len(unit) + 1))[:length] + after


def calls() -> Iterator[tuple[str, Call]]:
    """Everything that is measured: what is found, and the readers with a text that is an article's too."""
    yield from ((one.name, one.call) for one in functions() if one.call)
    yield (
        "bot.reading.extract.plain_text.read_text with prose",
        lambda text: prepared(read_text, (f"{text}\n\n{_PROSE}{text}",), {}),
    )
    yield (
        "bot.reading.extract.markdown.read_markdown with prose",
        lambda text: prepared(read_markdown, (f"{text}\n\n{_PROSE}{text}",), {}),
    )
    yield (
        "bot.reading.extract.markdown.read_markdown with YAML",
        lambda text: prepared(read_markdown, (f"---\ntitle: {text}\n---\n{_PROSE}",), {}),
    )
    yield (
        "bot.reading.extract.markdown.read_markdown with TOML",
        lambda text: prepared(read_markdown, (f"+++\ntitle = {text}\n+++\n{_PROSE}",), {}),
    )
    yield (
        "bot.reading.extract.pages.read_page with prose",
        lambda text: prepared(read_page, (_page(text), None, ""), {}),
    )
    yield (
        "bot.reading.feeds.read_feed.read_feed with entries",
        lambda text: prepared(read_feed, (_feed(escape(text)), None, ""), {}),
    )
    yield (
        "bot.reading.feeds.read_feed.read_feed with damage",
        lambda text: prepared(read_feed, (_feed(text), None, ""), {}),
    )
    yield "bot.reading.summarise.finish_edition.edition_of with prose", _edition
    for function in (agree, check, repaired):
        yield f"{function.__module__}.{function.__name__} with another text", _with_another(function)


def _with_another(function: Callable[..., object]) -> Call:
    """A call with a text and the same backwards: what is looked for from the one is not in the other."""

    def call(text: str) -> Callable[[], None]:
        _, named = arguments_of(function, text[::-1])
        return prepared(function, (), {**named, next(iter(named)): text})

    return call


def _edition(text: str) -> Callable[[], None]:
    draft = read_text(f"{_PROSE}{text}")
    return prepared(edition_of, (draft,) if isinstance(draft, Draft) else (), {})


def _page(text: str) -> bytes:
    """A page that says ``text`` wherever pages say something of their article."""
    told = {
        "@type": "NewsArticle",
        "headline": text,
        "author": text,
        "datePublished": text,
        "description": text,
    }
    return (
        f"<html><head><title>{text}</title><meta property='og:title' content='{text}'>"
        f"<meta name=author content='{text}'><meta property='og:site_name' content='{text}'>"
        f"<script type='application/ld+json'>{json.dumps(told)}</script></head><body><article>"
        f"<h1 class='{text}'>{text}</h1><div class=byline>{text}</div><time>{text}</time>"
        f"<p>{_PROSE}</p><p>{text}</p></article></body></html>"
    ).encode("utf-8", "replace")


def _feed(text: str) -> bytes:
    """A feed that says ``text`` wherever feeds say something of their entries."""
    fields = "".join(
        f"<{name}>{text}</{name}>"
        for name in ("title", "link", "guid", "pubDate", "author", "category", "description", "language")
    )
    return f"<rss><channel>{fields}<item>{fields}</item></channel></rss>".encode("utf-8", "replace")


def seconds(call: Call, seed: tuple[str, str, str], length: int, runs: int = 1, enough: float = 0.0) -> float:
    """The CPU time of a call, least of ``runs`` or the first below ``enough``.

    Each run has a text of its own: what is remembered of the last one is no help.
    """
    least = float("inf")
    for _ in range(runs):
        ready = call(text_of(seed, length - next(_CALLS) % 32))
        before = time.thread_time()  # a process's own clock only ticks while a timer may end it
        ready()
        least = min(least, time.thread_time() - before)
        if least < enough:
            break
    return least


def growth(call: Call, seed: tuple[str, str, str]) -> Sequence[float] | None:
    """The times at three lengths, each the double of the one before, where time more than triples twice."""
    if (longest := seconds(call, seed, LONGEST)) < FLOOR:
        return None
    short = seconds(call, seed, SAMPLE)
    if short < FLOOR and longest < short * MOST * LONGEST / SAMPLE:
        return None
    length, last = SHORTEST, 0.0
    while length <= LONGEST:
        took = seconds(call, seed, length)
        if last and took > FLOOR and took > MOST * last:
            times = [seconds(call, seed, one, RUNS) for one in (length // 4, length // 2, length)]
            if times[1] > MOST * times[0] and times[2] > MOST * times[1]:
                return times
        length, last = 2 * length, took
    return None


def on_the_loop(call: Call, seed: tuple[str, str, str]) -> Sequence[float] | None:
    """The time a text takes on the event loop, where that is too long."""
    took = seconds(call, seed, LOOP_CHARACTERS, LOOP_RUNS, LOOP_SECONDS)
    return None if took < LOOP_SECONDS or took < LOOP_SECONDS * slowness() else [took]


def runs_on_the_loop(name: str) -> bool:
    """Whether a function is called outside the workers, and with one text."""
    return name not in OF_MANY_TEXTS and (not name.startswith(OFF_THE_LOOP) or name.startswith(ON_THE_LOOP))


def _tell(*what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(what: str, chosen: Iterable[tuple[str, Call]]) -> None:
    """Tell of each text before it is measured, and of each fault: so its parent knows where it was killed."""
    gc.disable()
    gc.freeze()
    measure = growth if what == "growth" else on_the_loop
    for name, call in chosen:
        gc.collect()
        if what == "growth" or runs_on_the_loop(name):
            for seed in SEEDS:
                signal.setitimer(signal.ITIMER_PROF, KILLED_AFTER)
                _tell("at", name, seed)
                if times := measure(call, seed):
                    _tell("fault", name, seed, *times)
                    break
    signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    main(sys.argv[1], [one for one in calls() if one[0] not in sys.argv[2:]])
