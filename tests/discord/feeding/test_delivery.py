"""New entries become cards: in the rooms of their language, at their time, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.database.engine import Connection
from bot.database.schema import announcement
from bot.discussion.stores import post_store as posts
from bot.domain.feeds.following import AnnouncementKind, DeliveryState, FilterField, Following
from bot.feeding import following_store as followings
from bot.feeding.delivering import room_store as rooms
from bot.jobs.kinds import Job
from tests.discord.answers import text_of
from tests.discord.feeding.delivered import becomes, followed, found, shown, state, story
from tests.discord.news import cards, serve
from tests.discord.pages import Pages
from tests.discord.posted import live, told_of_posting
from tests.discord.simulated import Simulated

WAITING, POSTED = DeliveryState.WAITING, DeliveryState.POSTED


def announced(connection: Connection, following_id: int) -> list[tuple[str, int | None, list[int]]]:
    query = select(announcement).where(announcement.c.following_id == following_id)
    rows = connection.execute(query.order_by(announcement.c.id))
    return [(row.kind, row.channel_id, row.entries) for row in rows]


async def test_an_entry_becomes_a_card_and_the_audit_names_its_feed(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await found(tertulia, following, serve(pages))
    became = await becomes(tertulia, following, entry, POSTED)
    [card] = await shown(tertulia, tertulia.seed.news, 1)

    async def all_paid() -> bool:
        return await tertulia.database.read(rooms.owed, following) == {}

    await tertulia.until(all_paid)
    [post] = await live(tertulia)
    assert post.message_id == card.id
    assert await told_of_posting(tertulia, post.article_id) == [[(True, None)]]
    assert became.failure == {}


async def test_an_entry_goes_to_the_rooms_of_its_language(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    following = await followed(tertulia, seed.news, seed.noticias)
    [spanish] = await found(tertulia, following, story(pages, 1, spanish=True))
    await becomes(tertulia, following, spanish, POSTED)
    await shown(tertulia, seed.noticias, 1)
    [english] = await found(tertulia, following, story(pages, 2))
    await becomes(tertulia, following, english, POSTED)
    await shown(tertulia, seed.news, 1)
    assert len(cards(seed.noticias)) == 1


async def test_an_entry_goes_to_all_rooms_where_none_is_in_its_language(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await found(tertulia, following, story(pages, 1, spanish=True))
    await becomes(tertulia, following, entry, POSTED)
    [card] = await shown(tertulia, tertulia.seed.news, 1)
    assert "This article is not available in English" in str(card.components)


async def test_what_an_editor_chose_decides_the_language(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    following = await followed(tertulia, seed.news, seed.noticias, language="es")
    [entry] = await found(tertulia, following, story(pages, 1))
    await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, seed.noticias, 1)
    assert cards(seed.news) == []


async def test_a_filter_keeps_an_entry_away_and_is_named(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, filters=[(FilterField.WORDS, False, "stóry 0")])
    kept_away, passes = await found(tertulia, following, story(pages, 1), story(pages, 2))
    assert (await becomes(tertulia, following, kept_away, DeliveryState.FILTERED)).filter == "words stóry 0"
    await becomes(tertulia, following, passes, POSTED)


async def test_of_many_the_newest_five_are_posted_and_the_rest_told_in_one_message(
    tertulia: Simulated, pages: Pages
):
    following = await followed(tertulia, tertulia.seed.news)
    ids = await found(tertulia, following, *(story(pages, number) for number in range(7)))
    for late in ids[:2]:
        await becomes(tertulia, following, late, DeliveryState.LATE)
    for entry in ids[2:]:
        await becomes(tertulia, following, entry, POSTED)
    told = await tertulia.database.read(announced, following)
    assert told == [(AnnouncementKind.LATE, tertulia.seed.news.id, [ids[1], ids[0]])]


async def test_entries_wait_for_their_delay_and_their_turn(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, delay=30)
    [entry] = await found(tertulia, following, story(pages, 1))
    waiting = await becomes(tertulia, following, entry, WAITING)
    assert waiting.due_at is not None
    assert timedelta(minutes=29) < waiting.due_at - tertulia.clock.utcnow() < timedelta(minutes=31)
    paced = await followed(tertulia, tertulia.seed.noticias, per_hour=1, url="https://riverside.example/2")
    first, second = await found(tertulia, paced, story(pages, 2), story(pages, 3))
    await becomes(tertulia, paced, first, POSTED)
    await shown(tertulia, tertulia.seed.noticias, 1)
    assert (await state(tertulia, paced, second)).state is WAITING
    assert cards(tertulia.seed.news) == []


async def test_nothing_is_posted_in_quiet_hours(tertulia: Simulated, pages: Pages):
    now = tertulia.clock.utcnow()
    minute = now.hour * 60 + now.minute
    quiet = {"quiet_from": (minute - 60) % 1_440, "quiet_to": (minute + 60) % 1_440}
    following = await followed(tertulia, tertulia.seed.news, **quiet)
    [entry] = await found(tertulia, following, story(pages, 1))
    await becomes(tertulia, following, entry, WAITING)
    await tertulia.settle()
    assert cards(tertulia.seed.news) == []
    await tertulia.run(tertulia.marta, "/settings timezone", zone="Pacific/Auckland")
    await becomes(tertulia, following, entry, POSTED)


async def test_a_paused_following_posts_nothing(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, paused_at=tertulia.clock.utcnow())
    [entry] = await found(tertulia, following, story(pages, 1))
    await tertulia.settle()
    assert (await state(tertulia, following, entry)).state is DeliveryState.NEW


@pytest.mark.parametrize(
    "change",
    [
        lambda it, one: followings.remove(it, one.id, one.created_at),
        lambda it, one: followings.update_conditions(it, replace(one, paused_at=one.created_at)),
    ],
    ids=["removed", "paused"],
)
async def test_what_changes_while_a_page_is_read_counts(
    tertulia: Simulated, pages: Pages, change: Callable[[Connection, Following], object]
):
    following = await followed(tertulia, tertulia.seed.news)
    link = story(pages, 1)
    path = link.removeprefix(pages.origin)
    go_on = pages.hold(path)
    [entry] = await found(tertulia, following, link)
    await tertulia.until(lambda: pages.asked[path])
    before = await tertulia.database.read(followings.get, following)
    assert before is not None
    await tertulia.database.write(change, before)
    go_on.set()
    await tertulia.until(lambda: tertulia.health(Job.DELIVERY).backlog == 0)
    await tertulia.settle()
    assert (await state(tertulia, following, entry)).state is not POSTED
    assert cards(tertulia.seed.news) == []


async def test_an_entry_goes_where_its_feed_is_posted_once_its_page_is_read(
    tertulia: Simulated, pages: Pages
):
    seed = tertulia.seed
    following = await followed(tertulia, seed.news)
    link = story(pages, 1)
    path = link.removeprefix(pages.origin)
    go_on = pages.hold(path)
    [entry] = await found(tertulia, following, link)
    await tertulia.until(lambda: pages.asked[path])

    def move(connection: Connection) -> None:
        before = followings.get(connection, following)
        assert before is not None
        followings.update_conditions(connection, replace(before, channels=(seed.noticias.id,)))

    await tertulia.database.write(move)
    go_on.set()
    await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, seed.noticias, 1)
    assert cards(seed.news) == []


async def test_a_role_is_mentioned_in_the_rooms_of_its_own_feed_alone(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    role = seed.guild.create_role("Readers", mentionable=True)
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    mine = await followed(tertulia, seed.news, mention_role_id=role.id, source=1)
    await followed(tertulia, seed.noticias, url="https://riverside.example/es", source=1)
    english, spanish = await found(tertulia, mine, story(pages, 1), story(pages, 2, spanish=True))
    await becomes(tertulia, mine, english, POSTED)
    await becomes(tertulia, mine, spanish, POSTED)
    [here], [there] = await shown(tertulia, seed.news, 1), await shown(tertulia, seed.noticias, 1)
    assert f"<@&{role.id}>" in text_of(here)
    assert f"<@&{role.id}>" not in text_of(there)


async def test_a_story_whose_card_stands_is_known(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    link = serve(pages)
    [entry] = await found(tertulia, following, link)
    await becomes(tertulia, following, entry, POSTED)
    other = await followed(tertulia, tertulia.seed.news, url="https://riverside.example/all")
    [again] = await found(tertulia, other, f"{link}?utm_source=feed")
    await becomes(tertulia, other, again, DeliveryState.KNOWN)
    assert len(cards(tertulia.seed.news)) == 1


async def test_a_page_that_cannot_be_had_is_tried_again(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await found(tertulia, following, pages.url("/en/library-1"))

    async def tried() -> bool:
        return (await state(tertulia, following, entry)).tried_at is not None

    await tertulia.until(tried)
    waits = await state(tertulia, following, entry)
    assert waits.state is WAITING
    assert waits.failure
    assert waits.due_at is not None
    assert waits.due_at > tertulia.clock.utcnow()


async def test_a_restart_in_between_neither_doubles_nor_loses_an_entry(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    tertulia.fail("POST", f"/channels/{tertulia.seed.news.id}/messages", 500, times=None)
    [entry] = await found(tertulia, following, serve(pages))
    await becomes(tertulia, following, entry, POSTED)
    assert cards(tertulia.seed.news) == []
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    await shown(tertulia, tertulia.seed.news, 1)
    [post] = await tertulia.until(lambda: tertulia.database.read(posts.live))
    assert (await state(tertulia, following, entry)).state is POSTED
    assert post.channel_id == tertulia.seed.news.id
