"""Stories as feeds tell them: what a document says of each, and how that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.reading.feeds.feed import Entry
from tests.storage.feeding.fed import NOON

SITE = "https://ferry.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What a document says of one story, whose ``name`` readers would know it by."""

    name: str
    entry: Entry

    def but(self, **changes: Any) -> Told:
        return Told(self.name, replace(self.entry, **changes))

    def moved(self, old: str, new: str) -> Told:
        """With another beginning of link and guid."""
        entry = self.entry
        link = entry.link.replace(old, new) if entry.link else None
        guid = entry.guid.replace(old, new) if entry.guid else None
        return self.but(link=link, guid=guid)

    @property
    def later(self) -> Told:
        return self.but(published=date_of(self) + 5 * HOUR)

    @property
    def edited(self) -> Told:
        """With another title."""
        return self.but(title=f"Updated headline, {self.name} told anew")


def date_of(told: Told) -> datetime:
    assert told.entry.published is not None
    return told.entry.published


def words(name: str, count: int = 30) -> str:
    """A text that no other story shares a word with."""
    return f"<p>{' '.join(f'{name}{number}' for number in range(count))}</p>"


def story(name: str, **changes: Any) -> Told:
    """A story with a page, a guid that is an address, a date and a text of its own."""
    entry = Entry(
        guid=f"{SITE}/?p={name}",
        link=f"{SITE}/2026/{name}-sails",
        title=f"The {name} sails from pier {name}",
        published=NOON + HOUR * (ord(name[0]) - ord("a")),
        picture=f"{SITE}/pictures/{name}.jpg",
        html=words(name),
    )
    return Told(name, replace(entry, **changes))


def some(names: str, **changes: Any) -> list[Told]:
    """One story for each letter, the first of the document first."""
    return [story(name, **changes) for name in names]


def each(told: Iterable[Told], **changes: Any) -> list[Told]:
    return [one.but(**changes) for one in told]


def bare(names: str) -> list[Told]:
    """Stories with neither guid nor picture."""
    return some(names, guid=None, picture=None)


def nameless(names: str) -> list[Told]:
    """Stories with neither guid nor link nor picture."""
    return some(names, guid=None, link=None, picture=None)
