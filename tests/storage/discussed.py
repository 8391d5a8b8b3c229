"""An article under discussion in the database: its posts, and comments said below them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import func, insert, select

from bot.database import schema
from bot.database.engine import Connection, Database
from bot.discussion.stores import (
    discussion_store as discussions,
    notice_store as notices,
    post_store as posts,
)
from bot.domain.discussion import (
    Attachment,
    Author,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Post,
    RoomKind,
)
from bot.domain.language import Language
from tests.comments import add

SERVER, NEWS, NOTICIAS, EDITOR = 10, 20, 21, 30
EMMA = Author(40, "Emma", "https://cdn.example/emma.png")
ELENA = Author(41, "Elena")
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
PICTURE = Attachment(900, "ferry.png", "image/png", 2_048, "https://cdn.example/ferry.png")


def an_article(connection: Connection) -> int:
    values = insert(schema.article).values(
        public_id=discussions.public_id(), original=Language.EN, created_at=datetime.now(UTC)
    )
    row_id: int = connection.execute(values.returning(schema.article.c.id)).scalar_one()
    return row_id


def posting(discussion_id: int, channel_id: int, public_id: str):
    return partial(
        posts.add,
        public_id=public_id,
        discussion_id=discussion_id,
        channel_id=channel_id,
        kind=RoomKind.CHANNEL,
        language=Language.EN,
        joined=True,
        created_by=EDITOR,
    )


async def a_post(database: Database, channel_id: int, public_id: str, *, thread_id: int | None) -> Post:
    def first_article(connection):
        found = connection.execute(select(func.min(schema.article.c.id))).scalar()
        return found or an_article(connection)

    article_id = await database.write(first_article)
    opened = await database.write(discussions.open_for, article_id=article_id, server_id=SERVER)
    post_id = await database.write(posting(opened.id, channel_id, public_id))
    sent = partial(posts.mark_posted, post_id=post_id, message_id=channel_id + 1000, thread_id=thread_id)
    await database.write(sent)
    found = await database.read(posts.get, post_id)
    assert found is not None
    return found


def saying(post: Post, source_id: int, text: str = "They promised this in 2019.", **changes):
    values = {
        "discussion_id": post.discussion_id,
        "post_id": post.id,
        "parent_id": None,
        "source_id": source_id,
        "author": EMMA,
        "origin": CommentOrigin.THREAD,
        "status": CommentStatus.VISIBLE,
        "text": text,
        "language": DetectedLanguage.EN,
        "said_at": NOON + timedelta(seconds=source_id),
        "attachments": (),
    }
    return partial(add, **values | changes)


def told(connection: Connection, key: notices.Key, message_id: int) -> None:
    """Moderators were told of a comment with this message."""
    notices.owe(connection, *key)
    stored = notices.get(connection, key)
    assert stored is not None
    notices.mark_sent(connection, key, channel_id=90, message_id=message_id)
    notices.mark_followed(connection, key, stored)
