"""Lists of feeds that other programs wrote, and ours."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.reading.feeds.feed import OutlineFeed
from bot.reading.feeds.opml import write_opml
from bot.reading.feeds.read_opml import MOST_OUTLINES, read_opml
from bot.reading.tasks import read_opml as as_a_task

LIST = """<?xml version="1.0" encoding="iso-8859-1"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="Faro" title="El Faro" type="rss" xmlUrl="https://elfaro.example/feed" htmlUrl="https://elfaro.example/"/>
<outline text="Economía &amp; más">
  <outline title="Only a title" xmlURL=" https://a.example/rss?x=1&amp;y=2 "/>
  <outline text="No feed" url="https://a.example/"/>
  <outline text="Again" xmlUrl="https://elfaro.example/feed"/>
  <outline text="Unsafe" xmlUrl="file:///etc/passwd"/>
</outline></body></opml>"""
FEEDS = (
    OutlineFeed("https://elfaro.example/feed", "Faro", None),
    OutlineFeed("https://a.example/rss?x=1&y=2", "Only a title", "Economía & más"),
)


@pytest.mark.parametrize(
    "text", [LIST, LIST.replace("&amp;y", "&y"), "\n " + LIST, LIST.replace("opml", "OPML")]
)
def test_reading(text: str) -> None:
    assert read_opml(text.encode("iso-8859-1")) == FEEDS
    assert as_a_task(text.encode()) == FEEDS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<rss><channel><title>A</title></channel></rss>",
        b"<opml><body></opml",
        b"<opml><body/></opml>" + b" " * 6_000_000,
        b'<!DOCTYPE opml [<!ENTITY u SYSTEM "file:///etc/hostname">]><opml><outline xmlUrl="&u;"/></opml>',
    ],
)
def test_what_is_no_list(content: bytes) -> None:
    assert read_opml(content) == ()


def test_too_many_are_cut() -> None:
    outlines = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(MOST_OUTLINES + 9))
    assert len(read_opml(f"<opml><body>{outlines}</body></opml>".encode())) == MOST_OUTLINES


def test_writing_is_read_back() -> None:
    feeds = (
        *FEEDS,
        OutlineFeed('https://a.example/"<>&', 'A "title" <b>&amp; \x01more</b>', None),
        OutlineFeed("https://a.example/2", "", "Economía & más"),
    )
    text = write_opml(feeds, "Tertulia <&>")
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">')
    assert "<title>Tertulia &lt;&amp;&gt;</title>" in text
    assert text.count('type="rss"') == 4
    found = {feed.url: feed for feed in read_opml(text.encode())}
    assert found["https://a.example/2"] == OutlineFeed(
        "https://a.example/2", "https://a.example/2", "Economía & más"
    )
    assert found['https://a.example/"<>&'].title == 'A "title" & more'
    assert found.keys() == {feed.url for feed in feeds}


def test_what_the_bot_itself_calls_brings_no_parser() -> None:
    code = (
        "import sys, bot.reading.feeds.discover, bot.reading.feeds.opml, bot.reading.tasks\n"
        "sys.exit('lxml' in sys.modules or 'feedparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
