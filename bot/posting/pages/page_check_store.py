"""When the pages of an article are to be read again, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import insert_once, upsert
from bot.database.schema import article, edition, page_check
from bot.domain.article import Provenance
from bot.domain.language import Language
from bot.domain.pages.page_checks import Presence, after_change, next_look
from bot.jobs.kinds import Job

_OF_PUBLISHER = edition.c.provenance == Provenance.PUBLISHER


@dataclass(frozen=True, slots=True)
class PageCheck:
    """When the pages of an article are read. ``since`` is when it was first posted, ``next_at`` when they are
    to be read next (None: never), ``failures`` how often in a row their site could not be asked, ``read_at``
    when it was asked last.
    """

    since: datetime
    next_at: datetime | None = None
    failures: int = 0
    read_at: datetime | None = None


def owe(connection: Connection, article_id: int, at: datetime) -> None:
    """Have the pages of an article read again from now on; that it is posted once more changes nothing."""
    values = {"article_id": article_id, "since": at, "next_at": next_look(at, at), "failures": 0}
    connection.execute(insert_once(page_check), values)
    schedule(connection, Job.PAGE_CHECK, article_id)


def ask_now(connection: Connection, article_id: int, at: datetime) -> None:
    """Have the pages of an article read as soon as the transaction is committed, as they may have changed; a
    little later where that was done not long ago.
    """
    owe(connection, article_id, at)
    check = get(connection, article_id)
    assert check is not None
    next_at = after_change(check.since, check.read_at, at)
    if check.next_at is not None:
        next_at = max(at, min(next_at, check.next_at))
    values = {"next_at": next_at, "failures": 0}
    connection.execute(update(page_check).where(page_check.c.article_id == article_id).values(values))


def get(connection: Connection, article_id: int) -> PageCheck | None:
    """When the pages of an article are read; None if never."""
    query = select(page_check.c.since, page_check.c.next_at, page_check.c.failures, page_check.c.read_at)
    row = connection.execute(query.where(page_check.c.article_id == article_id)).one_or_none()
    return PageCheck(*row) if row else None


def of_old(connection: Connection, article_id: int) -> PageCheck | None:
    """The same of an article that was posted before its pages were read again; None if it is not stored."""
    created = select(article.c.created_at).where(article.c.id == article_id)
    since = connection.execute(created).scalar_one_or_none()
    return PageCheck(since) if since else None


def put(connection: Connection, article_id: int, check: PageCheck) -> None:
    """Store when the pages of an article are read."""
    values = {
        "since": check.since,
        "next_at": check.next_at,
        "failures": check.failures,
        "read_at": check.read_at,
    }
    connection.execute(upsert(page_check, *values), {"article_id": article_id, **values})


def forget(connection: Connection, article_id: int) -> None:
    """Have the pages of an article read no more."""
    connection.execute(delete(page_check).where(page_check.c.article_id == article_id))


def due(connection: Connection, until: datetime) -> dict[int, datetime]:
    """The articles whose pages are to be read until then, each with when."""
    query = select(page_check.c.article_id, page_check.c.next_at).where(page_check.c.next_at <= until)
    return {row.article_id: row.next_at for row in connection.execute(query.order_by(page_check.c.next_at))}


def next_after(connection: Connection, after: datetime) -> datetime | None:
    """When the first of the pages is due that are read later than that; None if there are none."""
    query = select(page_check.c.next_at).where(page_check.c.next_at > after)
    return connection.execute(query.order_by(page_check.c.next_at).limit(1)).scalar_one_or_none()


def merge(connection: Connection, *, keep: int, gone: int) -> None:
    """Two articles became one: its pages are read when those of the one that is kept were to be."""
    if get(connection, keep):
        forget(connection, gone)
    else:
        mine = update(page_check).where(page_check.c.article_id == gone)
        connection.execute(mine.values(article_id=keep))


def presence(connection: Connection, article_id: int) -> dict[Language, Presence]:
    """Whether the pages of the publisher's editions of an article are there, by language."""
    query = select(edition.c.language, edition.c.missing_since, edition.c.gone_at)
    rows = connection.execute(query.where(edition.c.article_id == article_id, _OF_PUBLISHER))
    return {language: Presence(missing_since, gone_at) for language, missing_since, gone_at in rows}


def note(
    connection: Connection,
    article_id: int,
    language: Language,
    found: Presence,
    left_because: Mapping[Language, str] | None,
) -> None:
    """Store whether a page is there, and why the edition was left as it is, in both languages, if it was."""
    mine = (edition.c.article_id == article_id, edition.c.language == language, _OF_PUBLISHER)
    values = {
        "missing_since": found.missing_since,
        "gone_at": found.gone_at,
        "left_because": dict(left_because) if left_because else None,
    }
    connection.execute(update(edition).where(*mine).values(values))
