"""What a rule holds is hidden and waits, in the transaction that stores it; deciding and erasing end that."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.database.engine import Database
from bot.database.schema import appearance, held, letter
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    deletion_store as deletions,
    held_store as waiting,
)
from bot.domain.discussion import Appearance, AppearanceStatus, CommentOrigin, CommentStatus, Post
from bot.domain.events import Located, MessagesDeleted, first_snowflake
from bot.domain.moderation import Decision, LetterState
from bot.domain.rules import Consequence, Rule
from bot.moderating.queue import queue_store as queue
from tests.storage.discussed import NEWS, NOTICIAS, PICTURE, SERVER, a_post
from tests.storage.moderating.ruled import NOW, Ruled, posted

SHOUTED = "THIS IS ALL SHOUTED"


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


@pytest.fixture
async def ruled(database: Database, news: Post) -> Ruled:
    ruled = Ruled(database, news)
    await ruled.set(Rule.CAPITALS, Consequence.HOLD)
    return ruled


async def standing(database: Database, comment_id: int) -> tuple[CommentStatus, bool]:
    comment = await database.read(comments.get, comment_id)
    assert comment is not None
    return comment.status, comment.held


async def consequences(ruled: Ruled, comment_id: int) -> list[Consequence]:
    return [one.consequence for one in await ruled.hits(comment_id)]


async def test_what_is_held_is_hidden_and_its_author_is_owed_a_letter(database: Database, ruled: Ruled):
    held_id, calm = await ruled.say(posted(SHOUTED), posted("All is calm.", 1))
    assert await standing(database, held_id) == (CommentStatus.HIDDEN, True)
    assert await standing(database, calm) == (CommentStatus.VISIBLE, False)
    assert await database.read(waiting.owed_letters) == [held_id]


async def test_a_held_reply_by_dialog_is_shown_nowhere_and_owes_no_letter(
    database: Database, ruled: Ruled, news: Post
):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)

    def replied(number: int, text: str) -> Located:
        return Located(posted(text, number), news, CommentOrigin.DIALOG, elsewhere=(other.id,))

    accepted = [replied(1, SHOUTED), replied(2, "All is calm.")]
    held_id, calm = (await database.write(ruled.door.accept, accepted)).values()
    assert await standing(database, held_id) == (CommentStatus.HIDDEN, True)
    assert await database.read(waiting.owed_letters) == []
    wanted = select(appearance.c.comment_id).where(appearance.c.status == AppearanceStatus.PENDING)
    found = await database.read(lambda connection: set(connection.execute(wanted).scalars()))
    assert found == {calm}


async def test_what_was_said_more_than_ten_minutes_ago_is_only_reported(database: Database, ruled: Ruled):
    old = first_snowflake(NOW - timedelta(minutes=6))
    (comment_id,) = await ruled.say(posted(SHOUTED, id=old))
    assert await standing(database, comment_id) == (CommentStatus.VISIBLE, False)
    assert await consequences(ruled, comment_id) == [Consequence.REPORT]
    assert await database.read(waiting.owed_letters) == []


async def test_a_message_from_elsewhere_and_one_that_was_hidden_are_only_reported(
    database: Database, ruled: Ruled
):
    (added,) = await ruled.say(posted(SHOUTED, channel_id=77))
    assert await standing(database, added) == (CommentStatus.VISIBLE, False)
    await ruled.edit(added, SHOUTED + " AGAIN")
    assert await standing(database, added) == (CommentStatus.VISIBLE, False)
    (hidden,) = await ruled.say(posted("All is calm.", 1))
    await database.write(ruled.door.hide, hidden)
    await ruled.edit(hidden, SHOUTED)
    assert await standing(database, hidden) == (CommentStatus.HIDDEN, False)
    assert await consequences(ruled, added) == await consequences(ruled, hidden) == [Consequence.REPORT]


async def test_edited_while_it_is_held_it_stays_held_and_is_asked_again(database: Database, ruled: Ruled):
    (comment_id,) = await ruled.say(posted(SHOUTED))
    await ruled.edit(comment_id, "All is calm again.")
    assert await standing(database, comment_id) == (CommentStatus.HIDDEN, True)
    assert await ruled.found(comment_id) == []
    await ruled.edit(comment_id, SHOUTED + " AGAIN", minutes=4.5)
    assert await consequences(ruled, comment_id) == [Consequence.HOLD]


async def test_an_edit_of_something_approved_passes_the_rules_again_with_one_letter_in_all(
    database: Database, ruled: Ruled, news: Post
):
    (comment_id,) = await ruled.say(posted(SHOUTED))
    await database.write(waiting.settle_letter, comment_id, LetterState.SENT)
    await restore(database, ruled, news, comment_id)
    assert await standing(database, comment_id) == (CommentStatus.VISIBLE, False)
    await ruled.edit(comment_id, SHOUTED + " AGAIN")
    assert await standing(database, comment_id) == (CommentStatus.HIDDEN, True)
    assert await database.read(waiting.owed_letters) == []


async def test_what_moderators_approved_is_not_held_again_for_the_same_text(
    database: Database, ruled: Ruled, news: Post
):
    (comment_id,) = await ruled.say(posted(SHOUTED, attachments=(PICTURE,)))
    await restore(database, ruled, news, comment_id)
    edited_at = NOW + timedelta(minutes=4)
    without = partial(
        ruled.door.edit, comment_id=comment_id, text=SHOUTED, edited_at=edited_at, attachments=()
    )
    await database.write(without)
    assert await standing(database, comment_id) == (CommentStatus.VISIBLE, False)


@pytest.mark.parametrize("end", ["hide", "erase", "restore"])
async def test_deciding_and_erasing_end_the_wait(database: Database, ruled: Ruled, news: Post, end: str):
    (comment_id,) = await ruled.say(posted(SHOUTED))
    if end == "restore":
        await restore(database, ruled, news, comment_id)
    else:
        await database.write(getattr(ruled.door, end), comment_id)
    assert await database.read(lambda connection: connection.execute(select(held)).all()) == []
    letters = await database.read(lambda connection: connection.execute(select(letter)).all())
    assert len(letters) == (end != "erase")


async def test_what_is_gone_after_the_bot_asked_for_its_deletion_counts_as_the_bots(
    database: Database, ruled: Ruled
):
    first, second = posted(SHOUTED), posted(SHOUTED + " TOO", 1)
    before, after = await ruled.say(first, second)
    original = await shown(database, after)
    await database.write(waiting.begin, original)
    gone = MessagesDeleted((first.id, second.id), SERVER, 500)
    await database.write(deletions.note, gone)
    assert [one.message_id for one in await database.read(deletions.unsettled)] == [first.id]
    assert (await shown(database, after)).status is AppearanceStatus.GONE
    assert await database.read(waiting.may_be_withdrawn, after)
    assert not await database.read(waiting.may_be_withdrawn, before)
    await database.write(waiting.answered, original.id)
    assert not await database.read(waiting.may_be_withdrawn, after)


async def test_what_still_stands_was_not_withdrawn(database: Database, ruled: Ruled):
    (comment_id,) = await ruled.say(posted(SHOUTED))
    await database.write(waiting.begin, await shown(database, comment_id))
    assert not await database.read(waiting.may_be_withdrawn, comment_id)


async def test_held_once_more_the_bot_has_not_asked_for_its_deletion_yet(
    database: Database, ruled: Ruled, news: Post
):
    (comment_id,) = await ruled.say(posted(SHOUTED))
    original = await shown(database, comment_id)
    await database.write(waiting.begin, original)
    assert await database.read(waiting.is_begun, comment_id, original.id) is True
    await restore(database, ruled, news, comment_id)
    assert await database.read(waiting.is_begun, comment_id, original.id) is None
    await database.write(waiting.begin, original)  # decided meanwhile
    await ruled.edit(comment_id, SHOUTED + " AGAIN")
    assert await database.read(waiting.is_begun, comment_id, original.id) is False


async def test_what_shows_a_comment_that_moderators_hid_is_gone_whoever_deleted_it(
    database: Database, ruled: Ruled
):
    said = posted("All is calm.")
    (hidden,) = await ruled.say(said)
    await database.write(ruled.door.hide, hidden)
    await database.write(deletions.note, MessagesDeleted((said.id,), SERVER, 500))
    assert await database.read(deletions.unsettled) == []


async def shown(database: Database, comment_id: int) -> Appearance:
    """The message that shows a comment."""
    (its,) = await database.read(appearances.of_comment, comment_id)
    return its


async def restore(database: Database, ruled: Ruled, news: Post, comment_id: int) -> None:
    """Approve a comment as a moderator does."""
    comment = await database.read(comments.get, comment_id)
    assert comment is not None
    await database.write(queue.decide, comment_id, Decision.APPROVED, 9)
    await database.write(ruled.door.restore, comment, news, ())
