"""Entries of feeds: what they were last seen to say, what they are known by, and what they became."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, text, update

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


def add(
    connection: Connection,
    feed_id: int,
    entry: Entry,
    *,
    digest: str,
    now: datetime,
    resembles: int | None = None,
    unknown_since: datetime | None = None,
) -> int:
    """Store an entry that was seen for the first time and return its id."""
    values = {
        "feed_id": feed_id,
        **_values(entry),
        "digest": digest,
        "first_seen_at": now,
        "resembles": resembles,
        "unknown_since": unknown_since,
    }
    entry_id: int = connection.execute(_ADD, values).scalar_one()
    return entry_id


def change(connection: Connection, entry_id: int, entry: Entry, *, digest: str, now: datetime) -> None:
    """Store what an entry says now."""
    values = {**_values(entry), "digest": digest, "changed_at": now}
    connection.execute(update(feed_entry).where(feed_entry.c.id == entry_id).values(**values))


def rename(connection: Connection, entry_id: int, entry: Entry) -> None:
    """Store what names and dates an entry now that says what it said."""
    values = {name: getattr(entry, name) for name in _NAMES}
    connection.execute(update(feed_entry).where(feed_entry.c.id == entry_id).values(**values))


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


def drop_old_texts(connection: Connection, feed_id: int) -> None:
    """Empty the texts of a feed's entries, but for the newest and those that are still to be posted."""
    older = select(feed_entry.c.id).where(feed_entry.c.feed_id == feed_id, _HAS_TEXT)
    older = older.order_by(*_NEWEST_FIRST).limit(-1).offset(KEPT_TEXTS)
    needed = select(delivery.c.entry_id).where(
        delivery.c.entry_id == feed_entry.c.id, delivery.c.state.in_(_OUTSTANDING)
    )
    connection.execute(update(feed_entry).where(feed_entry.c.id.in_(older), ~needed.exists()).values(html=""))


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
    """The same of several entries at once, by their ids; a key that two have names the first."""
    known_by = [(entry_id, one) for entry_id, its in keys.items() for one in its]
    rows = [{"feed_id": feed_id, "key": one, "entry_id": entry_id} for entry_id, one in known_by]
    if rows:
        connection.execute(_KNOW, rows)


def drop_old_keys(connection: Connection, entry_id: int, current: Collection[str]) -> None:
    """Have an entry known by its ``current`` keys alone, once it has too many."""
    mine = entry_key.c.entry_id == entry_id
    count = connection.execute(select(func.count()).select_from(entry_key).where(mine)).scalar_one()
    if count > MOST_KEYS:
        shared = entry_key.c.key.startswith(SHARED)
        connection.execute(delete(entry_key).where(mine, ~shared, entry_key.c.key.not_in(list(current))))


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
    return {name: getattr(entry, name) for name in _FIELDS}


def _all(connection: Connection, query: Select[Any], limit: int | None) -> list[StoredEntry]:
    return [stored(row) for row in connection.execute(query.order_by(*_NEWEST_FIRST).limit(limit))]
