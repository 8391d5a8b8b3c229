"""Where members comment by dialog alone, what they say waits until a moderator has approved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.database.engine import Connection, Database
from bot.database.schema import appearance, comment_translation, post as post_table, translation_due
from bot.discussion.door import Door
from bot.discussion.stores import (
    comment_store as comments,
    dialog_only_store as dialog_only,
    discussion_store as discussions,
    held_store as waiting,
    notice_store as notices,
    post_store as posts,
)
from bot.domain.discussion import CommentOrigin, CommentStatus, DiscussionStatus, Post
from bot.domain.events import Located, MessagePosted, Standing, snowflake_time
from bot.domain.moderation import Decision, HeldCause
from bot.domain.rules import Consequence, Rule
from bot.jobs.clock import SystemClock
from bot.moderating.cases.silences import Silences
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.queue import queue_store as queue
from bot.moderating.rules.before_showing import BeforeShowing
from bot.posting.article_merge_store import merge
from tests.storage.discussed import NEWS, NOTICIAS, SERVER, a_post
from tests.storage.moderating.ruled import EMMA, NOW, Ruled, counted, post_in, posted

EVERYWHERE = dialog_only.SERVER
BEFORE = NOW - timedelta(hours=1)


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


@pytest.fixture
def ruled(database: Database, news: Post) -> Ruled:
    return Ruled(database, news)


async def set_in(
    ruled: Ruled, channel_id: int, at: datetime | None = BEFORE, server_id: int = SERVER
) -> None:
    """Switch it on in a channel since a moment; None: off."""
    work = partial(dialog_only.put, server_id=server_id, channel_id=channel_id, at=at)
    await ruled.places.change(ruled.database, server_id, work)


async def say(
    ruled: Ruled, said: MessagePosted, origin: CommentOrigin = CommentOrigin.DIALOG, at: Post | None = None
) -> int:
    """Let something come in; gives the comment's id."""
    located = Located(said, at or ruled.post, origin)
    (comment_id,) = (await ruled.database.write(ruled.door.accept, [located])).values()
    return comment_id


async def held_for(database: Database, comment_id: int) -> HeldCause | None:
    found = await database.read(comments.get, comment_id)
    assert found is not None
    assert found.held is (found.status is CommentStatus.HIDDEN)
    return found.held_for


@pytest.mark.parametrize("origin", CommentOrigin)
async def test_whatever_a_member_says_there_waits_and_is_shown_nowhere(
    database: Database, ruled: Ruled, news: Post, origin: CommentOrigin
):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    await set_in(ruled, NEWS)
    located = Located(posted("Who pays for the ferry?"), news, origin, elsewhere=(other.id,))
    (comment_id,) = (await database.write(ruled.door.accept, [located])).values()
    assert await held_for(database, comment_id) is HeldCause.DIALOG_ONLY
    for table in (translation_due, comment_translation):
        assert await database.read(lambda c, table=table: c.execute(select(table)).all()) == []
    kinds = select(appearance.c.kind).where(appearance.c.comment_id == comment_id)
    shown = await database.read(lambda connection: list(connection.execute(kinds).scalars()))
    assert shown == ([] if origin is CommentOrigin.DIALOG else ["original"])
    assert (await database.read(discussions.visible_comments, news.discussion_id, [news.id]))[0] == 0


@pytest.mark.parametrize(
    ("origin", "is_owed"),
    [
        (CommentOrigin.DIALOG, False),
        (CommentOrigin.ADDED, False),
        (CommentOrigin.THREAD, True),
        (CommentOrigin.REPLY, True),
    ],
)
async def test_who_is_not_told_by_an_answer_is_owed_a_letter(
    database: Database, ruled: Ruled, origin: CommentOrigin, is_owed: bool
):
    await set_in(ruled, NEWS)
    comment_id = await say(ruled, posted("Who pays for the ferry?"), origin)
    assert await database.read(waiting.owed_letters) == ([comment_id] if is_owed else [])
    assert await database.read(notices.outstanding) == [], "the queue has them, not the moderators' channel"


@pytest.mark.parametrize("origin", [CommentOrigin.DIALOG, CommentOrigin.THREAD])
async def test_what_moderators_say_needs_no_approval(database: Database, ruled: Ruled, origin: CommentOrigin):
    await set_in(ruled, EVERYWHERE)
    said = await say(ruled, posted("Please stay on topic.", moderator=True), origin)
    assert await held_for(database, said) is None
    await edit(ruled, said, moderator=True)
    assert await held_for(database, said) is None


async def test_what_staff_say_needs_no_approval(database: Database, ruled: Ruled):
    await set_in(ruled, EVERYWHERE)
    said = await say(ruled, posted("We have corrected the article.", author=replace(EMMA, staff=True)))
    assert await held_for(database, said) is None
    await edit(ruled, said)
    assert await held_for(database, said) is None


@pytest.mark.parametrize(
    ("server", "room", "expected"),
    [
        (False, None, False),
        (True, None, True),
        (True, False, False),
        (False, True, True),
        (True, True, True),
    ],
)
async def test_a_room_may_differ_from_its_server(
    database: Database, ruled: Ruled, server: bool, room: bool | None, expected: bool
):
    await set_in(ruled, EVERYWHERE, BEFORE if server else None)
    if room is not None:
        await set_in(ruled, NEWS, BEFORE if room else None)
    comment_id = await say(ruled, posted("Who pays for the ferry?"))
    assert (await held_for(database, comment_id) is not None) is expected
    leave = partial(dialog_only.leave_to_server, server_id=SERVER, channel_id=NEWS)
    await ruled.places.change(database, SERVER, leave)
    comment_id = await say(ruled, posted("And who pays now?", 1))
    assert (await held_for(database, comment_id) is not None) is server


async def test_a_discussion_may_be_stricter_than_its_rooms(database: Database, ruled: Ruled, news: Post):
    put = partial(dialog_only.put_discussion, discussion_id=news.discussion_id, at=BEFORE)
    await ruled.places.change(database, SERVER, put)
    assert await held_for(database, await say(ruled, posted("Who pays?"))) is HeldCause.DIALOG_ONLY
    off = partial(dialog_only.put_discussion, discussion_id=news.discussion_id, at=None)
    await ruled.places.change(database, SERVER, off)
    assert await held_for(database, await say(ruled, posted("Who pays now?", 1))) is None


async def test_what_is_said_in_an_open_room_of_the_discussion_is_as_that_room_says(
    database: Database, ruled: Ruled, news: Post
):
    noticias = await a_post(database, NOTICIAS, "b", thread_id=501)
    assert noticias.discussion_id == news.discussion_id
    await set_in(ruled, NEWS)
    assert await held_for(database, await say(ruled, posted("Who pays?"), at=noticias)) is None
    assert await held_for(database, await say(ruled, posted("Who pays here?", 1))) is not None


async def test_another_server_is_not_concerned(database: Database, ruled: Ruled):
    elsewhere = await post_in(database, SERVER + 1)
    await set_in(ruled, EVERYWHERE)
    assert await held_for(database, await say(ruled, posted("Who pays?"), at=elsewhere)) is None


async def test_messages_from_before_it_was_set_stay_however_late_they_come(database: Database, ruled: Ruled):
    early, late = posted("Said before"), posted("Said after", 10)
    await set_in(ruled, NEWS, snowflake_time(early.id) + timedelta(seconds=5))
    assert await held_for(database, await say(ruled, early, CommentOrigin.THREAD)) is None
    edited = posted("Edited since", -1, edited_at=NOW + timedelta(seconds=20))
    for one in (late, edited):
        assert await held_for(database, await say(ruled, one, CommentOrigin.THREAD)) is not None


async def test_messages_read_long_after_they_were_written_wait_too(database: Database, ruled: Ruled):
    await set_in(ruled, NEWS, NOW - timedelta(days=2))
    said = posted("Written while the bot was away", -3_600.0)
    assert await held_for(database, await say(ruled, said, CommentOrigin.THREAD)) is not None


async def test_what_was_written_while_the_discussion_was_locked_stays_refused(
    database: Database, ruled: Ruled, news: Post
):
    await set_in(ruled, NEWS)
    await database.write(discussions.set_status, news.discussion_id, DiscussionStatus.LOCKED)
    comment_id = await say(ruled, posted("Am I late?"), CommentOrigin.THREAD)
    found = await database.read(comments.get, comment_id)
    assert found is not None
    assert (found.status, found.held) == (CommentStatus.REFUSED, False)
    await edit(ruled, comment_id)
    found = await database.read(comments.get, comment_id)
    assert found is not None
    assert found.status is CommentStatus.REFUSED


async def edit(ruled: Ruled, comment_id: int, minutes: float = 4.0, moderator: bool = False) -> None:
    edited_at = NOW + timedelta(minutes=minutes)
    change = partial(ruled.door.edit, comment_id=comment_id, text=f"Edited {minutes}", edited_at=edited_at)
    await ruled.database.write(partial(change, standing=Standing(moderator)))


async def test_an_edit_of_what_was_approved_waits_again(database: Database, ruled: Ruled, news: Post):
    await set_in(ruled, NEWS)
    comment_id = await say(ruled, posted("Who pays for the ferry?"))
    approved = await database.read(comments.get, comment_id)
    assert approved is not None
    await database.write(queue.decide, comment_id, Decision.APPROVED, 9)
    await database.write(ruled.door.restore, approved, news, ())
    assert await held_for(database, comment_id) is None
    await edit(ruled, comment_id)
    assert await held_for(database, comment_id) is HeldCause.DIALOG_ONLY
    await edit(ruled, comment_id, 4.5)
    assert await held_for(database, comment_id) is HeldCause.DIALOG_ONLY
    await database.write(ruled.door.hide, comment_id)
    await edit(ruled, comment_id, 4.7)
    found = await database.read(comments.get, comment_id)
    assert found is not None
    assert (found.status, found.held) == (CommentStatus.HIDDEN, False), "a moderator's decision stands"


async def test_an_edit_from_before_it_was_set_takes_nothing_out(database: Database, ruled: Ruled):
    comment_id = await say(ruled, posted("Who pays for the ferry?"), CommentOrigin.THREAD)
    await set_in(ruled, NEWS, NOW + timedelta(minutes=30))
    await edit(ruled, comment_id)
    assert await held_for(database, comment_id) is None
    await edit(ruled, comment_id, 31)
    assert await held_for(database, comment_id) is HeldCause.DIALOG_ONLY


async def test_rules_look_at_what_waits_too_and_moderators_see_what_they_found(
    database: Database, ruled: Ruled
):
    await set_in(ruled, NEWS)
    await ruled.set(Rule.CAPITALS, Consequence.HOLD)
    comment_id = await say(ruled, posted("THIS IS ALL SHOUTED"), CommentOrigin.THREAD)
    assert await held_for(database, comment_id) is HeldCause.DIALOG_ONLY
    assert await ruled.found(comment_id) == [Rule.CAPITALS]
    await set_in(ruled, NEWS, None)
    comment_id = await say(ruled, posted("THIS IS SHOUTED AS WELL", 1), CommentOrigin.THREAD)
    assert await held_for(database, comment_id) is HeldCause.RULE


@pytest.mark.parametrize("was_on", [False, True])
async def test_where_it_is_set_nowhere_neither_a_comment_nor_an_edit_costs_a_statement(
    database: Database, ruled: Ruled, news: Post, was_on: bool
):
    if was_on:
        await set_in(ruled, NEWS)
        await set_in(ruled, NEWS, None)
    await set_in(ruled, EVERYWHERE, server_id=SERVER + 1)
    await set_in(ruled, EVERYWHERE, None, server_id=SERVER + 1)

    def statements(connection: Connection, door: Door, number: int) -> tuple[int, int]:
        with counted(connection) as coming_in:
            ids = door.accept(connection, [Located(posted("Who?", number), news, CommentOrigin.DIALOG)])
        with counted(connection) as editing:
            door.edit(connection, *ids.values(), f"Who pays {number}?", NOW + timedelta(minutes=number))
        return len(coming_in), len(editing)

    without = await database.write(statements, Door(), 1)
    assert await database.write(statements, ruled.door, 2) == without
    started = BeforeShowing(Silences(SystemClock(), database))
    await started.load(database)
    assert await database.write(statements, Door(rules=started), 3) == without
    await set_in(ruled, EVERYWHERE, server_id=SERVER + 1)
    assert (await database.write(statements, ruled.door, 4))[0] == without[0], "it is on in another server"
    await set_in(ruled, NEWS)
    assert (await database.write(statements, ruled.door, 5))[0] > without[0]


async def test_after_a_start_it_is_known_where_it_is_set(database: Database, ruled: Ruled, news: Post):
    await set_in(ruled, NEWS)
    elsewhere = await post_in(database, SERVER + 1)
    put = partial(dialog_only.put_discussion, discussion_id=elsewhere.discussion_id, at=BEFORE)
    await database.write(put)
    await set_in(ruled, EVERYWHERE, None, SERVER + 2)
    places = DialogOnlyPlaces()
    await places.load(database)
    assert [places.is_on_in(SERVER + one) for one in range(3)] == [True, True, False]


async def test_a_change_that_is_taken_back_leaves_it_as_it_was(database: Database, ruled: Ruled):
    await set_in(ruled, NEWS)

    def broken(connection: Connection) -> None:
        dialog_only.put(connection, SERVER, NEWS, None)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await ruled.places.change(database, SERVER, broken)
    assert await held_for(database, await say(ruled, posted("Who pays?"))) is HeldCause.DIALOG_ONLY


async def test_threads_follow_until_they_are_as_they_should_be(database: Database, ruled: Ruled, news: Post):
    noticias = await a_post(database, NOTICIAS, "b", thread_id=501)
    assert await database.read(dialog_only.out_of_step) == []
    await set_in(ruled, EVERYWHERE)
    assert sorted(await database.read(dialog_only.out_of_step)) == [news.id, noticias.id]
    await database.write(partial(dialog_only.mark_locked, post_id=news.id, locked=True))
    assert await database.read(dialog_only.out_of_step) == [noticias.id]
    await set_in(ruled, NEWS, None)
    assert sorted(await database.read(dialog_only.out_of_step)) == [news.id, noticias.id]
    await database.write(posts.mark_removed, noticias.id)
    assert await database.read(dialog_only.out_of_step) == [news.id]


async def test_a_card_that_stands_again_has_its_thread_locked_anew(
    database: Database, ruled: Ruled, news: Post
):
    await set_in(ruled, NEWS)
    await database.write(partial(dialog_only.mark_locked, post_id=news.id, locked=True))
    await database.write(posts.mark_removed, news.id)
    await database.write(posts.put_back, news.id)
    again = partial(posts.mark_posted, post_id=news.id, message_id=77, thread_id=500)
    await database.write(again)
    assert await database.read(dialog_only.out_of_step) == [news.id]


async def test_where_two_articles_prove_to_be_one_the_stricter_stands(
    database: Database, ruled: Ruled, news: Post
):
    other = await post_in(database, SERVER)
    put = partial(dialog_only.put_discussion, discussion_id=other.discussion_id, at=BEFORE)
    await ruled.places.change(database, SERVER, put)
    assert await database.write(partial(merge, keep=news.article_id, gone=other.article_id))
    assert sorted(await database.read(dialog_only.out_of_step)) == [news.id, other.id]
    kept = await database.read(discussions.get, news.discussion_id)
    assert kept is not None
    assert kept.dialog_only_since is not None
    stale = select(func.count()).select_from(post_table).where(post_table.c.stale > 0)
    assert await database.read(lambda connection: connection.execute(stale).scalar()) == 2
