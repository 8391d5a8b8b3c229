"""What moderators changed of articles' cards, for each server and language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import article_edit
from bot.domain.language import Language
from bot.posting.editing.edited import CardEdit

_COLUMNS = ("title", "standfirst", "picture", "sentences", "edited_by", "edited_at")


def of_article(connection: Connection, article_id: int, server_id: int) -> dict[Language, CardEdit]:
    """Return what was changed of an article in a server, by language."""
    mine = (article_edit.c.article_id == article_id, article_edit.c.server_id == server_id)
    rows = connection.execute(select(article_edit).where(*mine))
    return {
        row.language: CardEdit(
            row.title, row.standfirst, row.picture, None if row.sentences is None else tuple(row.sentences)
        )
        for row in rows
    }


def put(
    connection: Connection,
    *,
    article_id: int,
    server_id: int,
    language: Language,
    edit: CardEdit,
    by: int,
    at: datetime,
) -> None:
    """Store what is changed of an article in a language; what changes nothing is stored by no row."""
    key = {"article_id": article_id, "server_id": server_id, "language": language}
    if not edit.fields:
        connection.execute(delete(article_edit).filter_by(**key))
        return
    sentences = None if edit.sentences is None else list(edit.sentences)
    values = {
        "title": edit.title,
        "standfirst": edit.standfirst,
        "picture": edit.picture,
        "sentences": sentences,
        "edited_by": by,
        "edited_at": at,
    }
    connection.execute(upsert(article_edit, *_COLUMNS), key | values)


def move(connection: Connection, keep: int, gone: int) -> None:
    """Article ``gone`` is merged into ``keep``: so are its edits, where ``keep`` has none of its own."""
    kept = article_edit.alias()
    for row in connection.execute(select(article_edit).where(article_edit.c.article_id == gone)).all():
        own = (article_edit.c.server_id == row.server_id, article_edit.c.language == row.language)
        mine = select(kept.c.article_id).where(
            kept.c.article_id == keep, kept.c.server_id == row.server_id, kept.c.language == row.language
        )
        if connection.execute(mine).first() is None:
            moved = update(article_edit).where(article_edit.c.article_id == gone, *own)
            connection.execute(moved.values(article_id=keep))
    connection.execute(delete(article_edit).where(article_edit.c.article_id == gone))


def remove_of_server(connection: Connection, server_id: int) -> None:
    """Forget what was changed in a server that the bot left."""
    connection.execute(delete(article_edit).where(article_edit.c.server_id == server_id))
