"""The tree keeps its shape where something is not shown, and is read a level at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.browsing import tree_store as tree
from bot.browsing.pager import Window
from bot.browsing.tree_store import VisiblePart
from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import CommentStatus, Post
from tests.plans import plan_of
from tests.storage.discussed import NEWS, NOTICIAS, a_post, saying

TEN = Window(10)
IN_STATEMENT = {"below", "anon_1"}
"""What the statements themselves make, and go through."""


@pytest.fixture
async def post(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def said(database: Database, post: Post, source_id: int, to: int | None = None, **changes) -> int:
    comment_id = await database.write(saying(post, source_id, parent_id=to, **changes))
    assert comment_id is not None
    return comment_id


async def gone(database: Database, comment_id: int, status: CommentStatus = CommentStatus.DELETED) -> None:
    if status is CommentStatus.DELETED:
        await database.write(erasures.erase, comment_ids=[comment_id])
    else:
        await database.write(comments.set_status, comment_id=comment_id, status=status)


def whole(*seen: Post) -> VisiblePart:
    return VisiblePart(seen[0].discussion_id, tuple(post.id for post in seen), complete=True)


def some(*seen: Post) -> VisiblePart:
    return VisiblePart(seen[0].discussion_id, tuple(post.id for post in seen), complete=False)


async def level(
    database: Database, part: VisiblePart, to: int | None = None, window: Window = TEN
) -> list[int]:
    return [place.source_id for place in await database.read(tree.level, part, to, window)]


async def test_each_level_is_paged_both_ways(database: Database, post: Post):
    first = await said(database, post, 1004)
    for source_id in (1000, 1003, 1001, 1002):  # a gap that is closed stores older ones later
        await said(database, post, source_id)
    for source_id in (1007, 1005, 1006):
        await said(database, post, source_id, first)
    part = whole(post)
    assert await level(database, part, None, Window(2)) == [1003, 1004]
    assert await level(database, part, None, Window(2, before=1003)) == [1001, 1002]
    assert await level(database, part, None, Window(2, after=1001)) == [1002, 1003]
    assert await level(database, part, first, Window(2, after=0)) == [1005, 1006]
    assert await level(database, part, first, Window(2)) == [1006, 1007]
    assert await database.read(tree.count, part) == 8
    answers = await database.read(tree.answers, part, [first, first + 1])
    assert {one: len(found) for one, found in answers.items()} == {first: 3}
    assert await database.read(tree.answers, part, []) == {}


@pytest.mark.parametrize("status", [CommentStatus.DELETED, CommentStatus.HIDDEN, CommentStatus.REFUSED])
async def test_what_is_not_shown_keeps_its_place_only_while_something_is_shown_below_it(
    database: Database, post: Post, status: CommentStatus
):
    top = await said(database, post, 1000)
    answer = await said(database, post, 1001, top)
    deep = await said(database, post, 1002, answer)
    lonely = await said(database, post, 1003)
    part = whole(post)
    for comment_id in (top, answer, lonely):
        await gone(database, comment_id, status)
    assert await level(database, part) == [1000]
    assert await level(database, part, top) == [1001]
    assert await level(database, part, answer) == [1002]
    assert await database.read(tree.count, part) == 1
    standing = [await database.read(tree.has, part, one) for one in (top, answer, deep, lonely)]
    assert standing == [True, True, True, False]
    assert await database.read(tree.answers, part, [top, answer]) == {top: [answer], answer: [deep]}
    await gone(database, deep, status)
    assert await level(database, part) == []


async def test_an_answer_to_what_is_not_seen_stands_at_the_top(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    elsewhere = await said(database, other, 1000)
    here = await said(database, post, 1001)
    stray = await said(database, post, 1002, elsewhere)
    await said(database, other, 1003, stray)
    await said(database, post, 1004, here)
    assert await level(database, whole(post, other)) == [1000, 1001]
    assert await level(database, some(post)) == [1001, 1002]
    assert await level(database, some(post), stray) == []
    assert await level(database, some(other)) == [1000, 1003]
    assert await database.read(tree.count, some(post)) == 3
    assert not await database.read(tree.has, some(post), elsewhere)


async def test_what_is_not_shown_keeps_no_place_for_an_answer_that_is_not_seen(
    database: Database, post: Post
):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    first, second = await said(database, post, 1000), await said(database, post, 1001)
    between = await said(database, post, 1002, second)
    for source_id, to in ((1003, first), (1004, between)):
        await said(database, other, source_id, to)
    for comment_id in (first, second, between):
        await gone(database, comment_id, CommentStatus.HIDDEN)
    assert await level(database, whole(post, other)) == [1000, 1001]
    assert await level(database, some(post)) == []


async def test_strays_are_paged_among_the_others(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    elsewhere = await said(database, other, 1000)
    for source_id in range(1001, 1009):
        await said(database, post, source_id, elsewhere if source_id % 2 else None)
    part = some(post)
    assert await level(database, part, None, Window(3)) == [1006, 1007, 1008]
    assert await level(database, part, None, Window(3, before=1006)) == [1003, 1004, 1005]
    assert await level(database, part, None, Window(3, before=1003)) == [1001, 1002]
    assert await level(database, part, None, Window(3, after=1002)) == [1003, 1004, 1005]
    assert await level(database, part, None, Window(3, after=0)) == [1001, 1002, 1003]


async def test_what_only_strays_hold_up_is_paged_too(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    elsewhere = await said(database, other, 1000)
    for source_id in range(1001, 1006):
        await said(database, post, source_id, elsewhere)
    assert await level(database, some(post), None, Window(2, before=1004)) == [1002, 1003]


async def test_counts_end_where_they_say(database: Database, post: Post, monkeypatch: pytest.MonkeyPatch):
    top = await said(database, post, 1000)
    for source_id in range(1001, 1001 + tree.MAX_ANSWERS + 5):
        await said(database, post, source_id, top)
    [found] = (await database.read(tree.answers, whole(post), [top])).values()
    assert len(found) == tree.MAX_ANSWERS


@pytest.mark.plans
async def test_no_level_is_read_without_its_index(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    top = await said(database, post, 1000)
    await said(database, other, 1001, top)
    for part in (whole(post, other), some(post)):
        for window in (Window(6), Window(6, before=1000), Window(6, after=1000)):
            await is_read_in_order(database, partial(tree.level, part=part, parent_id=None, window=window))
            await is_read_in_order(database, partial(tree.level, part=part, parent_id=top, window=window))
        await is_read_in_order(database, partial(tree.answers, part=part, comment_ids=[top]))
        await is_read_in_order(database, partial(tree.has, part=part, comment_id=top))
        await is_read_in_order(database, partial(tree.count, part=part))


async def is_read_in_order(database: Database, work: Callable[[Connection], object]) -> None:
    plan = await database.read(partial(plan_of, work=work, in_order=True))
    assert [table for table, _ in plan.through_all if table not in IN_STATEMENT] == [], work
    assert not plan.sorts, work
