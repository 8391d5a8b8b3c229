"""Comments are held against the rules of their room when they come in and when they change."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.stores import notice_store as notices, report_store as reports
from bot.domain.discussion import CommentOrigin, Post
from bot.domain.errors import Refused
from bot.domain.events import Located, Standing, first_snowflake
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import NoticeKind, ReportStatus
from bot.domain.rules import Consequence, ListName, Rule, RuleSetting
from bot.jobs.clock import SystemClock
from bot.moderating.cases.silences import Silences
from bot.moderating.rules import rule_store, rules_in_use
from bot.moderating.rules.before_showing import BeforeShowing
from tests.storage.discussed import NEWS, NOTICIAS, PICTURE, SERVER, a_post
from tests.storage.moderating.ruled import ELENA, EMMA, NOW, Ruled, a_mute, counted, post_in, posted

REPORT, HOLD, OFF = Consequence.REPORT, Consequence.HOLD, Consequence.OFF


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


@pytest.fixture
def ruled(database: Database, news: Post) -> Ruled:
    return Ruled(database, news)


async def nothing_on(database: Database) -> BeforeShowing:
    """All that comments are held against, where nothing of it concerns the server."""
    asked = BeforeShowing(Silences(SystemClock(), database))
    await asked.load(database)
    return asked


@pytest.mark.parametrize("elsewhere_on", [False, True])
async def test_where_no_rule_is_on_a_comment_costs_no_statement_more(
    database: Database, news: Post, ruled: Ruled, elsewhere_on: bool
):
    if elsewhere_on:
        await ruled.set(Rule.LENGTH, server=SERVER + 1, characters=1)
        await a_mute(database, EMMA.id, server_id=SERVER + 1)
    rules = await nothing_on(database)

    def statements(connection: Connection, door: Door, number: int) -> int:
        said = posted("Who pays for the ferry?", number)
        with counted(connection) as asked:
            door.accept(connection, [Located(said, news, CommentOrigin.THREAD)])
        return len(asked)

    without = await database.write(statements, Door(), 1)
    assert await database.write(statements, Door(rules=rules), 2) == without
    await ruled.set(Rule.FLOOD)
    assert await database.write(statements, ruled.door, 3) > without


async def test_where_no_rule_is_on_an_edit_costs_no_statement_more(database: Database, ruled: Ruled):
    (comment_id,) = await ruled.say(posted("Who pays?"))
    rules = await nothing_on(database)

    def statements(connection: Connection, door: Door, minutes: int) -> int:
        with counted(connection) as asked:
            door.edit(connection, comment_id, f"Who pays {minutes}?", NOW + timedelta(minutes=minutes))
        return len(asked)

    assert await database.write(statements, Door(), 1) == await database.write(
        statements, Door(rules=rules), 2
    )


async def test_what_a_rule_finds_is_kept_in_both_languages_and_moderators_are_told(
    database: Database, ruled: Ruled
):
    await ruled.set(Rule.BANNED_WORDS)
    await ruled.list("fool*")
    calm, rude = await ruled.say(posted("A calm word.", 1), posted("You are all f00ls, I say", 2))
    (hit,) = await ruled.hits(rude)
    assert (hit.rule, hit.consequence, hit.status) == (Rule.BANNED_WORDS, REPORT, ReportStatus.OPEN)
    assert hit.found == {Language.EN: "fool*, in “f00ls,”", Language.ES: "fool*, en «f00ls,»"}
    assert await database.read(notices.outstanding) == [(rude, NoticeKind.REPORT)]
    assert await database.read(reports.are_open, rude)
    assert not await database.read(reports.are_open, calm)
    assert await database.read(reports.waiting, SERVER) == [rude]


async def test_lists_are_held_against_comments_in_both_languages_and_exceptions_against_their_own(
    ruled: Ruled,
):
    await ruled.set(Rule.BANNED_WORDS)
    await ruled.list("memo", "rude word")
    await ruled.list("memo", language=Language.ES, exception=True)
    mixed, spanish, english = await ruled.say(
        posted("Eres un rude word y siempre lo has sido, amigo mío", 1),
        posted("Me han pasado el memo de ayer y no lo entiendo", 2),
        posted("Somebody passed me the memo and I cannot read it", 3),
    )
    assert await ruled.found(mixed) == [Rule.BANNED_WORDS]
    assert await ruled.found(spanish) == []
    assert await ruled.found(english) == [Rule.BANNED_WORDS]


async def test_a_room_may_differ_from_its_server(database: Database, ruled: Ruled):
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    await ruled.set(Rule.LENGTH, characters=10)
    await ruled.set(Rule.LENGTH, OFF, room=NOTICIAS)
    await ruled.set(Rule.CAPITALS, room=NOTICIAS, percent=50)
    text = "THIS IS A LONG TEXT"
    (here,) = await ruled.say(posted(text, 1))
    (there,) = await ruled.say(posted(text, 2, channel_id=600), at=noticias)
    assert await ruled.found(here) == [Rule.LENGTH]
    assert await ruled.found(there) == [Rule.CAPITALS]


async def test_another_server_has_rules_of_its_own(database: Database, ruled: Ruled):
    await ruled.set(Rule.LENGTH, server=SERVER + 1, characters=1)
    (here,) = await ruled.say(posted("Who pays?", 1))
    (there,) = await ruled.say(posted("Who pays?", 2), at=await post_in(database, SERVER + 1))
    assert (await ruled.found(here), await ruled.found(there)) == ([], [Rule.LENGTH])


@pytest.mark.parametrize(
    ("moderator", "expected"), [(True, []), (False, [Rule.LENGTH]), (None, [Rule.LENGTH])]
)
async def test_moderators_are_exempt(ruled: Ruled, moderator: bool | None, expected: list[Rule]):
    await ruled.set(Rule.LENGTH, characters=10)
    (said,) = await ruled.say(posted("This is too long.", moderator=moderator))
    assert await ruled.found(said) == expected

    def edit(connection: Connection) -> None:
        standing = Standing(moderator)
        ruled.door.edit(connection, said, "This is too long as well.", NOW, standing=standing)

    await ruled.database.write(edit)
    assert await ruled.found(said) == expected


async def test_an_edit_is_held_against_the_rules_and_replaces_what_was_found(
    database: Database, ruled: Ruled
):
    await ruled.set(Rule.LENGTH, characters=20)
    await ruled.set(Rule.CAPITALS)
    (said,) = await ruled.say(posted("Fine."))
    await ruled.edit(said, "NOW THIS IS SHOUTED, AND LONG", minutes=1)
    assert await ruled.found(said) == [Rule.LENGTH, Rule.CAPITALS]
    await ruled.edit(said, "now this is only too long", minutes=2)
    assert await ruled.found(said) == [Rule.LENGTH]
    await ruled.edit(said, "Fine again.", minutes=3)
    assert await ruled.found(said) == []
    assert not await database.read(reports.are_open, said)
    assert await database.read(notices.outstanding) == [(said, NoticeKind.REPORT)]


async def test_what_a_repair_corrects_is_held_against_the_rules(database: Database, ruled: Ruled):
    await ruled.set(Rule.CAPITALS)
    said = posted("All is calm here.")
    (comment_id,) = await ruled.say(said)
    live = replace(said, text="ALL IS SHOUTED HERE")
    await database.write(ruled.door.correct, comment_id, live, None)
    assert await ruled.found(comment_id) == [Rule.CAPITALS]
    await database.write(reports.settle, comment_id, ReportStatus.DISMISSED)
    await database.write(ruled.door.correct, comment_id, live, None)
    assert [one.status for one in await ruled.hits(comment_id)] == [ReportStatus.DISMISSED]


async def test_what_was_decided_comes_back_only_with_another_text(database: Database, ruled: Ruled):
    await ruled.set(Rule.LENGTH, characters=5)
    (said,) = await ruled.say(posted("Too long.", attachments=(PICTURE,)))
    assert await database.write(reports.settle, said, ReportStatus.DISMISSED) == 1

    def take_off_the_picture(connection: Connection) -> None:
        ruled.door.edit(connection, said, "Too long.", NOW, attachments=())

    await database.write(take_off_the_picture)
    assert [one.status for one in await ruled.hits(said)] == [ReportStatus.DISMISSED]
    await ruled.edit(said, "Too long now.")
    assert [one.status for one in await ruled.hits(said)] == [ReportStatus.OPEN]
    assert await database.read(reports.are_open, said)


async def test_what_stands_in_messages_that_were_read_long_ago_is_only_reported(ruled: Ruled):
    await ruled.set(Rule.LENGTH, HOLD, characters=5)
    now, old = await ruled.say(posted("Too long.", 1), posted("Too long.", -20 * 60))
    assert [one.consequence for one in await ruled.hits(now)] == [HOLD]
    assert [one.consequence for one in await ruled.hits(old)] == [REPORT]
    await ruled.edit(old, "Too long, edited just now.")
    assert [one.consequence for one in await ruled.hits(old)] == [HOLD]


async def test_a_flood_counts_over_all_rooms_by_the_times_of_the_messages(database: Database, ruled: Ruled):
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    await ruled.set(Rule.FLOOD, comments=3, seconds=20)
    await ruled.say(posted("One.", 0), posted("Two.", 5))
    await ruled.say(posted("Three.", 10, channel_id=600), at=noticias)
    (slow,) = await ruled.say(posted("Much later.", 60))
    (fourth,) = await ruled.say(posted("Four.", 15))
    assert (await ruled.found(slow), await ruled.found(fourth)) == ([], [Rule.FLOOD])


async def test_messages_that_come_in_together_are_a_flood_too(ruled: Ruled):
    await ruled.set(Rule.FLOOD, comments=3, seconds=20)
    ids = await ruled.say(*(posted(f"Number {number}.", number) for number in range(5)))
    assert [await ruled.found(one) for one in ids] == [[], [], [], [Rule.FLOOD], [Rule.FLOOD]]


async def test_what_is_said_in_another_server_is_no_flood_or_repetition_here(
    database: Database, ruled: Ruled
):
    await ruled.set(Rule.FLOOD, comments=2, seconds=20)
    await ruled.set(Rule.REPETITION)
    there = await post_in(database, SERVER + 1)
    await ruled.say(*(posted("Vote yes!", number) for number in range(3)), at=there)
    await ruled.say(*(posted("Vote no!", number, author=ELENA) for number in range(3, 6)), at=there)
    ids = await ruled.say(posted("Vote yes!", 6), posted("Vote no!", 7))
    assert [await ruled.found(one) for one in ids] == [[], []]


async def test_a_picture_that_is_taken_off_is_found_no_more(database: Database, ruled: Ruled):
    await ruled.set(Rule.ATTACHMENTS)
    (said,) = await ruled.say(posted("Look.", attachments=(PICTURE,)))
    assert await ruled.found(said) == [Rule.ATTACHMENTS]

    def take_off_the_picture(connection: Connection) -> None:
        ruled.door.edit(connection, said, "Look.", NOW, attachments=())

    await database.write(take_off_the_picture)
    assert await ruled.found(said) == []


async def test_the_same_text_of_several_members_is_a_flood(ruled: Ruled):
    await ruled.set(Rule.FLOOD, comments=2, seconds=20)
    texts = {"Vote yes!": ELENA, "vote  YES": EMMA, "Vóte yes": ELENA}
    said = [posted(text, number, author=one) for number, (text, one) in enumerate(texts.items())]
    ids = await ruled.say(*said)
    assert [await ruled.found(one) for one in ids] == [[], [], [Rule.FLOOD]]


async def test_who_repeats_themselves_is_found_even_where_others_said_it_before(ruled: Ruled):
    await ruled.set(Rule.REPETITION, minutes=10)
    ids = await ruled.say(
        posted("Vote yes!", 0, author=ELENA),
        posted("Vote yes!", 1),
        posted("Vote  yes", 300),
        posted("Vote", 301),
    )
    assert [await ruled.found(one) for one in ids] == [[], [], [Rule.REPETITION], []]


async def test_newcomers_are_those_with_few_comments_here_or_a_young_account_or_membership(
    database: Database, ruled: Ruled
):
    await ruled.set(Rule.NEWCOMERS, comments=2, account_days=7, member_days=3)
    young = EMMA.__class__(first_snowflake(NOW - timedelta(days=2)), "Young")
    await ruled.say(posted("In another server.", -9), at=await post_in(database, SERVER + 1))
    first, second, third, fourth = await ruled.say(
        *(posted(f"Number {number}.", number) for number in range(3)),
        posted("Number 4.", 4, member_since=NOW - timedelta(days=1)),
    )
    found = [[one.found[Language.EN] for one in await ruled.hits(each)] for each in (first, second, third)]
    assert found == [["comment number 1 of this member"], ["comment number 2 of this member"], []]
    assert [one.found[Language.EN] for one in await ruled.hits(fourth)] == ["a member for 1 day"]
    for number in range(3):
        (last,) = await ruled.say(posted("Hello there.", 10 + number, author=young))
    assert [one.found[Language.EN] for one in await ruled.hits(last)] == ["an account of 2 days"]


async def test_attachments_and_mentions_are_counted(ruled: Ruled):
    await ruled.set(Rule.ATTACHMENTS, count=0)
    await ruled.set(Rule.MENTIONS, count=2)
    text = "<@1> <@!1> <@2> <#3> hello"
    few, many = await ruled.say(posted(text, 1), posted(f"{text} <@&4> @everyone", 2, attachments=(PICTURE,)))
    assert (await ruled.found(few), await ruled.found(many)) == ([], [Rule.ATTACHMENTS, Rule.MENTIONS])


async def test_rules_are_read_once_and_again_after_a_change(
    database: Database, ruled: Ruled, monkeypatch: pytest.MonkeyPatch
):
    read: list[int] = []
    compiled = rules_in_use.compiled
    monkeypatch.setattr(rules_in_use, "compiled", lambda c, one: read.append(one) or compiled(c, one))
    await ruled.set(Rule.BANNED_WORDS)
    await ruled.say(posted("You fool", 1), posted("You fools", 2))
    assert read == [SERVER]
    await ruled.list("fool")
    (said,) = await ruled.say(posted("You fool", 3))
    assert (await ruled.found(said), read) == ([Rule.BANNED_WORDS], [SERVER] * 2)
    await ruled.set(Rule.BANNED_WORDS, OFF)
    await ruled.say(posted("You fool", 4), posted("You fool", 5))
    assert (read, ruled.rules.has_rules(SERVER)) == ([SERVER] * 3, False)


async def test_what_is_stored_right_after_a_change_keeps_the_new_rules(database: Database, ruled: Ruled):
    await ruled.set(Rule.LENGTH, characters=1_000)
    await ruled.say(posted("Fine.", 1))
    shorter = RuleSetting(REPORT, {"characters": 5})

    def change(connection: Connection) -> None:
        rule_store.put(connection, SERVER, rule_store.SERVER, Rule.LENGTH, shorter)

    located = [Located(posted("Too long.", 2), ruled.post, CommentOrigin.THREAD)]
    _, ids = await asyncio.gather(
        ruled.rules.change(database, SERVER, change), database.write(ruled.door.accept, located)
    )
    (said,) = ids.values()
    assert await ruled.found(said) == [Rule.LENGTH]


async def test_a_change_that_is_taken_back_leaves_the_rules_as_they_are(database: Database, ruled: Ruled):
    await ruled.set(Rule.LENGTH, characters=5)

    def change(connection: Connection) -> None:
        rule_store.put(connection, SERVER, rule_store.SERVER, Rule.LENGTH, RuleSetting(OFF))
        raise Refused(message("No."))

    with pytest.raises(Refused):
        await ruled.rules.change(database, SERVER, change)
    (said,) = await ruled.say(posted("Too long."))
    assert await ruled.found(said) == [Rule.LENGTH]


async def test_the_event_loop_waits_for_no_rule(ruled: Ruled, monkeypatch: pytest.MonkeyPatch):
    threads: set[threading.Thread] = set()
    for name in ("judge", "compiled"):
        work = getattr(rules_in_use, name)
        monkeypatch.setattr(
            rules_in_use, name, lambda *a, do=work: threads.add(threading.current_thread()) or do(*a)
        )
    await ruled.set(Rule.BANNED_WORDS)
    await ruled.list("fool")
    (said,) = await ruled.say(posted("You fool"))
    assert await ruled.found(said) == [Rule.BANNED_WORDS]
    assert len(threads) == 1
    assert threading.current_thread() not in threads


async def test_the_rules_of_few_servers_are_kept_ready(
    database: Database, ruled: Ruled, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rules_in_use, "KEPT", 2)
    read: list[int] = []
    compiled = rules_in_use.compiled
    monkeypatch.setattr(rules_in_use, "compiled", lambda c, one: read.append(one) or compiled(c, one))
    homes = {SERVER: ruled.post, **{server: await post_in(database, server) for server in (71, 72)}}
    for server in homes:
        await ruled.set(Rule.LENGTH, server=server, characters=1)
    for number, server in enumerate((SERVER, 71, SERVER, 72, SERVER, 71)):
        (said,) = await ruled.say(posted("Too long.", number), at=homes[server])
        assert await ruled.found(said) == [Rule.LENGTH]
    assert read == [SERVER, 71, 72, 71]


async def test_after_a_start_the_rules_are_known(database: Database, ruled: Ruled):
    await ruled.set(Rule.SUSPECT_WORDS)
    await ruled.list("fool", name=ListName.SUSPECT)
    again = Ruled(database, ruled.post)
    await again.rules.load(database)
    (said,) = await again.say(posted("You fool"))
    assert await again.found(said) == [Rule.SUSPECT_WORDS]
