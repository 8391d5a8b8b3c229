"""A site with feeds on loopback: what the bot of a test finds at a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.discord.pages import Pages

XML = "application/rss+xml; charset=utf-8"
ENGLISH = (
    "The council has voted on the new bridge over the river",
    "What they would have done with the old market hall",
    "The storm that took the roof from their school",
    "Why there were no trains from this town on Monday",
)
SPANISH = (
    "El ayuntamiento ha votado sobre el nuevo puente del río",
    "Qué habrían hecho ellos con el viejo mercado cuando llueve",
    "La tormenta se llevó el tejado de los colegios del pueblo",
    "Por qué no hubo trenes desde aquí el lunes y también el martes",
)


def item(pages: Pages, headline: str, number: int, at: datetime) -> str:
    """One entry of a feed."""
    return (
        f"<item><title>{headline}</title><link>{pages.url(f'/stories/{number}')}</link>"
        f"<guid>story-{number}</guid><pubDate>{format_datetime(at)}</pubDate></item>"
    )


def serve_feed(
    pages: Pages,
    path: str = "/feed.xml",
    *,
    title: str = "The Lantern",
    headlines: Sequence[str] = ENGLISH,
    language: str = "en",
    home: str = "/",
) -> str:
    """Serve a feed whose entries appeared eight hours apart, the newest an hour ago; gives its address."""
    newest = datetime.now(UTC) - timedelta(hours=1)
    items = "".join(
        item(pages, headline, number, newest - number * timedelta(hours=8))
        for number, headline in enumerate(headlines)
    )
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>{pages.url(home)}</link><language>{language}</language>{items}</channel></rss>"
    )
    return pages.put(path, body, type_=XML)


def serve_site(pages: Pages, *paths: str) -> str:
    """Serve a page that names the feeds at these paths; gives its address."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in paths)
    return pages.put(
        "/", f"<!doctype html><html><head><title>A site</title>{links}</head><body></body></html>"
    )
