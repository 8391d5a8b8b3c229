"""Reactions are counted on each message that shows a comment, as the platform last said."""

from __future__ import annotations

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Database
from bot.discussion.stores import appearance_store as appearances, reaction_store as reactions
from bot.domain.discussion import Reaction
from bot.domain.events import LiveMessage
from tests.storage.discussed import NEWS, NOTICIAS, a_post, saying

THUMB, HEART, OWN = "👍", "❤️", "<:lantern:77>"
ORIGINAL, MIRROR = 1000, 1500


@pytest.fixture
async def shown(database: Database) -> int:
    """A comment with its message and one mirror; gives its id."""
    post = await a_post(database, NEWS, "a", thread_id=500)
    other = await a_post(database, NOTICIAS, "b", thread_id=600)
    comment_id = await database.write(saying(post, ORIGINAL))
    assert comment_id is not None
    await database.write(appearances.add_originals, channels={ORIGINAL: 500})
    await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=other.id)
    (mirror,) = await database.read(appearances.pending, 600)
    values = {"appearance_id": mirror.id, "message_id": MIRROR, "by_webhook": True}
    await database.write(appearances.mark_shown, **values)
    return comment_id


async def count(database: Database, *ids: int, **counted: tuple[Reaction, ...]) -> None:
    told = {int(name.strip("_")): value for name, value in counted.items()}
    messages = [LiveMessage(one, reactions=told.get(one, ())) for one in ids]
    await database.write(reactions.count, messages=messages)


async def of(database: Database, comment_id: int) -> tuple[Reaction, ...]:
    return (await database.read(reactions.of_comments, [comment_id])).get(comment_id, ())


async def test_those_to_the_message_and_to_its_mirrors_are_one_count(database: Database, shown: int):
    await count(database, ORIGINAL, _1000=(Reaction(THUMB, 2), Reaction(OWN, 1)))
    await count(database, MIRROR, _1500=(Reaction(THUMB, 1), Reaction(HEART, 2)))
    assert await of(database, shown) == (Reaction(THUMB, 3), Reaction(HEART, 2), Reaction(OWN, 1))
    assert [one.name for one in await of(database, shown)] == [THUMB, HEART, ":lantern:"]


async def test_the_last_word_counts_however_often_it_is_said(database: Database, shown: int):
    for number in (2, 5, 5, 4):
        await count(database, ORIGINAL, _1000=(Reaction(THUMB, number),))
    assert await of(database, shown) == (Reaction(THUMB, 4),)
    await count(database, ORIGINAL, MIRROR)
    assert await of(database, shown) == ()


async def test_what_shows_no_comment_is_left_out(database: Database, shown: int):
    await count(database, 1, 2, ORIGINAL, _1=(Reaction(THUMB, 9),))
    assert await of(database, shown) == ()


async def test_an_erased_comment_forgets_them(database: Database, shown: int):
    await count(database, ORIGINAL, _1000=(Reaction(THUMB, 2),))
    await database.write(erasures.erase, comment_ids=[shown])
    assert await of(database, shown) == ()
    await count(database, ORIGINAL, _1000=(Reaction(THUMB, 3),))
    assert await of(database, shown) == (), "its message may stand a while longer"
