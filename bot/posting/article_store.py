"""Articles: found by any of their addresses, stored in versions, merged when they prove to be one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, insert, literal, select, union_all

from bot.database.dialect import insert_once, upsert
from bot.database.engine import Connection
from bot.database.schema import article, article_alias, edition, edition_version, headline, summary_sentence
from bot.discussion.stores import post_store as posts
from bot.discussion.stores.discussion_store import public_id
from bot.domain.article import Article, Block, BlockKind, Edition, Headline, SummarySentence
from bot.domain.language import Language
from bot.posting import article_merge_store as merging, machine_edition_store as machine_editions

_SAME = (
    *("title", "standfirst", "url", "site", "published", "updated"),
    *("picture", "section", "complete", "from_feed"),
)
"""Columns of a version that hold a field of :class:`Edition` as it is."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it was last read. ``server_id`` is where its text was pasted, None for a link;
    ``read_at`` is when its newest edition was read.
    """

    id: int
    public_id: str
    server_id: int | None
    read_at: datetime
    article: Article


def find_by_alias(connection: Connection, url: str) -> int | None:
    """Return the id of the article with the normalised address ``url``."""
    query = select(article_alias.c.article_id).where(article_alias.c.url == url)
    return connection.execute(query).scalar_one_or_none()


def known(connection: Connection, urls: Collection[str]) -> list[int]:
    """Return the ids of the articles with any of these normalised addresses, oldest first."""
    query = select(article_alias.c.article_id).where(article_alias.c.url.in_(urls)).distinct()
    return list(connection.execute(query.order_by(article_alias.c.article_id)).scalars())


def store(connection: Connection, read: Article, server_id: int | None = None) -> int:
    """Store an article and return its id.

    It is the stored article with one of its addresses or, if it has none, with the same text in the same
    server; else a new one. A changed edition becomes a new version. Articles that share an address merge.
    Machine editions go that were made of an older version, or that the publisher has an edition for now.
    """
    article_id = _find(connection, read, server_id)
    if article_id is not None:
        store_in(connection, article_id, read)
        return article_id
    article_id = _add(connection, read, server_id)
    _put(connection, article_id, read)
    return article_id


def store_in(connection: Connection, article_id: int, read: Article) -> None:
    """Store what was read of an article that is stored: see :func:`store`. Where it changed its cards are
    redrawn, in every server.
    """
    if _put(connection, article_id, read):
        machine_editions.drop_outdated(connection, article_id)
        posts.mark_article_stale(connection, article_id)


def get(connection: Connection, article_id: int) -> StoredArticle | None:
    """Return the article with this id, each edition in its newest version."""
    return _stored(connection, select(article).where(article.c.id == article_id))


def by_public_id(connection: Connection, public_id: str) -> StoredArticle | None:
    """Return the article with this public id."""
    return _stored(connection, select(article).where(article.c.public_id == public_id))


def titles(connection: Connection, article_ids: Collection[int], language: Language) -> dict[int, str]:
    """Return the headline of each article: in ``language`` if it has one, else in the original's."""
    found: dict[int, tuple[bool, str]] = {}
    rows = connection.execute(_titles(), {"article_ids": list(article_ids)})
    for article_id, title_language, title in rows:
        wanted = title_language is language
        if article_id not in found or (wanted and not found[article_id][0]):
            found[article_id] = (wanted, title)
    return {article_id: title for article_id, (_, title) in found.items()}


@cache
def _titles() -> Select[Any]:
    """Make the statement that reads every headline of some articles, those of their editions first."""
    ids: BindParameter[list[int]] = bindparam("article_ids", expanding=True)
    versions = _newest_versions().where(edition.c.article_id.in_(ids))
    lines = select(headline.c.article_id, headline.c.language, headline.c.title, literal(1), literal(0))
    every = union_all(
        versions.with_only_columns(
            edition.c.article_id,
            edition.c.language,
            edition_version.c.title,
            literal(0).label("rank"),
            edition.c.id,
        ),
        lines.where(headline.c.article_id.in_(ids)),
    ).subquery()
    return select(every.c.article_id, every.c.language, every.c.title).order_by(every.c.rank, every.c.id)


def _find(connection: Connection, read: Article, server_id: int | None) -> int | None:
    if read.aliases:
        found = known(connection, read.aliases)
        for other in found[1:]:
            merging.merge(connection, keep=found[0], gone=other)
        return found[0] if found else None
    if server_id is None:
        return None
    same = _newest_versions().join(article, article.c.id == edition.c.article_id)
    pasted = (article.c.server_id == server_id, edition_version.c.digest == digest(read.original))
    rows = connection.execute(same.with_only_columns(article.c.id).where(*pasted).limit(1))
    return rows.scalar_one_or_none()


def _add(connection: Connection, read: Article, server_id: int | None) -> int:
    values = insert(article).values(
        public_id=public_id(),
        server_id=None if read.aliases else server_id,
        original=read.original.language,
        created_at=datetime.now(UTC),
    )
    article_id: int = connection.execute(values.returning(article.c.id)).scalar_one()
    return article_id


def _put(connection: Connection, article_id: int, read: Article) -> bool:
    """Store the addresses, editions and headlines of an article. Returns whether an edition changed."""
    now = datetime.now(UTC)
    if aliases := [{"url": url, "article_id": article_id} for url in read.aliases]:
        connection.execute(insert_once(article_alias), aliases)
    changed = [_store_edition(connection, article_id, one, now) for one in read.editions]
    if lines := [{"article_id": article_id, **asdict(one)} for one in read.headlines]:
        connection.execute(upsert(headline, "title", "url"), lines)
    return any(changed)


def digest(one: Edition) -> str:
    """Return a hash of everything that is shown of an edition: it differs between versions."""
    shown = [
        one.title,
        one.standfirst,
        one.url,
        one.picture,
        [[block.kind, block.text] for block in one.blocks],
        *(["from a feed"] if one.from_feed else []),
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def _store_edition(connection: Connection, article_id: int, one: Edition, now: datetime) -> bool:
    """Store an edition unless its newest version is the same. Returns whether it is not."""
    key = {"article_id": article_id, "language": one.language, "provenance": one.provenance}
    connection.execute(insert_once(edition), {"engine": one.engine, **key})
    edition_id: int = connection.execute(select(edition.c.id).filter_by(**key)).scalar_one()
    query = select(edition_version.c.number, edition_version.c.digest, edition_version.c.picture)
    mine = query.where(edition_version.c.edition_id == edition_id)
    latest = connection.execute(mine.order_by(edition_version.c.number.desc()).limit(1)).one_or_none()
    if latest is not None and latest.digest in (digest(one), digest(_with_picture(one, latest.picture))):
        return False
    values = insert(edition_version).values(
        edition_id=edition_id,
        number=latest.number + 1 if latest else 1,
        digest=digest(one),
        read_at=now,
        **{column: getattr(one, column) for column in _SAME},
        authors=list(one.authors),
        blocks=[[block.kind, block.text] for block in one.blocks],
        sentences=list(one.sentences),
    )
    version_id = connection.execute(values.returning(edition_version.c.id)).scalar_one()
    summary = [
        {"edition_version_id": version_id, "position": position, "sentence": one.sentence, "text": one.text}
        for position, one in enumerate(one.summary)
    ]
    if summary:
        connection.execute(insert(summary_sentence), summary)
    return True


def _with_picture(one: Edition, picture: str | None) -> Edition:
    """``one`` with a picture's earlier address, if that differs by its query alone: many are signed anew with
    each request.
    """
    if picture and one.picture and picture.partition("?")[0] == one.picture.partition("?")[0]:
        return replace(one, picture=picture)
    return one


def _newest_versions() -> Select[Any]:
    """Make the statement that reads each edition with its newest version."""
    every = edition_version.alias()
    # Correlated: a grouped subquery would find the newest version of every stored edition each time.
    newest = select(func.max(every.c.number)).where(every.c.edition_id == edition.c.id).scalar_subquery()
    is_newest = and_(edition_version.c.edition_id == edition.c.id, edition_version.c.number == newest)
    return select(edition, edition_version).join_from(edition, edition_version, is_newest)


def _stored(connection: Connection, query: Select[Any]) -> StoredArticle | None:
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    own = _newest_versions().where(edition.c.article_id == row.id).order_by(edition.c.id)
    versions = connection.execute(own).all()
    summaries = _summaries(connection, [version.id_1 for version in versions])
    editions = [_edition(version, summaries.get(version.id_1, ())) for version in versions]
    lines = connection.execute(select(headline).where(headline.c.article_id == row.id))
    aliases = select(article_alias.c.url).where(article_alias.c.article_id == row.id)
    return StoredArticle(
        row.id,
        row.public_id,
        row.server_id,
        max(version.read_at for version in versions),
        Article(
            editions=tuple(sorted(editions, key=lambda one: one.language is not row.original)),
            headlines=tuple(Headline(line.language, line.title, line.url) for line in lines),
            aliases=tuple(connection.execute(aliases.order_by(article_alias.c.url)).scalars()),
        ),
    )


def _summaries(connection: Connection, versions: list[int]) -> dict[int, tuple[SummarySentence, ...]]:
    query = select(summary_sentence).where(summary_sentence.c.edition_version_id.in_(versions))
    chosen: dict[int, tuple[SummarySentence, ...]] = {}
    for row in connection.execute(query.order_by(summary_sentence.c.position)):
        sentence = SummarySentence(row.text, row.sentence)
        chosen[row.edition_version_id] = (*chosen.get(row.edition_version_id, ()), sentence)
    return chosen


def _edition(row: Row[Any], summary: tuple[SummarySentence, ...]) -> Edition:
    return Edition(
        language=row.language,
        blocks=tuple(Block(BlockKind(kind), text) for kind, text in row.blocks),
        sentences=tuple(row.sentences),
        summary=summary,
        provenance=row.provenance,
        engine=row.engine,
        corrected_at=row.read_at if row.number > 1 else None,
        gone_at=row.gone_at,
        authors=tuple(row.authors),
        **{column: getattr(row, column) for column in _SAME},
    )
