"""Measures the links found in feeds that are damaged on purpose, and the time reading feeds takes.

``python -m benchmarks.feed_damage --data DIR [--json]`` reads the feeds in ``DIR/feeds``. Each that is XML in
UTF-8 of at most 200,000 bytes is damaged in twelve ways; the links that feedparser finds in it undamaged must
still be found, or those of them that are still there where it is cut. Time is CPU time over all feeds.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from benchmarks.feed_readers import Reader, by_lean_feedparser, installed, read
from benchmarks.measure import arguments, interleaved, table

URL = "https://feeds.example/feed"
"""Where the feeds stand, as far as readers are told."""
LARGEST = 200_000
"""Bytes of a feed that is damaged."""
_LEFT = 0.6
"""The part that is left of a feed that is cut."""
_DECLARED = re.compile(rb'\sxmlns:(?:media|dc|content|itunes|slash|atom|creativeCommons)="[^"]*"')
_ENCODING = re.compile(rb'encoding="[^"]*"', re.IGNORECASE)
_TITLE = re.compile(rb"<title>(?!<!\[CDATA)")


def _with_control_character(feed: bytes) -> bytes:
    place = feed.find(b"<title", len(feed) // 3)
    return feed[: place + 7] + b"\x0b" + feed[place + 7 :] if place > 0 else feed


DAMAGE: Mapping[str, Callable[[bytes], bytes]] = {
    "bare ampersands": lambda feed: feed.replace(b"&amp;", b"&"),
    "control character": _with_control_character,
    "cut": lambda feed: feed[: int(len(feed) * _LEFT)],
    "leading blanks": lambda feed: b"\n\n  " + feed,
    "byte order mark": lambda feed: feed if feed.startswith(b"\xef") else b"\xef\xbb\xbf" + feed,
    "no namespaces": partial(_DECLARED.sub, b""),
    "HTML entities": partial(_TITLE.sub, b"<title>&nbsp;&eacute;"),
    "wrong encoding": partial(_ENCODING.sub, b'encoding="iso-8859-1"', count=1),
    "line break in title": lambda feed: feed.replace(b"</title>", b"<br></title>", 6),
    "script behind": lambda feed: feed + b"<script>x</script><!-- cache -->",
    "CDATA closed twice": lambda feed: feed.replace(b"]]>", b"]]>]]>", 3),
    "warning before": lambda feed: (
        b"<br />\n<b>Warning</b>:  Undefined in <b>/x.php</b> on line 1<br />\n" + feed
    ),
}


def stored_feeds(data: Path) -> list[bytes]:
    """The feeds in a folder of measuring data."""
    return [gzip.decompress(path.read_bytes()) for path in sorted((data / "feeds").glob("*.gz"))]


def links_of(reader: Reader, feed: bytes) -> set[str]:
    """The absolute links of the entries that a reader finds."""
    found = (urljoin(URL, entry.link) for entry in read(reader, feed, URL).entries if entry.link)
    return {link for link in found if link.startswith("http")}


def shares(reader: Reader, feeds: Sequence[bytes]) -> dict[str, float]:
    """The share of links that a reader finds after each damage, and *all* of them together."""
    whole = [feed for feed in feeds if len(feed) <= LARGEST and b'encoding="utf-8"' in feed[:200].lower()]
    wanted = [links_of(by_lean_feedparser, feed) for feed in whole]
    counts = {}
    for name, damage in DAMAGE.items():
        found = there = 0
        for feed, links in zip(whole, wanted, strict=True):
            damaged = damage(feed)
            left = {link for link in links if name != "cut" or _stands(link, damaged)}
            found += len(left & links_of(reader, damaged))
            there += len(left)
        counts[name] = (found, there)
    counts["all"] = (sum(found for found, _ in counts.values()), sum(there for _, there in counts.values()))
    return {name: found / there if there else 1.0 for name, (found, there) in counts.items()}


def _stands(link: str, feed: bytes) -> bool:
    return link.encode() in feed or link.removeprefix("https://feeds.example").encode() in feed


def damaged(data: Path) -> dict[str, float]:
    """The share of all links that each reader finds in the damaged feeds of a folder."""
    feeds = stored_feeds(data)
    return {name: shares(reader, feeds)["all"] for name, reader in installed().items()}


def parse_cpu(data: Path, rounds: int = 3) -> dict[str, float]:
    """The CPU seconds that each reader takes for all feeds of a folder, in those that feedparser takes."""
    feeds = stored_feeds(data)

    def over_all(reader: Reader) -> Callable[[], None]:
        def run() -> None:
            for feed in feeds:
                read(reader, feed, URL)

        return run

    seconds = interleaved({name: over_all(reader) for name, reader in installed().items()}, rounds)
    return {name: taken / seconds["feedparser"] for name, taken in seconds.items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    feeds = stored_feeds(options.data)
    found = {name: shares(reader, feeds) for name, reader in installed().items()}
    cpu = parse_cpu(options.data, options.rounds)
    if options.json:
        print(json.dumps({"damaged": {name: one["all"] for name, one in found.items()}, "cpu": cpu}))
        return
    names = list(found)
    rows = [[damage, *(f"{found[name][damage]:.3f}" for name in names)] for damage in (*DAMAGE, "all")]
    rows.append(["time, feedparser = 1", *(f"{cpu[name]:.3f}" for name in names)])
    print(table(["links still found", *names], rows))


if __name__ == "__main__":
    main()
