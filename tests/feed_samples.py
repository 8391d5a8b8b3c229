"""Small feeds in each format, and where the stored feeds of real sites are."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

from bot.reading.feeds.feed import Entry, Feed
from bot.reading.feeds.read_feed import read_feed

STORED = (
    Path(os.environ.get("TERTULIA_SHARED_DATA", Path(__file__).parents[1].parent / "shared" / "data"))
    / "feeds"
)
"""The feeds of real sites, packed; they are not ours, and may be missing."""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://elfaro.example/feed"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
<title>El Faro &amp;amp; su puerto</title><link>https://elfaro.example/</link>
<atom:link rel="self" href="https://elfaro.example/feed"/><language>es</language><ttl>30</ttl>
<skipHours><hour>2</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<item>
<title>La ciudad &lt;b&gt;abre&lt;/b&gt; el muelle</title><link>https://elfaro.example/muelle</link>
<guid isPermaLink="false">faro-1</guid><pubDate>Sat, 28 Feb 2026 10:00:00 -0600</pubDate>
<dc:creator>Ana Ruiz</dc:creator><category>Puerto</category><category>Ciudad</category>
<media:content url="https://elfaro.example/muelle.jpg" medium="image"/>
<description>Resumen.</description><content:encoded><![CDATA[<p>El muelle abre hoy.</p>]]></content:encoded>
</item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="https://lighthouse.example/blog/">
<title type="text">The Lighthouse</title><id>urn:lighthouse</id><updated>2026-02-28T10:00:00Z</updated>
<link rel="self" href="feed.atom"/><link href="/"/><author><name>The desk</name></author>
<entry>
<title type="html">The city opens the &lt;i&gt;pier&lt;/i&gt; &amp;amp; more</title><id>urn:1</id>
<link rel="enclosure" type="image/png" href="pier.png"/><link rel="alternate" href="pier.html"/>
<published>2026-02-28T10:00:00+01:00</published><updated>2026-02-28T12:30:00Z</updated>
<category term="port" label="Port"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The pier <em>opens</em></p></div></content>
</entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://faro.example/"><title>Faro</title><link>https://faro.example/</link></channel>
<item rdf:about="https://faro.example/1"><title>Uno</title><link>https://faro.example/1</link>
<dc:date>2026-02-27T08:00:00Z</dc:date><dc:subject>Mar</dc:subject></item>
</rdf:RDF>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "R&D", "language": "en",
"home_page_url": "https://rd.example/", "items": [{"id": 7, "url": "https://rd.example/7", "title": "1 < 2",
"content_html": "<p>Text</p>", "date_published": "2026-02-27T08:00:00-05:00", "authors": [{"name": "Bo"}],
"tags": ["maths"], "image": "/7.png"}]}"""


def read(document: str | bytes, url: str = URL, charset: str | None = None) -> Feed:
    """The feed in a document; there must be one."""
    body = document.encode() if isinstance(document, str) else document
    found = read_feed(body, charset, url, now=NOW)
    assert isinstance(found, Feed), found
    return found


def entry_of(fields: str, namespaces: str = "") -> Entry:
    """The entry of an RSS feed whose item holds ``fields``."""
    return read(f"<rss {namespaces}><channel><title>A</title><item>{fields}</item></channel></rss>").entries[
        0
    ]


def stored_feeds() -> dict[str, bytes]:
    """The stored feeds by the names of their files; none where they are missing."""
    return {
        path.name.removesuffix(".gz"): gzip.decompress(path.read_bytes())
        for path in sorted(STORED.glob("*.gz"))
    }
