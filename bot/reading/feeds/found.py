"""What a parser found in a document, as it stood there, becomes a feed: its text, links and dates are cleaned
in one place for all formats.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from bot.reading.extract.drafts import LONGEST
from bot.reading.extract.encodings import encoded_once
from bot.reading.feeds.dates import Order, moment, order_of
from bot.reading.feeds.feed import MOST_ENTRIES, Entry, Feed
from bot.reading.feeds.pictures import first_picture
from bot.reading.fetch.addresses import LONGEST_LINK

_LONGEST_TITLE = 300
_LONGEST_MARKUP = 5_000
"""Characters of a title or a name with its markup that are looked at."""
_LONGEST_NAME = 100
_LONGEST_ID = 2_000
_LONGEST_TAG = 35
_MOST_NAMES = 50
"""Categories of an entry that are kept."""
_MOST_AUTHORS = 20
_LONGEST_TTL = 7 * 24 * 3600
"""Seconds: what asks to be left alone longer is a mistake."""
_TAGS = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ESCAPED_TWICE = re.compile(
    r"&(?:amp|quot|apos|nbsp|#\d{2,5}|[lr][sd]quo|[mn]dash|hellip|[A-Za-z](?:acute|grave|uml|tilde|cedil));"
)
_SPACES = re.compile(r"[ \t\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL_WITH_NAME = re.compile(r"[^\s()@]{1,100}@[^\s()]{1,100}\s{1,3}\(([^()]{1,200})\)\Z")


@dataclass(slots=True)
class FoundEntry:
    """An entry as it stood: links already absolute; titles, names and categories as HTML; dates as text."""

    guid: str | None = None
    link: str | None = None
    title: str = ""
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    published: str | None = None
    updated: str | None = None
    picture: str | None = None
    language: str | None = None
    content: str = ""
    summary: str = ""


@dataclass(slots=True)
class FoundFeed:
    """A feed as it stood, likewise; ``base`` is what links within its entries are relative to."""

    base: str
    title: str = ""
    home: str | None = None
    language: str | None = None
    id: str | None = None
    published: str | None = None
    updated: str | None = None
    ttl: int | None = None
    skip_hours: set[int] = field(default_factory=set)
    skip_days: set[int] = field(default_factory=set)
    authors: list[str] = field(default_factory=list)
    entries: list[FoundEntry] = field(default_factory=list)

    def cleaned(self, now: datetime | None = None) -> Feed:
        """The feed as it is kept. Dates in numbers are read as those of the same feed that leave no doubt."""
        now = now or datetime.now(UTC)
        dates = (date for entry in self.entries for date in (entry.published, entry.updated) if date)
        order = order_of(dates, self.language)
        return Feed(
            title=_title(self.title)[:_LONGEST_TITLE],
            home=self.home,
            language=_tag(self.language),
            entries=tuple(self._entry(one, now, order) for one in islice(self.entries, MOST_ENTRIES)),
            ttl=min(self.ttl, _LONGEST_TTL) if self.ttl and self.ttl > 0 else None,
            skip_hours=frozenset(self.skip_hours),
            skip_days=frozenset(self.skip_days),
            id=_id(self.id),
            published=moment(self.published, now, order) if self.published else None,
            updated=moment(self.updated, now, order) if self.updated else None,
        )

    def _entry(self, found: FoundEntry, now: datetime, order: Order) -> Entry:
        content = (found.content if found.content and not found.content.isspace() else found.summary)[
            :LONGEST
        ]
        picture = found.picture
        if picture is None and "<img" in content:
            picture = absolute(found.link or self.base, first_picture(content))
        return Entry(
            guid=_id(found.guid),
            link=found.link,
            title=_title(found.title)[:_LONGEST_TITLE],
            authors=_names(map(_author, islice(found.authors or self.authors, _MOST_AUTHORS))),
            categories=_names(islice(found.categories, _MOST_NAMES)),
            published=moment(found.published, now, order) if found.published else None,
            updated=moment(found.updated, now, order) if found.updated else None,
            picture=picture,
            language=_tag(found.language),
            html=content,
        )


def absolute(base: str, reference: str | None) -> str | None:
    """The absolute http(s) link that ``reference`` leads to from ``base``, or None. Its fragment stays: there
    are sites whose stories are all on one page.
    """
    if not reference:
        return None
    reference = "".join(reference.split("\n")).strip().replace(" ", "%20")
    if len(reference) > LONGEST_LINK:
        return None
    try:
        link = reference if reference.startswith(("https://", "http://")) else urljoin(base, reference)
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(link) > LONGEST_LINK:
        return None
    return _CONTROL.sub("", link)


def plain_line(text: str) -> str:
    """What a reader sees of a text that may hold markup and entities, on one line."""
    if "<" in text:
        text = _TAGS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
        text = _ESCAPED_TWICE.sub(lambda found: html.unescape(found[0]), text)
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip(" ")


def _title(text: str) -> str:
    return encoded_once(plain_line(text[:_LONGEST_MARKUP]))


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts as names: plain, each once."""
    lines = (plain_line(text[:_LONGEST_MARKUP])[:_LONGEST_NAME] for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))


def _author(text: str) -> str:
    """The name of an author, which RSS writes after an address."""
    text = text.strip()
    match = _EMAIL_WITH_NAME.match(text)
    return match[1] if match else text


def _id(text: str | None) -> str | None:
    return (text or "").strip()[:_LONGEST_ID] or None


def _tag(text: str | None) -> str | None:
    return (text or "").strip()[:_LONGEST_TAG] or None
