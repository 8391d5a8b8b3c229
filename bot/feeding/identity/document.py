"""What names the entries of a document, and what does not: some feeds give all of theirs one link or guid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.feeding.identity.keys import Keys, link_key
from bot.feeding.identity.text import folded
from bot.reading.feeds.feed import Entry

_SHARED_BY = 3
"""Stories with one link that show that it is no story's own; fewer do if the document has no others."""


@dataclass(slots=True)
class Document:
    """The entries of a document, each story once, with their keys.

    ``shared`` are keys of links that several stories had, in this document or before. ``guids_repeat``:
    guids name nothing in this feed. ``again`` are the keys of the same story further down.
    """

    entries: list[Entry]
    keys: list[Keys]
    guids_repeat: bool
    shared: set[str]
    again: list[set[str]] = field(default_factory=list)

    def link(self, index: int) -> str | None:
        """The key of an entry's link, if that is its own."""
        key = self.keys[index].link
        return None if key in self.shared else key

    def guid(self, index: int) -> str | None:
        """The key of an entry's guid, if guids name anything here."""
        return None if self.guids_repeat else self.keys[index].guid

    def paths(self, index: int) -> set[str]:
        """The keys of link and guid without scheme and host, as far as those name it."""
        keys = self.keys[index]
        own = {keys.link_path} if self.guids_repeat else {keys.link_path, keys.guid_path}
        if keys.link in self.shared and not keys.has_anchor:
            own.discard(keys.link_path)
        return {one for one in own if one is not None and one not in self.shared}

    def names(self, index: int) -> set[str]:
        """Every key that an entry is to be known by."""
        named = {self.link(index), self.guid(index), *self.paths(index)}
        again = {one for one in self.again[index] if one not in self.shared}
        return {one for one in named if one is not None} | again


def read_document(
    entries: Sequence[Entry],
    keys: Sequence[Keys],
    *,
    home: str | None,
    shared: Iterable[str],
    guids_repeat: bool,
) -> Document:
    """Find what names the entries of a document. ``home`` is the page of the site, ``shared`` and
    ``guids_repeat`` are what earlier documents showed.
    """
    found = Document(list(entries), list(keys), guids_repeat, set(shared))
    if (own := link_key(home)) is not None:
        found.shared.add(own)
    found.shared |= _shared_links(found)
    found.guids_repeat = guids_repeat or _guids_repeat(found)
    found.shared |= _shared_paths(found)
    _leave_out_repeated(found)
    return found


def _shared_links(document: Document) -> set[str]:
    """The links that several stories of a document have, so that they are none's own."""
    stories: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for entry, keys in zip(document.entries, document.keys, strict=True):
        if keys.link is not None:
            stories[keys.link].add((keys.guid, folded(entry.title)))
            counts[keys.link] += 1
    return {
        link
        for link, told in stories.items()
        if len({title for _, title in told}) > 1
        and (len(told) >= _SHARED_BY or counts[link] == len(document.entries))
    }


def _guids_repeat(document: Document) -> bool:
    """Whether one guid stands at two stories. The same story listed twice says nothing against guids."""
    first: dict[str, int] = {}
    for index, keys in enumerate(document.keys):
        if keys.guid is None:
            continue
        other = first.setdefault(keys.guid, index)
        links = {document.link(other), document.link(index)}
        if len(links) == 2 and None not in links:
            return True
        if None in links and folded(document.entries[other].title) != folded(document.entries[index].title):
            return True
    return False


def _shared_paths(document: Document) -> set[str]:
    """The paths that entries of several links or guids have, as sites gathered in one feed do."""
    named: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for index, keys in enumerate(document.keys):
        for path in keys.paths:
            named[path].add((document.link(index), document.guid(index)))
    by_path = {path: links for path, links in named.items() if len(links) > 1}
    return {
        path
        for path, names in by_path.items()
        if len({link for link, _ in names}) > 1 or len({guid for _, guid in names}) > 1
    }


def _leave_out_repeated(document: Document) -> None:
    """Keep each story of a document once, where it stands first."""
    first: dict[object, int] = {}
    kept: list[int] = []
    again: dict[int, set[str]] = defaultdict(set)
    for index, entry in enumerate(document.entries):
        link, guid = document.link(index), document.guid(index)
        names: list[object] = [one for one in (link, guid) if one is not None]
        if not names and not document.paths(index):
            names = [(folded(entry.title), entry.published, entry.html)]
        known = next((first[one] for one in names if one in first), None)
        if known is None:
            kept.append(index)
        else:
            again[known] |= {one for one in (link, guid) if one is not None}
        for one in names:
            first.setdefault(one, index if known is None else known)
    document.entries = [document.entries[one] for one in kept]
    document.keys = [document.keys[one] for one in kept]
    document.again = [again[one] for one in kept]
