"""What a mirror still has to show once its comment's translation is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import update

from bot.database import schema
from bot.database.engine import Database
from bot.discussion.stores import appearance_store as appearances, owed_translation_store as owed
from bot.domain.language import Language
from tests.storage.discussed import NEWS, NOTICIAS, a_post, saying

NOW = datetime.now(UTC)


async def test_a_mirror_that_was_being_sent_when_its_translation_was_stored_is_completed(database: Database):
    news = await a_post(database, NEWS, "a", thread_id=500)
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    in_spanish = update(schema.post).where(schema.post.c.id == noticias.id).values(language=Language.ES)
    await database.write(lambda connection: connection.execute(in_spanish))
    comment_id = await database.write(saying(news, 1_000))
    await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=noticias.id)
    await database.write(owed.owe, [comment_id], NOW)
    (seen,) = await database.read(appearances.pending, 600)
    await database.write(owed.complete, comment_id, Language.ES, NOW)
    shown = partial(appearances.mark_shown, appearance_id=seen.id, message_id=2_000, by_webhook=True)
    await database.write(shown)
    await database.write(appearances.mark_followed, seen)
    assert [one.id for one in await database.read(appearances.outstanding, 600)] == [seen.id]
