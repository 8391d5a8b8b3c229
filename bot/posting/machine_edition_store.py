"""Machine editions of articles: one for each server, as glossary and consent are its own; and those owed.

An edition belongs to the version of the original that it was made of, and is deleted with it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, exists, func, select

from bot.database.dialect import insert_once, upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import (
    article,
    discussion,
    edition,
    edition_due,
    edition_version,
    machine_edition,
    post,
)
from bot.discussion.stores import post_store as posts
from bot.domain.article import Provenance
from bot.domain.discussion import PostStatus
from bot.domain.translation import MachineEdition
from bot.jobs.kinds import Job

_every = edition_version.alias()
_OF_PUBLISHER = edition.c.provenance == Provenance.PUBLISHER
_NEWEST = (
    edition_version.c.number
    == select(func.max(_every.c.number)).where(_every.c.edition_id == edition.c.id).scalar_subquery()
)
_ORIGINAL = (
    select(edition_version.c.id)
    .join(edition, edition.c.id == edition_version.c.edition_id)
    .join(article, and_(article.c.id == edition.c.article_id, article.c.original == edition.c.language))
    .where(_OF_PUBLISHER, _NEWEST)
)


def of_article(connection: Connection, article_id: int, server_id: int) -> MachineEdition | None:
    """The machine edition of an article in a server, made of its original as it is now."""
    version = _ORIGINAL.where(article.c.id == article_id).scalar_subquery()
    mine = (machine_edition.c.edition_version_id == version, machine_edition.c.server_id == server_id)
    row = connection.execute(select(machine_edition).where(*mine)).one_or_none()
    if row is None:
        return None
    return MachineEdition(
        row.language,
        row.title,
        row.standfirst,
        tuple(row.sentences),
        row.engine,
        row.engine_version,
        row.rough,
    )


def original_version(connection: Connection, article_id: int) -> int | None:
    """The id of the newest version of an article's original."""
    return connection.execute(_ORIGINAL.where(article.c.id == article_id)).scalar_one_or_none()


def store(
    connection: Connection, version_id: int, server_id: int, made: MachineEdition, at: datetime
) -> bool:
    """Store what was made of a version in a server, unless there is a newer version of the original, or an
    edition of the publisher's in that language. Gives whether it was stored.
    """
    is_newest = _ORIGINAL.where(edition_version.c.id == version_id).with_only_columns(edition.c.article_id)
    article_id = connection.execute(is_newest).scalar_one_or_none()
    published = select(edition.c.id).where(
        edition.c.article_id == article_id, edition.c.language == made.language, _OF_PUBLISHER
    )
    if article_id is None or connection.execute(published).first() is not None:
        return False
    values = {
        "language": made.language,
        "title": made.title,
        "standfirst": made.standfirst,
        "sentences": list(made.sentences),
        "engine": made.engine,
        "engine_version": made.version,
        "rough": made.rough,
        "made_at": at,
    }
    key = {"edition_version_id": version_id, "server_id": server_id}
    connection.execute(upsert(machine_edition, *values), {**key, **values})
    return True


def drop_outdated(connection: Connection, article_id: int) -> None:
    """Delete the machine editions of an article that were made of an older version, or that the publisher has
    an edition for; the cards that show them are redrawn.
    """
    versions = (
        select(edition_version.c.id)
        .join(edition, edition.c.id == edition_version.c.edition_id)
        .where(edition.c.article_id == article_id)
    )
    published = select(edition.c.language).where(edition.c.article_id == article_id, _OF_PUBLISHER)
    outdated = machine_edition.c.edition_version_id.not_in(_ORIGINAL.where(article.c.id == article_id))
    gone = delete(machine_edition).where(
        machine_edition.c.edition_version_id.in_(versions),
        outdated | machine_edition.c.language.in_(published),
    )
    servers = connection.execute(gone.returning(machine_edition.c.server_id)).scalars().all()
    if servers:
        shown = select(discussion.c.id).where(
            discussion.c.article_id == article_id, discussion.c.server_id.in_(servers)
        )
        posts.mark_stale(connection, connection.execute(shown).scalars().all())


def owe_of_article(connection: Connection, article_id: int, at: datetime) -> None:
    """Have machine editions made for those discussions of an article that have cards and lack one."""
    published = select(func.count()).where(edition.c.article_id == article_id, _OF_PUBLISHER)
    version_id = original_version(connection, article_id)
    if version_id is None or connection.execute(published).scalar_one() > 1:
        return
    has_card = exists().where(post.c.discussion_id == discussion.c.id, post.c.status != PostStatus.REMOVED)
    is_made = exists().where(
        machine_edition.c.edition_version_id == version_id,
        machine_edition.c.server_id == discussion.c.server_id,
    )
    lacking = select(discussion.c.id).where(discussion.c.article_id == article_id, has_card, ~is_made)
    for discussion_id in connection.execute(lacking).scalars().all():
        owe(connection, discussion_id, at)


def owe(connection: Connection, discussion_id: int, at: datetime) -> None:
    """Have the machine edition of a discussion's article made."""
    note_owed(connection, discussion_id, at)
    schedule(connection, Job.MACHINE_EDITION, discussion_id)


def note_owed(connection: Connection, discussion_id: int, at: datetime) -> None:
    """Store that the machine edition of a discussion's article is owed, for whoever works on it at once."""
    connection.execute(insert_once(edition_due), {"discussion_id": discussion_id, "since": at})


def owed(connection: Connection) -> list[int]:
    """The discussions whose article's machine edition is owed, those that wait longest first."""
    query = select(edition_due.c.discussion_id).order_by(edition_due.c.since, edition_due.c.discussion_id)
    return list(connection.execute(query).scalars())


def is_owed(connection: Connection, discussion_id: int) -> bool:
    """Whether the machine edition of a discussion's article is owed."""
    mine = select(edition_due.c.discussion_id).where(edition_due.c.discussion_id == discussion_id)
    return connection.execute(mine).first() is not None


def settle(connection: Connection, discussion_id: int) -> None:
    """Forget that the machine edition of a discussion's article is owed."""
    connection.execute(delete(edition_due).where(edition_due.c.discussion_id == discussion_id))
