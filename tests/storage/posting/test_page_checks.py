"""Which pages are to be read when, whether they are there, and the versions that were read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.database.engine import Connection, Database
from bot.domain.article import Article, Block, BlockKind, Edition, Provenance
from bot.domain.language import Language
from bot.domain.pages.article_changes import Part
from bot.domain.pages.page_checks import Presence
from bot.posting import article_merge_store as merging, article_store as articles
from bot.posting.pages import page_check_store as checks, version_store
from bot.posting.pages.page_check_store import PageCheck

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def article_at(url: str, text: str = "The bridge reopened on Monday.", **more: object) -> Article:
    edition = Edition(
        language=Language.EN,
        title="The bridge reopens",
        blocks=(Block(BlockKind.PARAGRAPH, text),),
        sentences=(text,),
        summary=(),
        url=url,
        **more,  # type: ignore[arg-type]
    )
    return Article((edition,), aliases=(url,))


async def store(database: Database, article: Article) -> int:
    return await database.write(articles.store, read=article)


async def test_looks_begin_when_an_article_is_first_posted(database: Database):
    article_id = await store(database, article_at("https://news.example/1"))
    await database.write(checks.owe, article_id, NOW)
    await database.write(checks.owe, article_id, NOW + HOUR)
    assert await database.read(checks.get, article_id) == PageCheck(NOW, NOW + HOUR)


async def test_whoever_hears_of_a_change_has_the_page_read_at_once(database: Database):
    article_id = await store(database, article_at("https://news.example/1"))
    await database.write(checks.owe, article_id, NOW)
    await database.write(checks.ask_now, article_id, NOW + 2 * HOUR)
    assert await database.read(checks.get, article_id) == PageCheck(NOW, NOW + 2 * HOUR)


async def test_a_page_that_was_just_read_waits_however_often_its_feed_changes(database: Database):
    article_id = await store(database, article_at("https://news.example/1"))
    read_at = NOW + 48 * HOUR
    await database.write(checks.put, article_id, PageCheck(NOW, None, read_at=read_at))
    await database.write(checks.ask_now, article_id, read_at)
    assert (await database.read(checks.get, article_id)).next_at == read_at + 2 * HOUR
    await database.write(checks.put, article_id, PageCheck(NOW, read_at + HOUR, read_at=read_at))
    await database.write(checks.ask_now, article_id, read_at)
    assert (await database.read(checks.get, article_id)).next_at == read_at + HOUR


async def test_only_what_is_due_soon_is_read_and_when_the_next_one_is(database: Database):
    found = [await store(database, article_at(f"https://news.example/{number}")) for number in range(4)]
    for number, article_id in enumerate(found):
        check = PageCheck(NOW, NOW + number * HOUR if number else None)
        await database.write(checks.put, article_id, check)
    until = NOW + HOUR
    assert await database.read(checks.due, until) == {found[1]: until}
    assert await database.read(checks.next_after, until) == NOW + 2 * HOUR
    assert await database.read(checks.next_after, NOW + 3 * HOUR) is None


async def test_an_article_that_is_merged_is_looked_at_as_the_one_that_is_kept(database: Database):
    keep, gone, other = [await store(database, article_at(f"https://news.example/{name}")) for name in "abc"]
    await database.write(checks.owe, gone, NOW)
    await database.write(partial(merging.merge, keep=keep, gone=gone))
    assert await database.read(checks.get, keep) == PageCheck(NOW, NOW + HOUR)
    await database.write(checks.owe, other, NOW + HOUR)
    await database.write(partial(merging.merge, keep=keep, gone=other))
    assert await database.read(checks.get, keep) == PageCheck(NOW, NOW + HOUR)


async def test_a_page_that_is_gone_is_told_with_its_edition_alone(database: Database):
    both = article_at("https://news.example/1")
    spanish = replace(both.original, language=Language.ES, url="https://news.example/es/1")
    article_id = await store(database, replace(both, editions=(both.original, spanish)))
    reason = {Language.EN: "gone", Language.ES: "retirado"}
    await database.write(checks.note, article_id, Language.EN, Presence(NOW, NOW), reason)
    stored = await database.read(articles.get, article_id)
    assert stored is not None
    assert [one.gone_at for one in stored.article.editions] == [NOW, None]
    english, other = await database.read(version_store.pages, article_id)
    assert (english.presence, english.left_because) == (Presence(NOW, NOW), reason)
    assert (other.presence, other.left_because) == (Presence(), None)


async def test_the_first_version_is_no_correction(database: Database):
    first = article_at("https://news.example/1")
    article_id = await store(database, first)
    stored = await database.read(articles.get, article_id)
    assert stored is not None
    assert stored.article.original.corrected_at is None
    await store(database, article_at("https://news.example/1", "The bridge reopened on Tuesday."))
    stored = await database.read(articles.get, article_id)
    assert stored is not None
    assert stored.article.original.corrected_at == stored.read_at


async def test_a_pictures_new_signature_makes_no_version(database: Database):
    picture = "https://news.example/1.jpg?token="
    article_id = await store(database, article_at("https://news.example/1", picture=f"{picture}1"))
    await store(database, article_at("https://news.example/1", picture=f"{picture}2"))
    assert len(await _versions(database, article_id)) == 1
    await store(database, article_at("https://news.example/1", picture="https://news.example/2.jpg"))
    newest, _ = await _versions(database, article_id)
    assert newest.changes is not None
    assert newest.changes.parts == (Part.PICTURE,)


async def test_versions_are_told_newest_first_without_a_machines(database: Database):
    read = [
        article_at("https://news.example/1", f"The bridge reopened on the {day}.") for day in ("2nd", "3rd")
    ]
    machine = replace(
        read[0].original, language=Language.ES, provenance=Provenance.MACHINE, engine="one 1", url=None
    )
    article_id = await store(database, replace(read[0], editions=(read[0].original, machine)))
    await store(database, read[1])
    newest, first = await _versions(database, article_id)
    assert (newest.number, newest.earlier) == (2, "The bridge reopens")
    assert newest.changes is not None
    assert (newest.changes.added, newest.changes.removed) == (1, 1)
    assert (first.number, first.earlier, first.changes) == (1, None, None)
    assert await _versions(database, article_id, skip=1) == [first]


async def _versions(database: Database, article_id: int, skip: int = 0) -> list[version_store.Version]:
    def read(connection: Connection) -> list[version_store.Version]:
        return version_store.versions(connection, article_id, skip=skip, limit=10)

    return await database.read(read)
