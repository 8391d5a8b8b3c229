"""What entries have in common that may be one story, though nothing names them alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feeding.identity.text import alike, folded
from bot.reading.feeds.feed import Entry

MAYBE = timedelta(hours=48)
"""Between two entries that may be one story though nothing names them alike."""
_COMPARED = 20
"""Entries with one title, picture or moment that are looked at: a feed may give all of them the same."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that is stored. ``text`` is the beginning of its HTML, if that is kept."""

    id: int
    entry: Entry
    text: str
    first_seen_at: datetime


class Signs:
    """Entries by title, picture and moment: what two that may be one have in common."""

    def __init__(self, *pictures: Iterable[str | None]) -> None:
        """``pictures`` are those of some entries each: what several of them have is a logo, and no sign."""
        self._titles: dict[str, list[Known]] = defaultdict(list)
        self._pictures: dict[str, list[Known]] = defaultdict(list)
        self._moments: dict[datetime, list[Known]] = defaultdict(list)
        counts = [Counter(some) for some in pictures]
        self._logos = {picture for count in counts for picture, times in count.items() if times > 1}

    def add(self, known: Known) -> None:
        if title := folded(known.entry.title):
            self._titles[title].append(known)
        if known.entry.picture is not None and known.entry.picture not in self._logos:
            self._pictures[known.entry.picture].append(known)
        if known.entry.published is not None:
            self._moments[known.entry.published].append(known)

    def near(self, entry: Entry) -> Iterator[Known]:
        """The entries that have one of these in common with this one, those with the most first."""
        lists = [
            self._titles.get(folded(entry.title), []),
            self._pictures.get(entry.picture or "", []),
            self._moments.get(entry.published, []) if entry.published is not None else [],
        ]
        found = {one.id: one for some in lists for one in some[:_COMPARED]}
        common = Counter(one.id for some in lists for one in some[:_COMPARED])
        for id, _ in common.most_common():
            yield found[id]

    def like(self, entry: Entry, now: datetime, present: Collection[int] = ()) -> Known | None:
        """The entry of the same days that this one resembles most: rather one that is not ``present``."""
        at = entry.published or now
        near = [
            one for one in self.near(entry) if abs(at - (one.entry.published or one.first_seen_at)) <= MAYBE
        ]
        return min(near, key=lambda one: one.id in present) if near else None


def agrees(entry: Entry, earlier: Entry) -> bool:
    """Whether two entries have the same title or were published at the same moment."""
    title = folded(entry.title)
    return bool(title and title == folded(earlier.title)) or _same_moment(entry, earlier)


def _same_moment(entry: Entry, earlier: Entry) -> bool:
    return entry.published is not None and entry.published == earlier.published


def is_another(entry: Entry, found: Known) -> bool:
    """Whether nothing that an entry says is as the known one says it."""
    return not agrees(entry, found.entry) and not alike(entry.html, found.text)


def says_the_same(entry: Entry, found: Known) -> bool:
    """Whether two entries that nothing names are one: two of title, date and text agree, or the title alone
    where there is nothing else.
    """
    title, other = folded(entry.title), folded(found.entry.title)
    same_title, same_text = bool(title) and title == other, alike(entry.html, found.text)
    dated = entry.published is not None and found.entry.published is not None
    if same_title and not dated and not (entry.html and found.text):
        return True
    return same_title + same_text + _same_moment(entry, found.entry) >= 2
