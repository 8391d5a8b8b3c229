"""A discussion has one question at most, and what is to be done about it follows from rows."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database.engine import Database
from bot.discussion.featuring import question_store as questions
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.card import Question
from bot.domain.discussion import Post
from bot.domain.language import Language
from tests.storage.discussed import NEWS, NOON, NOTICIAS, SERVER, a_post, an_article


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def ask(database: Database, post: Post, english: str = "Who pays?", minutes: int = 0) -> Question:
    at = NOON + timedelta(minutes=minutes)
    await database.write(
        questions.ask, discussion_id=post.discussion_id, english=english, spanish=None, at=at
    )
    found = await database.read(questions.asked, post.discussion_id)
    assert found is not None
    return found


async def show(database: Database, post: Post, asked: Question, message_id: int = 900) -> None:
    await database.write(questions.mark_begun, post_id=post.id, at=NOON)
    await database.write(questions.mark_shown, post.id, message_id, asked.id)


async def is_pending(database: Database, post: Post) -> bool:
    return post.discussion_id in await database.read(questions.pending)


async def test_what_threads_lack_is_pending(database: Database, news: Post):
    assert not await is_pending(database, news)
    asked = await ask(database, news)
    assert await is_pending(database, news)
    await database.write(questions.mark_begun, post_id=news.id, at=NOON)
    assert await is_pending(database, news)
    await show(database, news, asked)
    assert await is_pending(database, news)  # it is not pinned yet
    await database.write(questions.mark_pinned, post_id=news.id)
    assert not await is_pending(database, news)
    await ask(database, news, "Who builds?")
    assert await is_pending(database, news)


async def test_what_was_deleted_by_hand_is_not_pending_until_another_question(database: Database, news: Post):
    await show(database, news, await ask(database, news))
    await database.write(questions.mark_deleted, post_id=news.id)
    assert not await is_pending(database, news)
    await ask(database, news, "Who builds?")
    assert await is_pending(database, news)


async def test_what_is_removed_is_pending_until_its_message_is_gone(database: Database, news: Post):
    await show(database, news, await ask(database, news))
    await database.write(questions.mark_pinned, post_id=news.id)
    remove = partial(questions.remove, discussion_id=news.discussion_id, at=NOON)
    assert await database.write(remove)
    assert await is_pending(database, news)
    await database.write(questions.forget, post_id=news.id)
    assert not await is_pending(database, news)
    assert not await database.write(remove)


async def test_the_one_that_was_removed_last_is_put_back(database: Database, news: Post):
    await ask(database, news, "Who pays?", 0)
    last = await ask(database, news, "Who builds?", 1)
    await database.write(questions.remove, news.discussion_id, NOON + timedelta(minutes=2))
    back = partial(questions.put_back, discussion_id=news.discussion_id)
    assert not await database.write(partial(back, since=NOON + timedelta(minutes=3)))
    assert await database.write(partial(back, since=NOON))
    assert await database.read(questions.asked, news.discussion_id) == last
    assert news.discussion_id in await database.read(posts.with_stale_cards)
    with pytest.raises(IntegrityError):  # there is one at most
        await database.write(partial(back, since=NOON))


@pytest.mark.parametrize("kept_asks", [True, False])
async def test_discussions_that_become_one_keep_one_question(database: Database, news: Post, kept_asks: bool):
    other = await database.write(
        lambda connection: discussions.open_for(connection, an_article(connection), SERVER)
    )
    own = await ask(database, news) if kept_asks else None
    values = {"english": None, "spanish": "¿Quién construye?", "at": NOON}
    await database.write(partial(questions.ask, discussion_id=other.id, **values))
    move = partial(questions.move, gone=other.id, keep=news.discussion_id, at=NOON)
    await database.write(move)
    kept = await database.read(questions.asked, news.discussion_id)
    assert kept is not None
    assert kept == own if own else kept.spanish == "¿Quién construye?"
    assert await database.read(questions.asked, other.id) is None


async def test_every_thread_with_a_card_is_a_place(database: Database, news: Post):
    await a_post(database, NOTICIAS, "b", thread_id=None)
    (place,) = await database.read(questions.places, news.discussion_id)
    assert (place.post.id, place.begun_at, place.message_id, place.pinned) == (news.id, None, None, False)
    asked = await ask(database, news)
    await show(database, news, asked)
    (place,) = await database.read(questions.places, news.discussion_id)
    assert (place.begun_at, place.message_id, place.shown) == (NOON, 900, asked.id)


def test_its_languages_come_in_the_order_of_the_reader():
    both = Question(1, "Who?", "¿Quién?")
    assert both.texts(Language.ES) == [(Language.ES, "¿Quién?"), (Language.EN, "Who?")]
    assert Question(1, None, "¿Quién?").texts(Language.EN) == [(Language.ES, "¿Quién?")]
