"""A comment is featured while it is visible, and cards follow all that changes how it looks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Database
from bot.discussion.featuring import featured_store as featured
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
)
from bot.domain.card import MAX_FEATURED
from bot.domain.discussion import Comment, CommentStatus, DetectedLanguage, Discussion, Post
from bot.domain.language import Language
from bot.domain.translation import MachineText
from bot.translating import translation_store as translations
from tests.storage.discussed import EMMA, NEWS, NOON, NOTICIAS, a_post, saying


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def said(database: Database, post: Post, source_id: int) -> Comment:
    comment_id = await database.write(saying(post, source_id))
    found = await database.read(comments.get, comment_id)
    assert found is not None
    return found


async def feature(database: Database, comment: Comment) -> None:
    at = NOON + timedelta(seconds=comment.source_id)
    await database.write(featured.put, shown=comment, at=at)


async def discussion_of(database: Database, post: Post) -> Discussion:
    found = await database.read(discussions.get, post.discussion_id)
    assert found is not None
    return found


async def shown(database: Database, *rooms: Post) -> list[int]:
    discussion = await discussion_of(database, rooms[0])
    found = await database.read(
        featured.of_posts, discussion, [one.id for one in rooms], [one.channel_id for one in rooms]
    )
    return [one.comment.source_id for one in found]


async def fresh(database: Database, post: Post) -> None:
    """Its cards show all by now."""
    stale = await database.read(posts.stale, post.discussion_id)
    await database.write(posts.mark_drawn, drawn={one.id: seen for one, seen in stale.items()})


async def is_stale(database: Database, post: Post) -> bool:
    return post.discussion_id in await database.read(posts.with_stale_cards)


async def test_it_is_shown_below_the_posts_that_are_asked_for(database: Database, news: Post):
    noticias = await a_post(database, NOTICIAS, "b", thread_id=600)
    here, there = await said(database, news, 1), await said(database, noticias, 2)
    for one in (there, here):
        await feature(database, one)
    assert await shown(database, news, noticias) == [1, 2]
    assert await shown(database, noticias) == [2]
    assert await database.read(featured.count, news.discussion_id, [NEWS, NOTICIAS]) == 2
    assert await database.read(featured.count, news.discussion_id, [NEWS]) == 1
    assert await database.read(featured.discussions_from, [NOTICIAS]) == [news.discussion_id]
    assert await database.read(featured.discussions_from, [77]) == []


async def test_of_too_many_those_are_shown_that_were_featured_last(database: Database, news: Post):
    for number in range(1, MAX_FEATURED + 2):
        await feature(database, await said(database, news, number))
    assert await shown(database, news) == [2, 3, 4]


@pytest.mark.parametrize("status", [CommentStatus.HIDDEN, CommentStatus.REFUSED, CommentStatus.DELETED])
async def test_it_ends_with_its_being_visible_and_does_not_begin_again(
    database: Database, news: Post, status: CommentStatus
):
    comment = await said(database, news, 1)
    await feature(database, comment)
    await fresh(database, news)
    if status is CommentStatus.DELETED:
        await database.write(erasures.erase, comment_ids=[comment.id])
    else:
        await database.write(comments.set_status, comment_id=comment.id, status=status)
    assert await shown(database, news) == []
    assert await is_stale(database, news)
    if status is not CommentStatus.DELETED:
        visible = partial(comments.set_status, comment_id=comment.id, status=CommentStatus.VISIBLE)
        await database.write(visible)
        assert await shown(database, news) == []


@pytest.mark.parametrize("is_featured", [True, False])
@pytest.mark.parametrize("change", ["edit", "language", "translation", "name"])
async def test_cards_follow_what_changes_it_and_no_other_comment(
    database: Database, news: Post, change: str, is_featured: bool
):
    comment = await said(database, news, 1)
    if is_featured:
        await feature(database, comment)
    later = NOON + timedelta(days=1)
    if change == "name":
        edit = partial(comments.edit, text=f"Ask <@{EMMA.id}>", names={EMMA.id: EMMA.name})
        await database.write(partial(edit, comment_id=comment.id, edited_at=later))
    await fresh(database, news)
    match change:
        case "edit":
            edited = partial(comments.edit, comment_id=comment.id, text="They did.", edited_at=later)
            await database.write(edited)
        case "language":
            await database.write(comments.set_language, comment_id=comment.id, language=DetectedLanguage.ES)
        case "translation":
            made = MachineText("Lo prometieron en 2019.", Language.ES, "one", "1", rough=False)
            assert await database.write(translations.store, comment, made, later)
        case "name":
            await database.write(comments.forget_name, member_id=EMMA.id, server_id=None)
    assert await is_stale(database, news) is is_featured


async def test_it_is_featured_until_somebody_stops_that(database: Database, news: Post):
    comment = await said(database, news, 1)
    await feature(database, comment)
    await fresh(database, news)
    assert await database.write(featured.remove, comment_id=comment.id)
    assert await is_stale(database, news)
    assert not await database.read(featured.is_featured, comment.id)
    assert not await database.write(featured.remove, comment_id=comment.id)
