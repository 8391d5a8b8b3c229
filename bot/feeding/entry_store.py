"""Entries of feeds: what they were last seen to say, what they are known by, and what they became."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, text, update

from bot.database.connection import Connection
from bot.database.dialect import given, given_texts, insert_once
from bot.database.schema import delivery, entry_key, feed_entry
from bot.domain.feeds.following import DeliveryState
from bot.feeding.identity.keys import LINK, SHARED, as_shared, link_key
from bot.feeding.identity.text import COMPARED
from bot.reading.feeds.feed import Entry

KEPT_TEXTS = 50
"""The newest entries of a feed whose texts are kept, to try filters on and to compare; also those that are
still to be posted."""
MOST_KEYS = 30
"""Keys of an entry: some feeds give it another guid with every document."""
_OWN_PAGE = (
    select(entry_key.c.key)
    .where(entry_key.c.entry_id == feed_entry.c.id, entry_key.c.key.like(f"{LINK}:%"))
    .exists()
)
_ENTRIES = select(feed_entry, _OWN_PAGE.label("has_own_page"))
_BEGINNINGS = select(
    *(one for one in feed_entry.c if one is not feed_entry.c.html),
    func.substr(feed_entry.c.html, 1, COMPARED).label("html"),
    _OWN_PAGE.label("has_own_page"),
)
_ADD = insert(feed_entry).returning(feed_entry.c.id)
_KNOW = insert_once(entry_key)
"""Statements that are made once: a first document has a thousand entries, and all others wait meanwhile."""
_FIELDS = tuple(one.name for one in fields(Entry))
_NAMES = ("guid", "link", "published", "updated", "language")
"""What may change of an entry without its saying anything else."""
_HAS_TEXT = text("feed_entry.html != ''")
"""As the index says it that these are found by."""
_OUTSTANDING = (DeliveryState.NEW, DeliveryState.WAITING, DeliveryState.REVIEW, DeliveryState.FAILED)
_NEWEST_FIRST = (feed_entry.c.first_seen_at.desc(), feed_entry.c.id.desc())


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it was last seen. Its ``html`` is empty once it is old and nothing needs it any more.

    ``article_id`` is the article that it became. ``has_own_page``: its link is its own; else several entries
    share it, as they do a site's front page, and the entry's own text is all there is. ``resembles`` is the
    id of an earlier entry that it may be the same story as: its own page decides. ``unknown_since``: rooms
    may show cards sent since then that are not stored; it is None where that cannot be.
    """

    id: int
    feed_id: int
    entry: Entry
    digest: str
    first_seen_at: datetime
    changed_at: datetime | None
    article_id: int | None
    has_own_page: bool
    resembles: int | None
    unknown_since: datetime | None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry as a look found it: ``digest`` tells whether it says something else than before."""

    entry: Entry
    digest: str


def get(connection: Connection, entry_id: int) -> StoredEntry | None:
    """The entry with this id."""
    row = connection.execute(_ENTRIES.where(feed_entry.c.id == entry_id)).one_or_none()
    return stored(row) if row else None


def newest(connection: Connection, feed_id: int, limit: int = KEPT_TEXTS) -> list[StoredEntry]:
    """The newest entries of a feed, newest first."""
    return _all(connection, _ENTRIES.where(feed_entry.c.feed_id == feed_id), limit)


def of_link(connection: Connection, feed_id: int, link: str) -> StoredEntry | None:
    """The entry of a feed with this link, in whatever form it is given."""
    key = link_key(link)
    found = select(entry_key.c.entry_id).where(entry_key.c.feed_id == feed_id, entry_key.c.key == key)
    row = connection.execute(_ENTRIES.where(feed_entry.c.id.in_(found))).one_or_none()
    return stored(row) if row else None


def of_article(connection: Connection, article_id: int) -> list[StoredEntry]:
    """The entries that became an article, newest first: those of two feeds may be one story."""
    return _all(connection, _ENTRIES.where(feed_entry.c.article_id == article_id), None)


def add(connection: Connection, feed_id: int, entry: Entry, *, digest: str, now: datetime) -> int:
    """Store an entry that was seen for the first time and return its id."""
    return add_all(connection, feed_id, [FoundEntry(entry, digest)], now=now)[0]


def add_all(
    connection: Connection,
    feed_id: int,
    found: Sequence[FoundEntry],
    *,
    now: datetime,
    unknown_since: datetime | None = None,
) -> list[int]:
    """Store entries that were seen for the first time and return their ids, in the same order."""
    if not found:
        return []
    same = {"feed_id": feed_id, "first_seen_at": now, "unknown_since": unknown_since}
    rows = [{**same, **_values(one.entry), "digest": one.digest} for one in found]
    ids = connection.execute(_ADD, rows).scalars()
    return sorted(ids)  # rows are given ids that ascend, but are not returned in that order for certain


def resemble(connection: Connection, likes: Mapping[int, int]) -> None:
    """Store of entries which earlier one each may be the same story as."""
    _change_each(connection, {entry_id: {"resembles": like} for entry_id, like in likes.items()})


def change(connection: Connection, changed: Mapping[int, FoundEntry], now: datetime) -> None:
    """Store what entries say now, by their ids."""
    _change_each(
        connection,
        {
            entry_id: {**_values(one.entry), "digest": one.digest, "changed_at": now}
            for entry_id, one in changed.items()
        },
    )


def rename(connection: Connection, renamed: Mapping[int, Entry]) -> None:
    """Store what names and dates entries now, by their ids, that say what they said."""
    _change_each(
        connection,
        {entry_id: {name: getattr(one, name) for name in _NAMES} for entry_id, one in renamed.items()},
    )


def known(connection: Connection, entry_ids: Collection[int]) -> list[StoredEntry]:
    """These entries, with the beginnings of their texts."""
    query = _BEGINNINGS.where(feed_entry.c.id.in_(given("ids")))
    return [stored(row) for row in connection.execute(query, {"ids": list(entry_ids)})]


def recent(connection: Connection, feed_id: int, limit: int) -> list[StoredEntry]:
    """The newest entries of a feed, newest first, with the beginnings of their texts."""
    query = _BEGINNINGS.where(feed_entry.c.feed_id == feed_id).order_by(*_NEWEST_FIRST)
    return [stored(row) for row in connection.execute(query.limit(limit))]


def posted_since(connection: Connection, feed_id: int, moment: datetime) -> list[StoredEntry]:
    """The entries of a feed that came since then and became articles, with the beginnings of their texts."""
    query = _BEGINNINGS.where(feed_entry.c.feed_id == feed_id, feed_entry.c.first_seen_at >= moment)
    return [stored(row) for row in connection.execute(query.where(feed_entry.c.article_id.is_not(None)))]


def drop_old_texts(connection: Connection, feed_id: int, but: Collection[int] = ()) -> None:
    """Empty the texts of a feed's entries, but for the newest, those that are still to be posted, and those
    that have just changed: they may correct a card.
    """
    older = select(feed_entry.c.id).where(feed_entry.c.feed_id == feed_id, _HAS_TEXT)
    older = older.order_by(*_NEWEST_FIRST).offset(KEPT_TEXTS)
    needed = select(delivery.c.entry_id).where(
        delivery.c.entry_id == feed_entry.c.id, delivery.c.state.in_(_OUTSTANDING)
    )
    dropped = feed_entry.c.id.in_(older) & feed_entry.c.id.not_in(given("but")) & ~needed.exists()
    connection.execute(update(feed_entry).where(dropped).values(html=""), {"but": list(but)})


def keys_known(connection: Connection, feed_id: int, keys: Collection[str]) -> dict[str, int]:
    """Which of these keys are known in a feed, with the ids of the entries that they name."""
    query = select(entry_key.c.key, entry_key.c.entry_id).where(
        entry_key.c.feed_id == feed_id, entry_key.c.key.in_(given_texts("keys"))
    )
    return {row.key: row.entry_id for row in connection.execute(query, {"keys": list(keys)})}


def add_keys(connection: Connection, feed_id: int, entry_id: int, keys: Collection[str]) -> None:
    """Have an entry known by these keys too, but for those that name another already."""
    add_all_keys(connection, feed_id, {entry_id: keys})


def add_all_keys(connection: Connection, feed_id: int, keys: Mapping[int, Collection[str]]) -> None:
    """The same for several entries, by their ids."""
    rows = [
        {"feed_id": feed_id, "key": key, "entry_id": entry_id}
        for entry_id, its in keys.items()
        for key in its
    ]
    if rows:
        connection.execute(_KNOW, rows)


def drop_old_keys(connection: Connection, current: Mapping[int, Collection[str]]) -> None:
    """Have each of these entries known by its ``current`` keys alone, once it has too many."""
    query = select(entry_key.c.entry_id).where(entry_key.c.entry_id.in_(given("ids")))
    crowded = query.group_by(entry_key.c.entry_id).having(func.count() > MOST_KEYS)
    ids = list(connection.execute(crowded, {"ids": list(current)}).scalars())
    if not ids:
        return
    kept = {key for entry_id in ids for key in current[entry_id]}
    old = entry_key.c.key.not_in(given_texts("kept")) & ~entry_key.c.key.startswith(SHARED)
    dropped = delete(entry_key).where(entry_key.c.entry_id.in_(given("ids")), old)
    connection.execute(dropped, {"ids": ids, "kept": list(kept)})


def mark_shared(connection: Connection, feed_id: int, keys: Collection[str]) -> None:
    """Several entries have these keys: from now on they name none, and :func:`keys_known` says so of them."""
    if not keys:
        return
    mine = (entry_key.c.feed_id == feed_id, entry_key.c.key.in_(list(keys)))
    connection.execute(delete(entry_key).where(*mine))
    some = select(func.min(feed_entry.c.id)).where(feed_entry.c.feed_id == feed_id)
    entry_id = connection.execute(some).scalar()
    if entry_id is not None:
        add_keys(connection, feed_id, entry_id, [as_shared(one) for one in keys])


def became(connection: Connection, entry_id: int, article_id: int) -> None:
    """Store which article an entry became."""
    mine = feed_entry.c.id == entry_id
    connection.execute(update(feed_entry).where(mine).values(article_id=article_id))


def columns() -> Select[Any]:
    """Entries, for stores that join them to rows of their own: :func:`stored` makes one of a row."""
    return _ENTRIES


def stored(row: Any) -> StoredEntry:
    """What a row of :func:`columns` says."""
    entry = Entry(
        guid=row.guid,
        link=row.link,
        title=row.title,
        authors=tuple(row.authors),
        categories=tuple(row.categories),
        published=row.published,
        updated=row.updated,
        picture=row.picture,
        language=row.language,
        html=row.html,
    )
    return StoredEntry(
        row.id,
        row.feed_id,
        entry,
        row.digest,
        row.first_seen_at,
        row.changed_at,
        row.article_id,
        row.has_own_page,
        row.resembles,
        row.unknown_since,
    )


def _values(entry: Entry) -> dict[str, Any]:
    """The columns that hold what an entry says."""
    return {name: getattr(entry, name) for name in _FIELDS}


def _change_each(connection: Connection, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Store other values of entries, by their ids, in one statement: all have the same columns."""
    rows = [{"entry_id": entry_id, **values} for entry_id, values in changes.items()]
    if rows:
        connection.execute(update(feed_entry).where(feed_entry.c.id == bindparam("entry_id")), rows)


def _all(connection: Connection, query: Select[Any], limit: int | None) -> list[StoredEntry]:
    return [stored(row) for row in connection.execute(query.order_by(*_NEWEST_FIRST).limit(limit))]
