"""What moderators changed of an article goes where the article goes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from bot.database.engine import Database
from bot.domain.article import Article, Block, BlockKind, Edition, SummarySentence
from bot.domain.language import Language
from bot.posting import article_store as articles
from bot.posting.editing import edit_store as edits
from bot.posting.editing.edited import CardEdit

SERVER, OTHER_SERVER, MARTA = 10, 11, 31
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def article(language: Language, *urls: str) -> Article:
    said = f"It rained, says {language}."
    block, summary = Block(BlockKind.PARAGRAPH, said), SummarySentence(said, 0)
    return Article((Edition(language, "Rain", (block,), (said,), (summary,), url=urls[0]),), aliases=urls)


async def change(database: Database, article_id: int, title: str, server_id: int = SERVER) -> None:
    put = partial(edits.put, article_id=article_id, server_id=server_id, language=Language.EN)
    await database.write(partial(put, edit=CardEdit(title), by=MARTA, at=NOW))


async def test_edits_move_with_a_merged_article_unless_the_other_has_its_own(database: Database):
    one, other = "https://news.example/a", "https://news.example/b"
    kept = await database.write(articles.store, read=article(Language.EN, one))
    gone = await database.write(articles.store, read=article(Language.ES, other))
    await change(database, kept, "Floods")
    await change(database, gone, "Storms")
    await change(database, gone, "Hail", OTHER_SERVER)
    assert await database.write(articles.store, read=article(Language.EN, one, other)) == kept
    assert await database.read(edits.of_article, kept, SERVER) == {Language.EN: CardEdit("Floods")}
    assert await database.read(edits.of_article, kept, OTHER_SERVER) == {Language.EN: CardEdit("Hail")}
    assert await database.read(edits.of_article, gone, SERVER) == {}


async def test_what_changes_nothing_is_stored_by_no_row_and_a_left_server_keeps_none(database: Database):
    article_id = await database.write(articles.store, read=article(Language.EN, "https://news.example/a"))
    for server_id in (SERVER, OTHER_SERVER):
        await change(database, article_id, "Floods", server_id)
    await database.write(edits.remove_of_server, server_id=SERVER)
    assert await database.read(edits.of_article, article_id, SERVER) == {}
    own = partial(edits.put, article_id=article_id, server_id=OTHER_SERVER, language=Language.EN)
    await database.write(partial(own, edit=CardEdit(), by=MARTA, at=NOW))
    assert await database.read(edits.of_article, article_id, OTHER_SERVER) == {}
