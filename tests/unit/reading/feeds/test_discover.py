"""Which feeds a site's pages lead to, and where feeds are looked for."""

from __future__ import annotations

import pytest

from bot.reading.feeds.discover import usual_places
from bot.reading.feeds.feed import FeedLink
from bot.reading.feeds.page_feeds import MOST_LINKS, feed_links
from bot.reading.tasks import feed_links as as_a_task

URL = "https://elfaro.example/"


def links(head: str, body: str = "") -> tuple[FeedLink, ...]:
    page = f"<html lang=es><head>{head}</head><body>{body}</body></html>".encode()
    found = feed_links(page, None, URL)
    assert as_a_task(page, None, URL) == found
    return found


def test_what_the_page_names_comes_before_what_it_shows_and_comments_come_last() -> None:
    found = links(
        '<link rel=alternate type="application/rss+xml" title="Comentarios" href="/comments/feed/">'
        '<link rel=alternate type="application/rss+xml; charset=utf-8" title=" Faro » Feed " href="/feed/">'
        '<link rel="alternate" hreflang="en" type="application/atom+xml" href="https://lighthouse.example/en.atom">'
        '<link rel=alternate type="application/feed+json" href="feed.json">',
        '<a href="/rss/deportes.xml">Deportes</a><a href="/feed/">RSS</a>',
    )
    assert found == (
        FeedLink("https://elfaro.example/feed/", "Faro » Feed", None),
        FeedLink("https://lighthouse.example/en.atom", None, "en"),
        FeedLink("https://elfaro.example/feed.json", None, None),
        FeedLink("https://elfaro.example/rss/deportes.xml", "Deportes", None),
        FeedLink("https://elfaro.example/comments/feed/", "Comentarios", None),
    )


@pytest.mark.parametrize(
    ("href", "is_feed"),
    [
        ("/feed", True),
        ("/feeds/posts/default", True),
        ("/blog/index.xml", True),
        ("/news.rss", True),
        ("/?feed=rss2", True),
        ("/nota?id=1&format=rss", True),
        ("/rss.html", False),
        ("/feedback", False),
        ("/feed/logo.png", False),
        ("/sitemap.xml", False),
        ("/nota/rssi-explicado", False),
        ("javascript:feed()", False),
        ("feed:https://elfaro.example/rss", False),
        ("http://[", False),
    ],
)
def test_links_that_look_like_feeds(href: str, is_feed: bool) -> None:
    assert bool(links("", f'<a href="{href}">x</a>')) is is_feed


@pytest.mark.parametrize(
    "element",
    [
        '<link rel=alternate type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel=alternate hreflang=en href="/en/">',
        '<link rel=stylesheet type="application/rss+xml" href="/feed">',
        '<link rel=alternate type="application/rss+xml">',
    ],
)
def test_what_is_no_feed(element: str) -> None:
    assert links(element) == ()


def test_a_base_is_kept_and_there_are_not_too_many() -> None:
    many = "".join(f'<link rel=alternate type="application/rss+xml" href="{n}/feed">' for n in range(60))
    found = links('<base href="https://a.example/b/">' + many)
    assert len(found) == MOST_LINKS
    assert found[0].url == "https://a.example/b/0/feed"
    assert feed_links(b"", None, URL) == ()


def test_usual_places() -> None:
    assert usual_places("https://elfaro.example/es/nota/1")[:2] == (
        "https://elfaro.example/es/feed/",
        "https://elfaro.example/es/rss",
    )
    places = usual_places("https://elfaro.example/nota.html")
    assert places[0] == "https://elfaro.example/feed/"
    assert "https://elfaro.example/?feed=rss2" in places
    assert usual_places("ftp://elfaro.example/") == usual_places("http://[") == usual_places("") == ()
