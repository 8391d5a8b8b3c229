"""Documents of feeds as tests publish them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

RSS_TYPE = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True)
class Item:
    """One entry of a document. ``guid`` is its link where none is given."""

    title: str
    link: str
    guid: str | None = None
    published: datetime | None = None
    html: str = ""
    categories: tuple[str, ...] = ()

    @property
    def xml(self) -> str:
        """The entry in RSS."""
        guid = "" if self.guid is None else f'<guid isPermaLink="false">{escape(self.guid)}</guid>'
        date = "" if self.published is None else f"<pubDate>{format_datetime(self.published)}</pubDate>"
        named = "".join(f"<category>{escape(one)}</category>" for one in self.categories)
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(self.link)}</link>{guid}{date}{named}"
            f"<description>{escape(self.html)}</description></item>"
        )


def rss(*items: Item, title: str = "The Lantern", language: str = "en", head: str = "") -> str:
    """A document with these entries; ``head`` goes before them."""
    entries = "".join(one.xml for one in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://lantern.example/</link><language>{language}</language>"
        f"{head}{entries}</channel></rss>"
    )
