"""Which entries of a document are known, and which are new.

A link names an entry, and so does a guid, whole or without scheme and host, for as long as they can be
trusted: some feeds give all their entries one link or one guid. What is known by none of these may still
resemble an entry by its title, date or picture: then it is new, and its own page decides before it is posted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.feeding.identity.document import Document
from bot.feeding.identity.keys import keys_of, link_key
from bot.feeding.identity.signs import Known, Signs, agrees, is_another, says_the_same
from bot.reading.feeds.feed import Entry


@dataclass(frozen=True, slots=True)
class Matches:
    """``known`` are the indexes of entries that are known, with the ids they are known under; ``new`` those
    of the others, oldest first. ``resembles`` says of new ones which known entry they may be;
    ``resembles_new`` which older one of the new.
    """

    known: dict[int, int]
    new: list[int]
    resembles: dict[int, int]
    resembles_new: dict[int, int]


def match(document: Document, by_key: Mapping[str, Known], recent: Sequence[Known], now: datetime) -> Matches:
    """Match a document with what is known: each known entry is one entry of the document at most.

    ``by_key`` are the known entries that any key of the document names, ``recent`` the newest ones. What the
    matching shows of guids and links is added to the document.
    """
    return _Matching(document, by_key, recent, now).matches()


class _Matching:
    def __init__(
        self, document: Document, by_key: Mapping[str, Known], recent: Sequence[Known], now: datetime
    ) -> None:
        self._document = document
        self._by_key = by_key
        self._recent = recent
        self._now = now
        self._known: dict[int, int] = {}
        self._taken: set[int] = set()
        self._again: set[int] = set()
        """Entries of the document that are a known one which another of its entries is already."""

    def matches(self) -> Matches:
        self._by_link()
        self._by_guid()
        self._by_path()
        entries = self._document.entries
        pictures = (one.picture for one in entries)
        signs = Signs(pictures, [one.entry.picture for one in self._recent])
        for found in self._recent:
            signs.add(found)
        self._by_what_they_say(signs)
        new = _oldest_first([one for one in self._left() if one not in self._again], entries)
        resembles, resembles_new = {}, {}
        others = Signs((one.picture for one in entries), ())
        for index in new:
            like = signs.like(entries[index], self._now, self._taken)
            if like is not None:
                resembles[index] = like.id
            elif (other := others.like(entries[index], self._now)) is not None:
                resembles_new[index] = other.id
            others.add(Known(index, entries[index], "", self._now))
        return Matches(self._known, new, resembles, resembles_new)

    def _left(self) -> list[int]:
        return [one for one in range(len(self._document.entries)) if one not in self._known]

    def _take(self, index: int, found: Known) -> None:
        self._known[index] = found.id
        self._taken.add(found.id)

    def _by_link(self) -> None:
        document = self._document
        for index in self._left():
            key = document.link(index)
            found = self._by_key.get(key) if key is not None else None
            if found is None or key is None:
                continue
            if found.id in self._taken:
                self._again.add(index)
            elif len(document.entries) == 1 and self._is_another_at_the_link(index, found):
                document.shared.add(key)
            else:
                self._take(index, found)

    def _is_another_at_the_link(self, index: int, found: Known) -> bool:
        """Whether a feed of one entry gives each of its stories the same link."""
        entry, earlier = self._document.entries[index], found.entry
        if self._document.guid(index) is not None and entry.guid == earlier.guid:
            return False
        return bool(entry.html and found.text) and is_another(entry, found)

    def _by_guid(self) -> None:
        document = self._document
        if document.guids_repeat:
            return
        wanted: dict[int, Known] = {}
        for index in self._left():
            key = document.guid(index)
            found = self._by_key.get(key) if key is not None else None
            if found is not None and index not in self._again:
                wanted[index] = found
        for_another = {
            index
            for index, found in wanted.items()
            if found.id in self._taken and document.link(index) is not None
        }
        reused = {
            index
            for index, found in wanted.items()
            if self._has_other_link(index, found) and is_another(document.entries[index], found)
        }
        most = len(document.entries) == 1 or (len(reused) > 1 and 2 * len(reused) > len(wanted))
        document.guids_repeat = bool(for_another) or (bool(reused) and most)
        for index, found in wanted.items():
            if found.id in self._taken:
                if index not in for_another:
                    self._again.add(index)
            elif not document.guids_repeat or index not in reused:
                self._take(index, found)

    def _has_other_link(self, index: int, found: Known) -> bool:
        """Whether an entry's link is not that of the known one, or there is nothing to compare."""
        link = self._document.link(index)
        return link is None or link != link_key(found.entry.link)

    def _by_path(self) -> None:
        hosts = {one for keys in self._document.keys for one in keys.hosts}
        for index in self._left():
            for key in sorted(self._document.paths(index)):
                found = self._by_key.get(key)
                if found is None or found.id in self._taken or index in self._known or index in self._again:
                    continue
                if self._is_at_path(index, found, hosts):
                    self._take(index, found)

    def _is_at_path(self, index: int, found: Known, hosts: set[str]) -> bool:
        """Whether an entry that has a known one's path on its site is that: several sites may have one path,
        but a feed of one site that has moved as a whole has it once.
        """
        earlier = keys_of(found.entry)
        if self._document.keys[index].hosts & earlier.hosts or agrees(
            self._document.entries[index], found.entry
        ):
            return True
        return len(hosts) == 1 and len(self._hosts_before) == 1

    @cached_property
    def _hosts_before(self) -> set[str]:
        return {one for known in self._recent for one in keys_of(known.entry).hosts}

    def _by_what_they_say(self, signs: Signs) -> None:
        """Match entries that nothing names: with no link or guid that is their own."""
        document = self._document
        for index in self._left():
            entry = document.entries[index]
            if index in self._again or document.names(index):
                continue
            for found in signs.near(entry):
                if found.id not in self._taken and says_the_same(entry, found):
                    self._take(index, found)
                    break


def _oldest_first(indexes: Sequence[int], entries: Sequence[Entry]) -> list[int]:
    """By their dates; where some have none, from the end of the document to its beginning."""
    dates = {one: entries[one].published for one in indexes}
    backwards = sorted(indexes, reverse=True)
    if any(date is None for date in dates.values()):
        return backwards
    return sorted(backwards, key=lambda one: dates[one])  # type: ignore[arg-type, return-value]
