"""What is read of each format: RSS, RDF, Atom and JSON Feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.reading.feeds.feed import Entry, NotAFeed
from bot.reading.feeds.read_feed import read_feed
from bot.reading.tasks import read_feed as read_as_a_task
from tests.feed_samples import ATOM, JSON, RDF, RSS, URL, entry_of, read

MEDIA = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'


def test_rss() -> None:
    feed = read(RSS)
    assert (feed.title, feed.home, feed.language) == ("El Faro & su puerto", "https://elfaro.example/", "es")
    assert (feed.ttl, feed.skip_hours, feed.skip_days) == (1800, {2, 0}, {6})
    assert feed.entries == (
        Entry(
            guid="faro-1",
            link="https://elfaro.example/muelle",
            title="La ciudad abre el muelle",
            authors=("Ana Ruiz",),
            categories=("Puerto", "Ciudad"),
            published=datetime(2026, 2, 28, 16, tzinfo=UTC),
            picture="https://elfaro.example/muelle.jpg",
            html="<p>El muelle abre hoy.</p>",
        ),
    )


def test_atom() -> None:
    feed = read(ATOM)
    assert (feed.title, feed.home) == ("The Lighthouse", "https://lighthouse.example/")
    assert (feed.language, feed.id, feed.updated) == (
        "en-GB",
        "urn:lighthouse",
        datetime(2026, 2, 28, 10, tzinfo=UTC),
    )
    (entry,) = feed.entries
    assert (entry.title, entry.guid) == ("The city opens the pier & more", "urn:1")
    assert entry.link == "https://lighthouse.example/blog/pier.html"
    assert entry.picture == "https://lighthouse.example/blog/pier.png"
    assert (entry.authors, entry.categories) == (("The desk",), ("Port",))
    assert entry.published == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert entry.updated == datetime(2026, 2, 28, 12, 30, tzinfo=UTC)
    assert "<p>The pier <em>opens</em></p>" in entry.html


@pytest.mark.parametrize(
    "namespace", ["http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom", "urn:own", None]
)
def test_atom_in_other_namespaces(namespace: str | None) -> None:
    declared = f' xmlns="{namespace}"' if namespace else ""
    feed = read(
        f"<feed{declared}><title>Old</title><entry><title>A &amp; B</title><link href='http://a.example/1'/>"
        "<issued>2026-01-02T03:04:05Z</issued><modified>2026-01-03T03:04:05Z</modified></entry></feed>"
    )
    (entry,) = feed.entries
    assert (entry.title, entry.link) == ("A & B", "http://a.example/1")
    assert (entry.published, entry.updated) == (
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2026, 1, 3, 3, 4, 5, tzinfo=UTC),
    )


def test_rdf() -> None:
    (entry,) = read(RDF).entries
    assert (entry.guid, entry.link, entry.title) == (
        "https://faro.example/1",
        "https://faro.example/1",
        "Uno",
    )
    assert (entry.published, entry.categories) == (datetime(2026, 2, 27, 8, tzinfo=UTC), ("Mar",))


def test_rss_0_9() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Old</title></channel>'
        "<item><title>One</title><link>http://a.example/1</link></item></rdf:RDF>"
    )
    assert (feed.title, [entry.title for entry in feed.entries]) == ("Old", ["One"])


def test_json_feed() -> None:
    feed = read(JSON)
    assert (feed.title, feed.home, feed.language) == ("R&D", "https://rd.example/", "en")
    assert feed.entries == (
        Entry(
            guid="7",
            link="https://rd.example/7",
            title="1 < 2",
            authors=("Bo",),
            categories=("maths",),
            published=datetime(2026, 2, 27, 13, tzinfo=UTC),
            picture="https://rd.example/7.png",
            html="<p>Text</p>",
        ),
    )


def test_json_text_is_not_markup() -> None:
    feed = read('{"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "1 < 2\\n\\nB"}]}')
    assert feed.entries[0].html == "1 &lt; 2<p>B"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", NotAFeed.EMPTY),
        (" \n", NotAFeed.EMPTY),
        ("<!DOCTYPE html><html><head><title>A</title></head><body><p>B</body></html>", NotAFeed.PAGE),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", NotAFeed.PAGE),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", NotAFeed.OTHER),
        ('{"a": 1}', NotAFeed.OTHER),
        ('{"a": 1', NotAFeed.UNREADABLE),
        ("Not found", NotAFeed.UNREADABLE),
        ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1", NotAFeed.OTHER),
        ("a" * (5 * 1024 * 1024 + 1), NotAFeed.TOO_LARGE),
    ],
)
def test_what_is_no_feed_says_why(document: str, reason: NotAFeed) -> None:
    assert read_feed(document.encode(), None, URL) is reason
    assert read_as_a_task(document.encode(), None, URL) is reason


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;amp;amp;T &amp;amp;#8211; &amp;amp;lt;b&amp;amp;gt;", "AT&T – &lt;b&gt;"),
        ("2 &gt; 1", "2 > 1"),
        ("1 &lt; 2", "1 < 2"),
        ("<![CDATA[<em>Sí</em>&nbsp;&mdash; no]]>", "Sí\xa0— no"),
        ("  two\n\tlines ", "two lines"),
        ("La â€œpazâ€\x9d y el â€œmarâ€\x9d", "La “paz” y el “mar”"),
        ("a" * 400, "a" * 300),
    ],
)
def test_titles_are_plain_text(written: str, shown: str) -> None:
    assert entry_of(f"<title>{written}</title>").title == shown


def test_a_title_that_says_it_is_text_keeps_what_looks_like_markup() -> None:
    title = '<title type="text">The &lt;b&gt; element</title>'
    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom">{title}<entry>{title}</entry></feed>')
    assert [feed.title, feed.entries[0].title] == ["The <b> element"] * 2


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<link>\n https://a.example/1?b=1&amp;c=2 \n</link>", "https://a.example/1?b=1&c=2"),
        ("<link><![CDATA[https://a.example/1?b=1&c=2]]></link>", "https://a.example/1?b=1&c=2"),
        ("<link>/1</link>", "https://elfaro.example/1"),
        ("<link>https://a.example/all#one</link>", "https://a.example/all#one"),
        ("<link>https://a.example/a b</link>", "https://a.example/a%20b"),
        ("<guid>https://a.example/2</guid>", "https://a.example/2"),
        ("<guid>https://a.example/2</guid><link>https://a.example/1</link>", "https://a.example/1"),
        ("<guid isPermaLink='false'>https://a.example/2</guid>", None),
        ("<guid>abc</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[</link>", None),
        (f"<link>https://a.example/{'a' * 2_000}</link>", None),
        ("<link href='https://a.example/3'/>", "https://a.example/3"),
        ("<link rel='self' href='https://a.example/3'/>", None),
        (
            "<link>https://feeds.example/~r/1</link><o:origLink "
            "xmlns:o='http://rssnamespace.org/feedburner/ext/1.0'>https://a.example/1</o:origLink>",
            "https://a.example/1",
        ),
    ],
)
def test_links(fields: str, link: str | None) -> None:
    assert entry_of(fields).link == link


def test_links_are_relative_to_the_nearest_base() -> None:
    feed = read(
        '<rss><channel xml:base="https://b.example/x/"><item><link>1</link></item>'
        '<item xml:base="y/"><link>2</link></item><item><link xml:base="/z/">3</link></item></channel></rss>'
    )
    assert [entry.link for entry in feed.entries] == [
        "https://b.example/x/1",
        "https://b.example/x/y/2",
        "https://b.example/z/3",
    ]


def test_links_of_rss_are_relative_to_the_site_wherever_the_feed_is_kept() -> None:
    feed = read(
        "<rss><channel><link>https://site.example/</link><item><link>/1</link></item></channel></rss>"
    )
    assert feed.entries[0].link == "https://site.example/1"


@pytest.mark.parametrize(
    ("fields", "picture"),
    [
        ("<media:thumbnail url='https://a.example/t.jpg'/>", "https://a.example/t.jpg"),
        ("<enclosure type='image/jpeg' url='/e.jpg'/>", "https://elfaro.example/e.jpg"),
        ("<enclosure type='audio/mpeg' url='https://a.example/e.mp3'/>", None),
        ("<itunes:image href='https://a.example/i.jpg'/>", "https://a.example/i.jpg"),
        ("<image><url>https://a.example/i.jpg</url></image>", "https://a.example/i.jpg"),
        ("<media:content url='https://a.example/v.mp4' type='video/mp4'/>", None),
        (
            "<media:group><media:content url='https://a.example/s.jpg' medium='image' width='150'/>"
            "<media:content url='https://a.example/l.jpg' medium='image' width='900'/></media:group>",
            "https://a.example/l.jpg",
        ),
        (
            "<media:content url='https://a.example/v.mp4' type='video/mp4'>"
            "<media:thumbnail url='https://a.example/t.jpg'/></media:content>",
            "https://a.example/t.jpg",
        ),
        (
            '<description>&lt;p&gt;&lt;img src="/a.jpg?x=1&amp;amp;y=2"&gt;</description>',
            "https://elfaro.example/a.jpg?x=1&y=2",
        ),
        ("<description>&lt;img width=1 src='https://c.example/c.gif'&gt;</description>", None),
        (
            "<description>&lt;img src='data:image/gif;base64,R0' data-src='https://a.example/d.jpg'&gt;</description>",
            None,
        ),
        (
            "<description>&lt;img src='https://feeds.feedburner.com/~r/a'&gt;"
            "&lt;img src=https://a.example/b.jpg /&gt;</description>",
            "https://a.example/b.jpg",
        ),
    ],
)
def test_pictures(fields: str, picture: str | None) -> None:
    assert entry_of(fields, MEDIA).picture == picture


@pytest.mark.parametrize(
    ("fields", "published", "updated"),
    [
        ("<pubDate>Sat, 28 Feb 2026 10:00:00 GMT</pubDate><dc:date>2026-02-27</dc:date>", 28, 27),
        ("<dc:date>2026-02-27</dc:date>", 27, 27),
        (
            "<dcterms:modified>2026-02-26</dcterms:modified><dcterms:created>2026-02-25</dcterms:created>",
            25,
            26,
        ),
        ("<pubDate> </pubDate><dcterms:issued>2026-02-24</dcterms:issued>", 24, None),
    ],
)
def test_which_date_is_which(fields: str, published: int, updated: int | None) -> None:
    entry = entry_of(fields, DC)
    assert entry.published is not None
    assert (entry.published.day, entry.updated and entry.updated.day) == (published, updated)


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ("<author>ana@a.example (Ana Ruiz)</author>", ("Ana Ruiz",)),
        (
            "<dc:creator>Ana</dc:creator><dc:creator>Luz</dc:creator><dc:creator>Ana</dc:creator>",
            ("Ana", "Luz"),
        ),
        ("<author><name>Ana</name><uri>https://a.example</uri></author>", ("Ana",)),
        ("<author/>", ()),
        ("<itunes:author>El Faro</itunes:author>", ("El Faro",)),
        ("<itunes:author>El Faro</itunes:author><dc:creator>Ana</dc:creator>", ("Ana",)),
    ],
)
def test_authors(fields: str, authors: tuple[str, ...]) -> None:
    assert entry_of(fields, f"{DC} {MEDIA}").authors == authors


def test_summary_where_there_is_no_content() -> None:
    content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    assert entry_of("<description>A</description><content:encoded> </content:encoded>", content).html == "A"
    assert len(entry_of(f"<description>{'a' * 300_000}</description>").html) == 200_000


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 3_600),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * 3_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3_600),
        ("<ttl>9999999</ttl>", 7 * 24 * 3_600),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>²</ttl>", None),
        ("<ttl>0</ttl>", None),
    ],
)
def test_how_often_to_look(fields: str, seconds: int | None) -> None:
    space = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert read(f"<rss {space}><channel><title>A</title>{fields}</channel></rss>").ttl == seconds
