"""Merging two articles that prove to be one: what belongs to the newer moves to the older."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from bot.database.engine import Connection
from bot.database.schema import (
    article,
    article_alias,
    comment,
    discussion,
    edition,
    edition_version,
    featured,
    feed_entry,
    headline,
    post,
    summary_sentence,
)
from bot.discussion.featuring import question_store as questions
from bot.discussion.stores import dialog_only_store as dialog_only
from bot.domain.discussion import PostStatus
from bot.posting import machine_edition_store as machine_editions
from bot.posting.editing import edit_store as edits
from bot.posting.pages import page_check_store as page_checks


def merge(connection: Connection, *, keep: int, gone: int) -> bool:
    """Merge article ``gone`` into article ``keep``. Returns whether they were merged.

    Their discussions in one server become one. Articles that both have a card in one room stay apart: a
    discussion has at most one card in a room, and no card is removed unless somebody asks for it.
    """
    if _share_a_room(connection, keep, gone):
        return False
    _move_discussions(connection, keep, gone)
    kept_editions = select(edition.c.language, edition.c.provenance).where(edition.c.article_id == keep)
    for language, provenance in connection.execute(kept_editions).all():
        _delete_edition(connection, gone, language, provenance)
    kept_headlines = select(headline.c.language).where(headline.c.article_id == keep)
    connection.execute(
        delete(headline).where(headline.c.article_id == gone, headline.c.language.in_(kept_headlines))
    )
    for table in (article_alias, edition, headline, feed_entry):
        connection.execute(update(table).where(table.c.article_id == gone).values(article_id=keep))
    page_checks.merge(connection, keep=keep, gone=gone)
    machine_editions.drop_outdated(connection, keep)
    edits.move(connection, keep, gone)
    connection.execute(delete(article).where(article.c.id == gone))
    return True


def _share_a_room(connection: Connection, keep: int, gone: int) -> bool:
    one, other = post.alias(), post.alias()
    one_of, other_of = discussion.alias(), discussion.alias()
    query = (
        select(one.c.id)
        .join(one_of, one_of.c.id == one.c.discussion_id)
        .join(other, other.c.channel_id == one.c.channel_id)
        .join(other_of, other_of.c.id == other.c.discussion_id)
        .where(one_of.c.article_id == keep, one.c.status != PostStatus.REMOVED)
        .where(other_of.c.article_id == gone, other.c.status != PostStatus.REMOVED)
    )
    return connection.execute(query.limit(1)).first() is not None


def _move_discussions(connection: Connection, keep: int, gone: int) -> None:
    own = select(discussion.c.server_id, discussion.c.id)
    kept = dict(connection.execute(own.where(discussion.c.article_id == keep)).all())
    for server_id, discussion_id in connection.execute(own.where(discussion.c.article_id == gone)):
        if server_id in kept:
            for table in (post, comment, featured):
                moved = update(table).where(table.c.discussion_id == discussion_id)
                connection.execute(moved.values(discussion_id=kept[server_id]))
            dialog_only.carry_over(connection, discussion_id, kept[server_id])
            questions.move(connection, discussion_id, kept[server_id], datetime.now(UTC))
            connection.execute(delete(discussion).where(discussion.c.id == discussion_id))
        else:
            moved = update(discussion).where(discussion.c.id == discussion_id)
            connection.execute(moved.values(article_id=keep))


def _delete_edition(connection: Connection, article_id: int, language: str, provenance: str) -> None:
    editions = select(edition.c.id).where(
        edition.c.article_id == article_id, edition.c.language == language, edition.c.provenance == provenance
    )
    versions = select(edition_version.c.id).where(edition_version.c.edition_id.in_(editions))
    connection.execute(delete(summary_sentence).where(summary_sentence.c.edition_version_id.in_(versions)))
    connection.execute(delete(edition_version).where(edition_version.c.edition_id.in_(editions)))
    connection.execute(delete(edition).where(edition.c.id.in_(editions)))
