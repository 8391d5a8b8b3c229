"""A feed's document is taken in: what is new, what changed, and what becomes of it for each server."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.database.connection import Connection
from bot.domain.feeds.following import DeliveryState, Following
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.feeding.entry_store import FoundEntry, StoredEntry
from bot.feeding.feed_store import StoredFeed
from bot.feeding.identity.document import Document, read_document
from bot.feeding.identity.keys import as_shared, keys_of
from bot.feeding.identity.matching import Matches, match
from bot.feeding.identity.signs import Known
from bot.feeding.identity.text import digest
from bot.posting.pages import page_check_store as page_checks
from bot.reading.feeds.feed import Entry, Feed

RECENT = 500
"""The newest entries that a new one is compared with, if nothing names it."""
A_DAY = timedelta(days=1)
MISSED_FOR = timedelta(days=1)
"""How long after an entry came its page is read again if it is gone from its feed."""
MISSED_LOOKS = 2
"""Intervals without a look after which rooms are asked for cards that the database may lack."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The ids of the entries that are new, oldest first, and of those that say something else than before."""

    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


def take(
    connection: Connection,
    feed_id: int,
    feed: Feed,
    now: datetime,
    *,
    first: bool,
    started_at: datetime | None = None,
) -> Taken:
    """Take in a document of a feed, before anything else is stored of this look at it.

    What is new is owed to each server that follows the feed; at the ``first`` look it was there before, but
    for the newest entry where a server asked for that. What changed is stored, and corrects the card of the
    article that it became. What is gone from the document stays known; the pages of what came lately are read
    again, for it may have been withdrawn. ``started_at`` is when this process began: a backup may have been
    restored before.
    """
    stored = feeds.get(connection, feed_id)
    if stored is None or not feed.entries:
        return Taken()
    keys = [keys_of(one) for one in feed.entries]
    named = {one for some in keys for one in (some.link, some.guid, *some.paths) if one is not None}
    found = entries.keys_known(connection, feed_id, named | {as_shared(one) for one in named})
    shared = {one for one in named if as_shared(one) in found}
    document = read_document(
        feed.entries, keys, home=feed.home, shared=shared, guids_repeat=stored.guids_repeat
    )
    earlier = {one.id: one for one in entries.known(connection, set(found.values()))}
    by_key = {key: _known(earlier[entry_id]) for key, entry_id in found.items() if key in named}
    recent = [] if _are_named(document, by_key) else entries.recent(connection, feed_id, RECENT)
    earlier |= {one.id: one for one in recent}
    matches = match(document, by_key, [_known(one) for one in recent], now)
    if document.guids_repeat and not stored.guids_repeat:
        feeds.distrust_guids(connection, feed_id)
    said = {entry_id: document.entries[index] for index, entry_id in matches.known.items()}
    changed = _follow(connection, earlier, said, now)
    _add_names(connection, feed_id, document, matches, found)
    since = unknown_since(stored, now, started_at)
    new = _add(connection, stored, document, matches, now, since, first=first)
    _ask_about_missing(connection, feed, feed_id, matches.known.values(), now)
    entries.mark_shared(connection, feed_id, (document.shared - shared) & named)
    if new:
        back = _older(stored, document, matches) if earlier else _from_before(stored, document)
        older = {new[place] for place, index in enumerate(matches.new) if index in back}
        _deliver(connection, stored, new, older, now, first=first)
        entries.drop_old_texts(connection, feed_id, changed)
    return Taken(tuple(new), tuple(changed))


def unknown_since(feed: StoredFeed, now: datetime, started_at: datetime | None) -> datetime | None:
    """Since when rooms may show cards of a feed that the database lacks, for it was restored from a backup:
    since the last look that it knows of, if that is long ago or before this process began. None: it lacks
    none.
    """
    last = feed.looked_at
    if last is None:
        return None
    if last > now:  # a clock was put back, ours or that of the machine before
        return now - A_DAY
    missed = now - last > MISSED_LOOKS * timedelta(seconds=feed.interval)
    return last if missed or (started_at is not None and last < started_at) else None


def _known(one: StoredEntry) -> Known:
    return Known(one.id, one.entry, one.entry.html, one.first_seen_at)


def _are_named(document: Document, by_key: dict[str, Known]) -> bool:
    """Whether every entry has a link or guid that is known."""
    return all(
        document.link(index) in by_key or document.guid(index) in by_key
        for index in range(len(document.entries))
    )


def _follow(
    connection: Connection, earlier: Mapping[int, StoredEntry], said: Mapping[int, Entry], now: datetime
) -> list[int]:
    """Store what known entries say now, by their ids. Returns those that say something else than before."""
    found = {entry_id: FoundEntry(entry, digest(entry)) for entry_id, entry in said.items()}
    changed = {key: one for key, one in found.items() if one.digest != earlier[key].digest}
    entries.change(connection, changed, now)
    for entry_id in changed:
        if (article_id := earlier[entry_id].article_id) is not None:
            page_checks.ask_now(connection, article_id, now)
    renamed = {
        entry_id: entry
        for entry_id, entry in said.items()
        if entry_id not in changed and replace(entry, html=(was := earlier[entry_id].entry).html) != was
    }
    entries.rename(connection, renamed)
    return list(changed)


def _add_names(
    connection: Connection, feed_id: int, document: Document, matches: Matches, known: Collection[str]
) -> None:
    """Store the names that known entries have in a document and that are not ``known`` yet."""
    names = {entry_id: document.names(index) for index, entry_id in matches.known.items()}
    named_anew = {entry_id: its for entry_id, its in names.items() if its.difference(known)}
    entries.add_all_keys(connection, feed_id, named_anew)
    entries.drop_old_keys(connection, named_anew)


def _ask_about_missing(
    connection: Connection, feed: Feed, feed_id: int, found: Collection[int], now: datetime
) -> None:
    """Have the pages read again of entries that came lately and are gone from among those that stay.

    Feeds drop entries for other reasons too: the longer a page had stood when it was read last, the longer
    until it is read again for this.
    """
    dates = [one.published for one in feed.entries if one.published is not None]
    if not dates:
        return
    for one in entries.posted_since(connection, feed_id, now - MISSED_FOR):
        at = one.entry.published or one.first_seen_at
        if one.id in found or one.article_id is None or at <= min(dates):
            continue
        check = page_checks.get(connection, one.article_id)
        if check is None or check.failures:
            continue
        read_at = check.read_at or check.since
        again_at = max(now, read_at + (read_at - check.since) / 4)
        if check.next_at is None or again_at < check.next_at:
            page_checks.ask_now(connection, one.article_id, again_at)


def _add(
    connection: Connection,
    stored: StoredFeed,
    document: Document,
    matches: Matches,
    now: datetime,
    since: datetime | None,
    *,
    first: bool,
) -> list[int]:
    """Store new entries, of a first look only the newest ones with their texts. Returns their ids, oldest
    first.
    """
    found = [FoundEntry(one, digest(one)) for one in (document.entries[index] for index in matches.new)]
    if first:
        for place, one in enumerate(found[: -entries.KEPT_TEXTS]):
            found[place] = replace(one, entry=replace(one.entry, html=""))
    new = entries.add_all(connection, stored.id, found, now=now, unknown_since=since)
    ids = dict(zip(matches.new, new, strict=True))
    likes = {ids[index]: ids[like] for index, like in matches.resembles_new.items()}
    likes |= {ids[index]: like for index, like in matches.resembles.items()}
    entries.resemble(connection, likes)
    keys = {entry_id: document.names(index) for index, entry_id in ids.items()}
    entries.add_all_keys(connection, stored.id, keys)
    return new


def _older(stored: StoredFeed, document: Document, matches: Matches) -> set[int]:
    """The new entries of a document that only reaches further back than those before: they stand below all
    that is known, and are older than that and than the first look. A date alone says nothing: sites' clocks
    are wrong.
    """
    dates = [document.entries[one].published for one in matches.known]
    known = [one for one in dates if one is not None]
    if not known:
        return set()
    oldest, last = min(*known, stored.created_at), max(matches.known)
    return {
        index
        for index in matches.new
        if index > last and (at := document.entries[index].published) is not None and at < oldest
    }


def _from_before(stored: StoredFeed, document: Document) -> set[int]:
    """The entries of the first document that has some, after ones that were empty or cut, that were there
    before anybody followed the feed: a day at least, as many sites give no hour.
    """
    dates = enumerate(one.published for one in document.entries)
    return {index for index, at in dates if at is not None and at < stored.created_at - A_DAY}


def _deliver(
    connection: Connection,
    stored: StoredFeed,
    new: list[int],
    older: Collection[int],
    now: datetime,
    *,
    first: bool,
) -> None:
    """Store what becomes of new entries for each server that follows their feed."""
    for one in followings.of_feed(connection, stored.id):
        before = set(new) if first else {*older, *_there_before(connection, stored, one, new)}
        if (first or before) and deliveries.takes_newest(connection, one.id):
            before.discard(new[-1])
        deliveries.add(connection, one.id, [it for it in new if it in before], DeliveryState.BEFORE, now)
        deliveries.add(connection, one.id, [it for it in new if it not in before], DeliveryState.NEW, now)


def _there_before(connection: Connection, stored: StoredFeed, one: Following, new: list[int]) -> set[int]:
    """The entries that were there when a server began to follow a feed, if it began after the last look."""
    if stored.succeeded_at is None or one.created_at <= stored.succeeded_at:
        return set()
    found = entries.known(connection, new)
    return {it.id for it in found if it.entry.published is None or it.entry.published <= one.created_at}
