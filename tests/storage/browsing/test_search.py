"""Comments are found by their words in either language, only where they are shown, and the newest first."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import text as sql

from bot.browsing import search_store as search
from bot.browsing.pager import Window
from bot.browsing.search_store import words_of
from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    server_store as servers,
)
from bot.domain.discussion import CommentStatus, Post
from bot.posting import article_merge_store as merging
from bot.privacy import member_store as members
from tests.storage.discussed import ELENA, EMMA, NEWS, NOTICIAS, SERVER, a_post, an_article, saying

TEN = Window(10)


@pytest.fixture
async def post(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def found(database: Database, typed: str, window: Window = TEN, **changes) -> list[int]:
    where = {"server_id": SERVER, "channels": {NEWS, NOTICIAS}} | changes
    hits = await database.read(search.by_words, words_of(typed), window, **where)
    return [one.source_id for one in hits]


async def intact(database: Database) -> None:
    """The index is exactly what the shown comments are."""

    index = sql("SELECT source_id, CAST(words AS text) FROM comment_search ORDER BY source_id")

    def check(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(
                sql("INSERT INTO comment_search(comment_search, rank) VALUES('integrity-check', 1)")
            )
            return
        from bot.database.engines.postgresql.comment_index import follow_comments

        follow_comments(connection)
        stored = connection.execute(index).all()
        connection.execute(sql("INSERT INTO comment_to_index SELECT source_id FROM comment"))
        connection.execute(sql("DELETE FROM comment_search"))
        follow_comments(connection)
        assert connection.execute(index).all() == stored

    await database.write(check)


@pytest.mark.parametrize(
    "typed", ["muelle", "MUELLE", "cancion", "canción", "canción  muelle", "pingüino*", "pingu*"]
)
async def test_accents_and_capitals_do_not_matter(database: Database, post: Post, typed: str):
    await database.write(saying(post, 1000, "La CANCIÓN del Muelle, y dos pingüinos."))
    await database.write(saying(post, 1001, "Something else entirely."))
    assert await found(database, typed) == [1000]


@pytest.mark.parametrize(
    "typed", ['"', "* * *", "NEAR(a b)", "words: a OR b", "c20", "s10", "-muelle", "'; DROP TABLE comment"]
)
async def test_whatever_is_typed_is_only_words(database: Database, post: Post, typed: str):
    await database.write(saying(post, 1000, "El muelle."))
    assert await found(database, typed) in ([], [1000])


async def test_every_word_must_be_there_and_nothing_is_found_by_none(database: Database, post: Post):
    await database.write(saying(post, 1000, "The old pier burned down."))
    assert await found(database, "pier burned") == [1000]
    assert await found(database, "pier harbour") == []
    assert await found(database, "…") == []
    assert await found(database, "pier", channels=set()) == []


def test_a_star_needs_three_letters_before_it():
    assert words_of("a* of *mus* pa*") == ["a", "of", "mus*", "pa"]


async def test_only_the_rooms_and_the_discussion_asked_for_are_looked_through(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    await database.write(saying(post, 1000, "The pier."))
    await database.write(saying(other, 1001, "¿Y el pier?"))
    assert await found(database, "pier") == [1000, 1001]
    assert await found(database, "pier", channels={NOTICIAS}) == [1001]
    assert await found(database, "pier", server_id=SERVER + 1, channels={NEWS + 999}) == []
    assert await found(database, "pier", discussion_id=post.discussion_id) == [1000, 1001]
    assert await found(database, "pier", discussion_id=post.discussion_id + 1) == []


async def test_edited_it_is_found_by_its_new_words_and_taken_away_by_none(database: Database, post: Post):
    first = await database.write(saying(post, 1000, "The pier."))
    later = datetime(2026, 3, 15, tzinfo=UTC)
    changed = partial(comments.edit, comment_id=first, text="The bridge.", edited_at=later)
    await database.write(changed)
    assert (await found(database, "pier"), await found(database, "bridge")) == ([], [1000])
    for status in (CommentStatus.HIDDEN, CommentStatus.VISIBLE):
        await database.write(comments.set_status, comment_id=first, status=status)
        assert await found(database, "bridge") == ([1000] if status is CommentStatus.VISIBLE else [])
    await database.write(erasures.erase, comment_ids=[first])
    assert await found(database, "bridge") == []
    await database.write(saying(post, 1001, "The bridge.", status=CommentStatus.REFUSED))
    assert await found(database, "bridge") == []
    await intact(database)


async def test_of_articles_that_become_one_all_is_still_found(database: Database, post: Post):
    await database.write(saying(post, 1000, "The pier."))
    another = await database.write(an_article)
    await database.write(merging.merge, keep=another, gone=await _article_of(database, post))
    kept = await database.read(discussions.of_article, another, SERVER)
    assert kept is not None
    assert await found(database, "pier", discussion_id=kept.id) == [1000]
    await intact(database)


async def _article_of(database: Database, post: Post) -> int:
    discussion = await database.read(discussions.get, post.discussion_id)
    assert discussion is not None
    return discussion.article_id


async def test_pages_are_turned_by_what_was_said_before_and_after(database: Database, post: Post):
    for source_id in (1004, 1000, 1003, 1001, 1002):  # a gap that is closed stores older ones later
        await database.write(saying(post, source_id, "The pier."))
    assert await found(database, "pier", Window(2)) == [1003, 1004]
    assert await found(database, "pier", Window(2, before=1003)) == [1001, 1002]
    assert await found(database, "pier", Window(2, after=1002)) == [1003, 1004]


async def test_what_is_kept_of_a_member_is_told_server_by_server(database: Database, post: Post):
    await database.write(saying(post, 1000, "Mine."))
    for server_id, sources in ((SERVER, [1000]), (None, [1000]), (SERVER + 1, [])):
        kept = await database.read(members.kept, EMMA.id, server_id)
        said = [batch async for batch in database.stream(members.authored, EMMA.id, server_id)]
        assert kept.comments == len(sources)
        assert [one.source_id for batch in said for one, *_ in batch] == sources


async def test_a_link_leads_to_no_message_in_a_room_that_is_not_seen(database: Database, post: Post):
    other = await a_post(database, NOTICIAS, "b", thread_id=501)
    said = await database.write(saying(post, 1000, "Mine."))
    await database.write(appearances.want_mirrors, comment_ids=[said], post_id=other.id)
    [mirror] = [one for one in await database.read(appearances.of_comment, said) if one.channel_id == 501]
    await database.write(appearances.mark_shown, appearance_id=mirror.id, message_id=900, by_webhook=True)
    assert await database.read(appearances.places, [said], {NOTICIAS}) == {said: (501, 900)}
    assert await database.read(appearances.places, [said], {NEWS}) == {}


async def test_ones_own_are_found_in_any_state_but_deleted(database: Database, post: Post):
    await database.write(saying(post, 1000, "Mine."))
    await database.write(saying(post, 1001, "Not mine.", author=ELENA))
    await database.write(saying(post, 1002, "Mine too.", status=CommentStatus.HIDDEN))
    gone = await database.write(saying(post, 1003, "Mine before."))
    await database.write(erasures.erase, comment_ids=[gone])
    where = {"server_id": SERVER, "channels": {NEWS}}
    mine = await database.read(search.by_author, EMMA.id, TEN, **where)
    assert [one.source_id for one in mine] == [1000, 1002]
    assert await database.read(search.count_by_author, EMMA.id, **where) == 2
    assert await database.read(search.by_author, EMMA.id, TEN, server_id=SERVER + 1, channels={NEWS}) == []
    assert await database.read(search.by_author, EMMA.id, TEN, server_id=SERVER, channels={NOTICIAS}) == []
    assert await database.read(servers.rooms, SERVER) == [NEWS]
    assert await database.read(servers.rooms, SERVER + 1) == []
