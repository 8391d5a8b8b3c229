"""The versions of an article's editions, each as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Row, and_, select

from bot.database.engine import Connection
from bot.database.schema import article, edition, edition_version
from bot.domain.article import Block, BlockKind, Edition, Provenance
from bot.domain.language import Language
from bot.domain.pages.article_changes import Changes, changes
from bot.domain.pages.page_checks import Presence

_COLUMNS = ("title", "standfirst", "url", "picture", "blocks")
"""What tells one version from another."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the publisher's edition in ``language``. ``title`` is its headline, ``earlier`` that of
    the version before it, of which ``changes`` tells what changed; both are None in the first one.
    """

    language: Language
    number: int
    read_at: datetime
    title: str
    words: int
    earlier: str | None = None
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """How the page of an edition was found last: whether it is there, and why what it shows was not taken, in
    both languages, if it was not.
    """

    language: Language
    presence: Presence
    left_because: dict[Language, str] | None


def versions(connection: Connection, article_id: int, *, skip: int, limit: int) -> list[Version]:
    """The versions of an article's editions by the publisher, those read last first, without the first
    ``skip`` and at most ``limit``.
    """
    this, before = edition_version.alias("this"), edition_version.alias("before")
    follows = and_(before.c.edition_id == this.c.edition_id, before.c.number == this.c.number - 1)
    query = (
        select(edition.c.language, this.c.number, this.c.read_at, *_told(this), *_told(before))
        .join_from(edition, this, this.c.edition_id == edition.c.id)
        .outerjoin(before, follows)
        .where(edition.c.article_id == article_id, edition.c.provenance == Provenance.PUBLISHER)
        .order_by(this.c.read_at.desc(), this.c.id.desc())
    )
    return [_version(row) for row in connection.execute(query.offset(skip).limit(limit))]


def pages(connection: Connection, article_id: int) -> list[PageState]:
    """How the pages of an article's editions by the publisher were found last, its oldest edition first."""
    mine = (edition.c.article_id == article_id, edition.c.provenance == Provenance.PUBLISHER)
    query = select(edition).where(*mine).order_by(edition.c.id)
    return [
        PageState(
            row.language,
            Presence(row.missing_since, row.gone_at),
            {one: row.left_because[one] for one in Language} if row.left_because else None,
        )
        for row in connection.execute(query)
    ]


def has_pages(connection: Connection, article_id: int) -> bool:
    """Whether an article was read from pages; the text of others was pasted or uploaded in a server."""
    query = select(article.c.server_id).where(article.c.id == article_id)
    return connection.execute(query).scalar_one_or_none() is None


def _told(version: FromClause) -> list[Any]:
    return [version.c[name].label(f"{version.name}_{name}") for name in _COLUMNS]  # type: ignore[attr-defined]


def _version(row: Row[Any]) -> Version:
    now, before = _edition(row, "this"), _edition(row, "before")
    return Version(
        row.language,
        row.number,
        row.read_at,
        now.title,
        now.words,
        before.title if row.before_title is not None else None,
        changes(before, now) if row.before_title is not None else None,
    )


def _edition(row: Row[Any], which: str) -> Edition:
    """What a row tells of a version, as an edition of which nothing else is known."""
    told = {name: getattr(row, f"{which}_{name}") for name in _COLUMNS}
    blocks = tuple(Block(BlockKind(kind), text) for kind, text in told.pop("blocks") or ())
    title = told.pop("title") or ""
    return Edition(row.language, title, blocks, sentences=(), summary=(), **told)
