"""Feeds that are no XML, or hostile, or in an encoding that they do not name."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.reading.feeds.documents.xml_text import mended, without_doctype
from bot.reading.feeds.feed import Feed, NotAFeed
from bot.reading.feeds.read_feed import read_feed
from tests.feed_samples import NOW, RSS, STORED, URL, read, stored_feeds

LINK = "https://elfaro.example/muelle"
MB_5 = 5 * 1024 * 1024


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("abre", "abre & cierra &aacute;&fantasy;"),
        lambda text: text.replace("La ciudad", "La\x0b \x01ciudad &#1; &#xD800;"),
        lambda text: text.replace("La ciudad", "La<br> ciudad"),
        lambda text: text.replace(' xmlns:media="http://search.yahoo.com/mrss/"', ""),
        lambda text: "\n\n  " + text,
        lambda text: "\ufeff" + text,
        lambda text: "<b>Warning</b>: Undefined variable in <b>/x.php</b><br />\n" + text,
        lambda text: text + "<script>x</script><!-- cache -->",
        lambda text: text.replace("]]>", "]]>]]>"),
        lambda text: text[: text.index("<description>")],
        lambda text: text.replace(
            "<rss", '<!DOCTYPE rss PUBLIC "-//N//DTD RSS" "http://n.example/r.dtd"><rss'
        ),
        lambda text: text.replace("<rss", "<!DOCTYPE rss [<!ENTITY x '&lt;]'> <!-- ] -->]><rss"),
        lambda text: text.replace("utf-8", "iso-8859-1"),
        lambda text: text.replace("<guid", "<a:b c:d='e'/><guid"),
    ],
)
def test_damage_takes_no_entry_away(damage: Callable[[str], str]) -> None:
    feed = read(damage(RSS))
    assert [entry.link for entry in feed.entries] == [LINK]
    assert feed.title == "El Faro & su puerto"
    assert "ciudad" in feed.entries[0].title


_TWO_ITEMS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>El Faro</title>'
    '<item><title>One</title><link>https://f.example/?p=1</link><guid isPermaLink="false">f-1</guid></item>'
    '<item><title>The second</title><link>https://f.example/?p=12</link><guid isPermaLink="false">f-12</guid>'
    "<description>What it says.</description></item></channel></rss>"
)
_TWO_ENTRIES = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>El Faro</title>'
    '<entry><title>One</title><link href="https://f.example/?p=1"/><id>urn:f-1</id></entry>'
    '<entry><title>The second</title><link href="https://f.example/?p=12"/><id>urn:f-12</id>'
    "<summary>What it says.</summary></entry></feed>"
)


@pytest.mark.parametrize("whole", [_TWO_ITEMS, _TWO_ENTRIES])
def test_wherever_a_document_is_cut_no_entry_has_half_a_name(whole: str) -> None:
    begins = whole.index("<title>One")
    for end in range(begins, len(whole), 4):
        feed = read(whole[:end])
        named = [(one.title, one.link, one.guid) for one in feed.entries]
        for title, link, guid in named:
            assert title in ("One", "The second")
            assert link in ("https://f.example/?p=1", "https://f.example/?p=12")
            assert guid in (None, "f-1", "f-12", "urn:f-1", "urn:f-12")


def test_what_feedparser_reads_is_cleaned_like_the_rest() -> None:
    entry = read(RSS.replace("</item>", "</wrong></item>")).entries[0]
    assert (entry.guid, entry.title, entry.authors) == ("faro-1", "La ciudad abre el muelle", ("Ana Ruiz",))
    assert (entry.categories, entry.picture) == (("Puerto", "Ciudad"), "https://elfaro.example/muelle.jpg")
    assert (str(entry.published), entry.html) == ("2026-02-28 16:00:00+00:00", "<p>El muelle abre hoy.</p>")


def test_what_feedparser_fails_on_is_read_all_the_same() -> None:
    place = '<g:posList xmlns:g="http://www.opengis.net/gml">1 2</g:posList></wrong></item>'
    feed = read(RSS.replace("</item>", place))
    assert [entry.link for entry in feed.entries] == [LINK]


def test_a_damaged_feed_is_never_taken_for_an_address_or_the_name_of_a_file() -> None:
    assert read_feed(b"http://127.0.0.1:1/<feed >", None, URL) is NotAFeed.UNREADABLE
    assert read_feed(__file__.encode() + b"<feed >", None, URL) is NotAFeed.UNREADABLE


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "windows-1251", None),
        ("iso-8859-1", "iso-8859-1", None),
        ("windows-1252", "utf-8", None),
        ("windows-1252", "", "iso-8859-1"),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", "utf-8", None),
        ("utf-32", "utf-32", None),
        ("utf-32-be", "", None),
        ("mac-roman", "macintosh", None),
    ],
)
def test_encodings(encoding: str, declared: str, charset: str | None) -> None:
    said = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{said}?><rss><channel><title>¿Qué pasó mañana?</title></channel></rss>'
    assert read(text.encode(encoding), charset=charset).title == "¿Qué pasó mañana?"


def test_entities_are_never_resolved() -> None:
    laughs = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE l [<!ENTITY a "ha">{laughs}]><rss><channel><title>&j;</title></channel></rss>'
    assert read(text).title == "&j;"
    secret = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><title>&a;</title></channel></rss>'
    assert read(secret).title == "&a;"


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("", "<", ""),
        ("<rss><channel><title>A</title>", "<", ""),
        ("<rss><channel>", "<a>", ""),
        ("<rss><channel>", "<a", ""),
        ("<rss><channel>", "<item><title>A</title></item>", "</channel></rss>"),
        ("<rss><channel>", "<item><title>A</title></item>", ""),
        ("<rss><channel><title>", "&", ""),
        ("<rss><channel><title>", "<![CDATA[", ""),
        ("<!DOCTYPE rss [", "]", ""),
        ("", "<!DOCTYPE ", "<rss>"),
        ("<rss><channel><item><description>", "&lt;img ", "</description></item></channel></rss>"),
        ("", "[", ""),
        ('{"version":"https://jsonfeed.org/version/1","items":[', "{},", "{}]}"),
        ('{"title":"A","items":[', "1", "]}"),
    ],
)
def test_hostile_documents_end_soon(before: str, unit: str, after: str) -> None:
    body = (before + unit * ((MB_5 - len(before) - len(after)) // len(unit)) + after).encode()
    started = time.process_time()
    found = read_feed(body, None, URL)
    assert time.process_time() - started < 10
    assert isinstance(found, NotAFeed) or len(found.entries) <= 1_000


def test_deep_nesting_is_no_feed() -> None:
    deep = "<rss><channel><title>A</title>" + "<a>" * 5_000 + "</a>" * 5_000 + "</channel></rss>"
    found = read_feed(deep.encode(), None, URL, now=NOW)
    assert isinstance(found, NotAFeed) or found.title == "A"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a>x & y &amp; &eacute; &#233; &foo;</a>", "<a>x &amp; y &amp; é &#233; &amp;foo;</a>"),
        ("<a><![CDATA[x & y]]> & z</a>", "<a><![CDATA[x & y]]> &amp; z</a>"),
        ("<a>&#0;&#xFFFE;&LT;b &# c</a>", "<a>&lt;b &amp;# c</a>"),
        ("warning <rss/> after </rss> more", "<rss/> after </rss>"),
    ],
)
def test_mending(text: str, expected: str) -> None:
    assert mended(text) == expected


def test_the_document_type_alone_goes() -> None:
    assert without_doctype('<?xml?><!DOCTYPE a "b"><a>]></a>') == "<?xml?><a>]></a>"
    assert without_doctype("<!DOCTYPE a [ ] ><a/>") == "<a/>"
    assert without_doctype("<!doctype a [") == ""


@pytest.mark.skipif(not STORED.is_dir(), reason=f"there are no stored feeds at {STORED}")
def test_feeds_of_real_sites() -> None:
    feeds = stored_feeds()
    found = {name: read_feed(body, None, URL) for name, body in feeds.items()}
    assert {name for name, feed in found.items() if not isinstance(feed, Feed)} == {
        "ScriptingNews.json",
        "allthis-partial.json",
    }
    entries = [entry for feed in found.values() if isinstance(feed, Feed) for entry in feed.entries]
    assert len(entries) > 1_200
    assert sum(entry.link is not None for entry in entries) >= 0.98 * len(entries)
    assert sum(entry.published is not None or entry.updated is not None for entry in entries) >= 0.95 * len(
        entries
    )
    assert not [entry.title for entry in entries if "&amp;" in entry.title or "</" in entry.title]


def test_of_a_damaged_document_the_beginning_is_read() -> None:
    damaged = "<rss><channel>{}<title>A</title></wrong>"
    assert read(damaged.format("<b/>" * 100)).title == "A"
    assert read_feed(damaged.format("<b/>" * 30_000).encode(), None, URL) is NotAFeed.UNREADABLE
