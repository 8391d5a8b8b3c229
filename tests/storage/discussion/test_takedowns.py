"""What a commit has the background worker do about the messages that show comments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable
from functools import partial
from pathlib import Path

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Database, open_database
from bot.discussion.door import Door
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    post_store as posts,
    takedown_store as takedowns,
    watermark_store as watermarks,
)
from bot.domain.discussion import AppearanceKind, CommentOrigin, CommentStatus
from bot.jobs.kinds import Due, Job
from tests.storage.discussed import EMMA, NEWS, NOTICIAS, SERVER, a_post, saying

THREAD, OTHER = 500, 600
MIRROR = (Job.MIRROR, OTHER)
ORIGINALS = (Job.TAKEDOWN, (THREAD, AppearanceKind.ORIGINAL))
MIRRORS = (Job.TAKEDOWN, (OTHER, AppearanceKind.MIRROR))


@pytest.fixture
def due() -> set[Due]:
    """The mirrors and takedowns that commits made due; clear it to see what the next one does."""
    return set()


@pytest.fixture
async def database(path: Path, due: set[Due]) -> AsyncIterator[Database]:
    def scheduled(keys: Iterable[Due]) -> None:
        due.update(one for one in keys if one[0] in (Job.MIRROR, Job.TAKEDOWN))

    opened = await open_database(path, scheduled)
    yield opened
    await opened.close()


async def said(database: Database, *, shown: bool) -> int:
    """A comment of one room with its mirror, which is still to be sent or, if ``shown``, stands."""
    news = await a_post(database, NEWS, "a", thread_id=THREAD)
    noticias = await a_post(database, NOTICIAS, "b", thread_id=OTHER)
    comment_id = await database.write(saying(news, 1_000))
    await database.write(appearances.add_originals, channels={1_000: THREAD})
    await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=noticias.id)
    if shown:
        await stands(database, comment_id)
    return comment_id


async def stands(database: Database, comment_id: int) -> None:
    mirror = (await database.read(appearances.of_comment, comment_id))[-1]
    as_message = {"message_id": 2_000, "by_webhook": True}
    await database.write(appearances.mark_shown, appearance_id=mirror.id, **as_message)


async def test_a_mirror_that_is_wanted_is_sent(database: Database, due: set[Due]):
    await said(database, shown=False)
    assert due == {MIRROR}


async def test_a_mirror_follows_a_change_and_nothing_is_taken_down(database: Database, due: set[Due]):
    comment_id = await said(database, shown=True)
    due.clear()
    await database.write(appearances.mark_changed, comment_id=comment_id)
    await database.write(comments.set_status, comment_id=comment_id, status=CommentStatus.VISIBLE)
    assert due == {MIRROR}


async def test_what_shows_a_hidden_comment_is_taken_down(database: Database, due: set[Due]):
    comment_id = await said(database, shown=True)
    due.clear()
    await database.write(comments.set_status, comment_id=comment_id, status=CommentStatus.HIDDEN)
    assert due >= {ORIGINALS, MIRRORS}


@pytest.mark.parametrize("by", ["its author", "all one said", "retention"])
async def test_what_shows_an_erased_comment_is_taken_down(database: Database, due: set[Due], by: str):
    comment_id = await said(database, shown=True)
    answer = await answered(database, comment_id)
    due.clear()
    comment = await database.read(comments.get, comment_id)
    assert comment is not None
    erase = {
        "its author": partial(erasures.erase, comment_ids=[comment_id]),
        "all one said": partial(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=1_000),
        "retention": partial(Door().erase_ended, discussion_id=comment.discussion_id, limit=1),
    }[by]
    await database.write(erase)
    originals = set() if by == "retention" else {ORIGINALS}  # members' own messages stay
    assert due >= {MIRRORS, *originals}
    quoting = (await database.read(appearances.of_comment, answer))[-1]
    assert (Job.MIRROR, quoting.channel_id) in due, "what answers it does not quote it any more"


async def answered(database: Database, comment_id: int) -> int:
    """An answer to a comment, said in the same room, with its mirror."""
    news = await database.read(posts.by_public_id, "a")
    noticias = await database.read(posts.by_public_id, "b")
    assert news is not None
    assert noticias is not None
    answer = await database.write(saying(news, 1_001))
    await database.write(comments.set_parent, comment_id=answer, parent_id=comment_id)
    await database.write(appearances.want_mirrors, comment_ids=[answer], post_id=noticias.id)
    mirror = (await database.read(appearances.of_comment, answer))[-1]
    as_message = {"message_id": 2_001, "by_webhook": True}
    await database.write(appearances.mark_shown, appearance_id=mirror.id, **as_message)
    return answer


async def test_a_mirror_that_stands_only_once_its_comment_is_hidden_is_taken_down(
    database: Database, due: set[Due]
):
    comment_id = await said(database, shown=False)
    await database.write(comments.set_status, comment_id=comment_id, status=CommentStatus.HIDDEN)
    due.clear()
    await stands(database, comment_id)
    assert MIRRORS in due


async def test_a_gap_that_is_closed_holds_no_mirror_up_any_more(database: Database, due: set[Due]):
    await said(database, shown=False)
    await database.write(watermarks.open_gap, channel_id=THREAD, after_id=999)
    due.clear()
    await database.write(watermarks.close_all, channel_id=THREAD)
    assert due == {MIRROR}


async def test_hidden_comments_come_first_and_what_failed_comes_last(database: Database):
    news = await a_post(database, NEWS, "a", thread_id=THREAD)
    erased, first, second = [await database.write(saying(news, one)) for one in (1_000, 1_001, 1_002)]
    channels = dict.fromkeys((1_000, 1_001, 1_002), THREAD)
    await database.write(appearances.add_originals, channels=channels)
    await database.write(erasures.erase, comment_ids=[erased])
    for one in (first, second):
        await database.write(comments.set_status, comment_id=one, status=CommentStatus.HIDDEN)

    async def following(failed: Collection[int]) -> tuple[int, int]:
        found = await database.read(takedowns.following, (THREAD, AppearanceKind.ORIGINAL), failed)
        assert found is not None
        return found.comment_id, found.id

    failed = list[int]()
    for expected in (first, second, erased, first):
        comment_id, appearance_id = await following(failed)
        assert comment_id == expected
        failed.append(appearance_id)


async def test_a_message_that_was_added_from_elsewhere_stays(database: Database, due: set[Due]):
    news = await a_post(database, NEWS, "a", thread_id=THREAD)
    comment_id = await database.write(saying(news, 1_000, origin=CommentOrigin.ADDED))
    await database.write(appearances.add_originals, channels={1_000: 77})
    await database.write(erasures.erase, comment_ids=[comment_id])
    assert not [job for job, _ in due if job is Job.TAKEDOWN]
    assert await database.read(takedowns.lanes) == []
