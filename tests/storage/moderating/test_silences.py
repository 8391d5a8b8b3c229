"""What members write in discussions while they are muted there or banned from them is held."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.database.engine import Connection, Database
from bot.discussion.stores import comment_store as comments, held_store as waiting, notice_store as notices
from bot.domain.cases.case import CaseKind, LetterAbout
from bot.domain.discussion import CommentOrigin, CommentStatus, Post
from bot.domain.errors import Refused
from bot.domain.events import Located, first_snowflake
from bot.domain.moderation import HeldCause
from bot.domain.rules import Consequence, Rule
from bot.moderating.cases import case_store as cases
from bot.moderating.letters import case_letter_store as letters
from tests.storage.discussed import NEWS, SERVER, a_post
from tests.storage.moderating.ruled import ELENA, EMMA, NOW, Ruled, a_mute, post_in, posted


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


@pytest.fixture
def ruled(database: Database, news: Post) -> Ruled:
    return Ruled(database, news)


async def held_for(database: Database, comment_id: int) -> HeldCause | None:
    comment = await database.read(comments.get, comment_id)
    assert comment is not None
    assert (comment.status is CommentStatus.HIDDEN) == comment.held
    return comment.held_for


async def refusal(database: Database, ruled: Ruled, member_id: int = EMMA.id) -> str | None:
    try:
        await database.read(ruled.door.require_may_add, SERVER, member_id)
    except Refused as refused:
        return str(refused)
    return None


async def test_what_a_muted_member_writes_is_held_and_told_once_a_case(database: Database, ruled: Ruled):
    mute = await a_mute(database, EMMA.id)
    await ruled.silences.load()
    first, second, other = await ruled.say(
        posted("One.", 1), posted("Two.", 2), posted("Hm.", 3, author=ELENA)
    )
    assert [await held_for(database, one) for one in (first, second)] == [HeldCause.SILENCED] * 2
    assert await held_for(database, other) is None
    assert await database.read(letters.owed) == [(mute.id, LetterAbout.HELD)]
    assert await database.read(waiting.owed_letters) == []
    assert await database.read(notices.outstanding) == []


async def test_dialogs_refuse_and_say_until_when(database: Database, ruled: Ruled):
    await a_mute(database, EMMA.id)
    await ruled.silences.load()
    told = await refusal(database, ruled)
    assert told is not None
    assert told.startswith("You are muted in the discussions of this server until <t:")
    assert "(case 1): with `/appeal`" in told
    assert await refusal(database, ruled, ELENA.id) is None
    ban = await a_mute(database, EMMA.id, kind=CaseKind.DISCUSSION_BAN, expires_at=None)
    assert "You are banned from the discussions" in (await refusal(database, ruled) or "")
    await database.write(cases.reverse, ban.id, 20, None, NOW)
    assert "muted" in (await refusal(database, ruled) or "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, HeldCause.SILENCED),
        ({"kind": CaseKind.DISCUSSION_BAN, "expires_at": None}, HeldCause.SILENCED),
        ({"kind": CaseKind.WARN}, None),
        ({"kind": CaseKind.TIMEOUT}, None),
        ({"server_id": SERVER + 1}, None),
        ({"expires_at": NOW - timedelta(minutes=1)}, None),
        # It ended before it was read, and not before it was written.
        ({"expires_at": NOW + timedelta(minutes=1)}, HeldCause.SILENCED),
        ({"at": NOW + timedelta(minutes=3)}, None),
        ({"at": NOW + timedelta(seconds=30)}, HeldCause.SILENCED),
    ],
)
async def test_it_counts_when_it_was_written(
    database: Database, ruled: Ruled, changes: dict[str, object], expected: HeldCause | None
):
    await a_mute(database, EMMA.id, **changes)
    await ruled.silences.load()
    (said,) = await ruled.say(posted("Who pays?"))
    assert await held_for(database, said) is expected


async def test_what_was_written_during_a_downtime_is_held_whatever_its_age(database: Database, ruled: Ruled):
    began = NOW - timedelta(days=2)
    await a_mute(database, EMMA.id, at=began, expires_at=began + timedelta(hours=1))
    await ruled.silences.load()
    before, during, after = (first_snowflake(began + timedelta(minutes=minutes)) for minutes in (-5, 30, 61))
    said = await ruled.say(*(posted("Who pays?", id=one) for one in (before, during, after)))
    causes = [await held_for(database, one) for one in said]
    assert causes == [None, HeldCause.SILENCED, None]
    assert await refusal(database, ruled) is None


async def test_an_edit_of_a_muted_member_is_held(database: Database, ruled: Ruled):
    earlier, other = await ruled.say(posted("Who pays?"), posted("Hm.", 1, author=ELENA))
    hidden, _ = await ruled.say(posted("You fools.", 2), posted("Hm.", 3, author=ELENA))
    await database.write(ruled.door.hide, hidden)
    mute = await a_mute(database, EMMA.id, at=NOW + timedelta(minutes=1))
    await ruled.silences.load()
    for one in (earlier, other, hidden):
        await ruled.edit(one, "Look at my shop!")
    assert await held_for(database, earlier) is HeldCause.SILENCED
    assert await held_for(database, other) is None
    found = await database.read(comments.get, hidden)
    assert found is not None
    assert (found.status, found.held) == (CommentStatus.HIDDEN, False)
    assert await database.read(letters.owed) == [(mute.id, LetterAbout.HELD)]


async def test_muted_moderators_are_held_too_and_what_others_add_is_not(
    database: Database, ruled: Ruled, news: Post
):
    await a_mute(database, EMMA.id)
    await ruled.silences.load()
    (said,) = await ruled.say(posted("Who pays?", moderator=True))
    assert await held_for(database, said) is HeldCause.SILENCED
    added = Located(posted("It was I.", 1, channel_id=900, moderator=True), news, CommentOrigin.ADDED)
    ((_, added_id),) = (await database.write(ruled.door.accept, [added])).items()
    assert await held_for(database, added_id) is None


async def test_a_reply_to_a_card_is_held(database: Database, ruled: Ruled, news: Post):
    await a_mute(database, EMMA.id)
    await ruled.silences.load()
    reply = Located(posted("Who pays?", channel_id=NEWS), news, CommentOrigin.REPLY)
    ((_, said),) = (await database.write(ruled.door.accept, [reply])).items()
    assert await held_for(database, said) is HeldCause.SILENCED


async def test_what_rules_find_in_it_is_kept_without_a_notice(database: Database, ruled: Ruled):
    await ruled.set(Rule.CAPITALS, Consequence.HOLD)
    await a_mute(database, EMMA.id)
    await ruled.silences.load()
    (said,) = await ruled.say(posted("THIS IS ALL SHOUTED"))
    assert (await held_for(database, said), await ruled.found(said)) == (HeldCause.SILENCED, [Rule.CAPITALS])
    await ruled.edit(said, "THIS IS ALL SHOUTED, AND LOUD")
    assert await database.read(notices.outstanding) == []


async def test_a_mute_counts_from_its_commit_and_an_undone_one_no_more(database: Database, ruled: Ruled):
    await ruled.silences.load()
    mute = await a_mute(database, EMMA.id)
    ruled.silences.schedule((SERVER, EMMA.id))
    (said,) = await ruled.say(posted("Who pays?"))
    assert await held_for(database, said) is HeldCause.SILENCED
    await database.write(partial(cases.reverse, case_id=mute.id, by=20, reason=None, at=NOW))
    (later,) = await ruled.say(posted("Who pays, then?", 1))
    assert await held_for(database, later) is None
    assert await held_for(database, said) is HeldCause.SILENCED
    still = await a_mute(database, ELENA.id)
    assert await ruled.silences.pending() == {(SERVER, EMMA.id)}, "it is known and no longer so"
    for member in (EMMA, ELENA):
        await ruled.silences.work((SERVER, member.id))
    assert await ruled.silences.pending() == set()
    (hers,) = await ruled.say(posted("Hm.", 2, author=ELENA))
    assert await held_for(database, hers) is HeldCause.SILENCED, f"case {still.number} stands"


async def test_who_was_silenced_by_an_open_case_is_due_after_its_commit(database: Database):
    def work(connection: Connection) -> set[object]:
        values = {"server_id": SERVER, "member_id": EMMA.id, "moderator_id": 20, "reason": "spam", "at": NOW}
        cases.open_case(connection, kind=CaseKind.WARN, **values)
        assert not connection.info["due"]
        case = cases.open_case(connection, kind=CaseKind.DISCUSSION_BAN, **values)
        due = set(connection.info["due"])
        connection.info["due"].clear()
        cases.reverse(connection, case.id, 20, None, NOW)
        return due & set(connection.info["due"])

    assert await database.write(work) == {("silenced members", (SERVER, EMMA.id))}


async def test_another_servers_discussions_are_open(database: Database, ruled: Ruled):
    await a_mute(database, EMMA.id)
    await ruled.silences.load()
    (there,) = await ruled.say(posted("Who pays?"), at=await post_in(database, SERVER + 1))
    assert await held_for(database, there) is None
