"""Articles are found by every address they are known by, keep their versions, and are merged without loss."""

import re
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.database.engine import Connection, Database
from bot.database.schema import discussion as discussion_table, edition_version
from bot.discordkit.custom_ids import PUBLIC_ID
from bot.discussion.featuring import featured_store as featured
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.article import Article, Block, BlockKind, Edition, Headline, Provenance, SummarySentence
from bot.domain.discussion import Author, CommentOrigin, CommentStatus, DetectedLanguage, RoomKind
from bot.domain.language import Language
from bot.posting import article_store as articles
from tests.comments import add, said_in

EN_URL, ES_URL = "https://news.example/bridge", "https://news.example/es/puente"
SERVER, OTHER_SERVER, CHANNEL, ANOTHER_CHANNEL = 10, 11, 20, 21


def edition(language: Language, title: str, text: str, **more: object) -> Edition:
    return Edition(
        language=language,
        title=title,
        blocks=(Block(BlockKind.HEADING, "Before"), Block(BlockKind.PARAGRAPH, text)),
        sentences=(text,),
        summary=(SummarySentence(text, 0),),
        **more,  # type: ignore[arg-type]
    )


ENGLISH = edition(
    Language.EN,
    "The bridge reopens",
    "The bridge reopened on Monday.",
    standfirst="After two years.",
    url=EN_URL,
    site="The Example",
    authors=("Ana Ruiz", "Tom Hill"),
    published=date(2026, 3, 2),
    updated=date(2026, 3, 4),
    picture="https://news.example/bridge.jpg",
    section="Town",
    complete=False,
)
SPANISH = edition(Language.ES, "Reabre el puente", "El puente reabrió el lunes.", url=ES_URL)
BOTH = Article((ENGLISH, SPANISH), aliases=(EN_URL, ES_URL))
PASTED = Article((edition(Language.EN, "A note", "Somebody pasted this."),))


async def store(database: Database, article: Article, server_id: int | None = None) -> int:
    return await database.write(articles.store, read=article, server_id=server_id)


async def get(database: Database, article_id: int) -> articles.StoredArticle:
    stored = await database.read(articles.get, article_id)
    assert stored is not None
    return stored


async def test_what_is_read_comes_back_as_it_was(database: Database):
    machine = replace(SPANISH, provenance=Provenance.MACHINE, engine="engine 1", url=None)
    article = Article((ENGLISH, machine), (Headline(Language.ES, "Un titular", ES_URL),), (EN_URL,))
    stored = await get(database, await store(database, article))
    assert stored.article == article
    assert stored.server_id is None
    assert await database.read(articles.by_public_id, stored.public_id) == stored
    assert await database.read(articles.by_public_id, "unknown") is None


async def test_the_original_stays_the_edition_it_was_first_read_from(database: Database):
    article_id = await store(database, Article((SPANISH,), aliases=(ES_URL,)))
    assert await store(database, BOTH) == article_id
    stored = await get(database, article_id)
    assert [one.language for one in stored.article.editions] == [Language.ES, Language.EN]


@pytest.mark.parametrize("url", [EN_URL, ES_URL])
async def test_an_article_is_known_by_the_address_of_each_edition(database: Database, url: str):
    article_id = await store(database, BOTH)
    assert await database.read(articles.find_by_alias, url) == article_id
    assert await database.read(articles.find_by_alias, "https://news.example/other") is None


async def test_reading_it_again_makes_a_version_only_when_it_changed(database: Database):
    article_id = await store(database, BOTH)
    await store(database, BOTH)
    versions = select(func.count()).select_from(edition_version)
    assert await database.read(lambda connection: connection.execute(versions).scalar_one()) == 2
    corrected = replace(ENGLISH, title="The bridge reopens at last", summary=())
    assert await store(database, Article((corrected,), aliases=(EN_URL,))) == article_id
    stored = await get(database, article_id)
    assert stored.article.original == replace(corrected, corrected_at=stored.read_at)
    assert stored.article.edition(Language.ES) == SPANISH


async def test_pasted_text_is_known_again_in_its_own_server_only(database: Database):
    first = await store(database, PASTED, SERVER)
    assert await store(database, PASTED, SERVER) == first
    assert await store(database, PASTED, OTHER_SERVER) != first
    assert (await get(database, first)).server_id == SERVER
    assert await store(database, PASTED) not in (first, None)


async def test_a_headline_is_corrected_in_place(database: Database):
    article_id = await store(database, replace(PASTED, headlines=(Headline(Language.ES, "Nota"),)), SERVER)
    await store(database, replace(PASTED, headlines=(Headline(Language.ES, "Una nota"),)), SERVER)
    assert (await get(database, article_id)).article.headlines == (Headline(Language.ES, "Una nota"),)


async def test_titles_are_in_the_language_asked_for_where_one_is_known(database: Database):
    both = await store(database, BOTH)
    twin = await store(database, replace(PASTED, headlines=(Headline(Language.ES, "Una nota"),)), SERVER)
    only_spanish = await store(database, Article((replace(SPANISH, title="Solo"),), aliases=("https://x/y",)))
    found = partial(database.read, articles.titles, [both, twin, only_spanish])
    assert await found(language=Language.ES) == {
        both: "Reabre el puente",
        twin: "Una nota",
        only_spanish: "Solo",
    }
    assert await found(language=Language.EN) == {
        both: "The bridge reopens",
        twin: "A note",
        only_spanish: "Solo",
    }


async def _two_articles(database: Database) -> tuple[int, int]:
    english = await store(database, Article((ENGLISH,), (Headline(Language.ES, "El puente"),), (EN_URL,)))
    older_english = replace(ENGLISH, title="An older reading")
    spanish = await store(
        database, Article((SPANISH, older_english), (Headline(Language.ES, "Puente"),), (ES_URL,))
    )
    assert english != spanish
    return english, spanish


def _post(connection: Connection, article_id: int, server_id: int, channel_id: int) -> int:
    discussion = discussions.open_for(connection, article_id, server_id)
    post_id = posts.add(
        connection,
        public_id=f"post{article_id}-{channel_id}",
        discussion_id=discussion.id,
        channel_id=channel_id,
        kind=RoomKind.CHANNEL,
        language=Language.EN,
        joined=True,
        created_by=1,
    )
    add(
        connection,
        discussion_id=discussion.id,
        post_id=post_id,
        parent_id=None,
        source_id=post_id,
        author=Author(1, "Emma", None),
        origin=CommentOrigin.THREAD,
        status=CommentStatus.VISIBLE,
        text="Yes",
        language=DetectedLanguage.UNKNOWN,
        said_at=discussion.created_at,
    )
    return discussion.id


async def test_an_address_in_common_makes_two_articles_one_with_one_discussion(database: Database):
    english, spanish = await _two_articles(database)
    kept = await database.write(_post, article_id=english, server_id=SERVER, channel_id=CHANNEL)
    joins = await database.write(_post, article_id=spanish, server_id=SERVER, channel_id=ANOTHER_CHANNEL)
    await database.write(_post, article_id=spanish, server_id=OTHER_SERVER, channel_id=30)
    (comment,) = await database.read(said_in, joins)
    await database.write(featured.put, shown=comment, at=comment.said_at)
    assert await store(database, BOTH) == english
    stored = await get(database, english)
    assert stored.article.editions == (ENGLISH, SPANISH)
    assert stored.article.headlines == (Headline(Language.ES, "El puente"),)
    assert await database.read(articles.get, spanish) is None
    assert await database.read(articles.find_by_alias, ES_URL) == english
    both = [post.id for post in await database.read(posts.of_discussion, kept)]
    assert len(both) == 2
    assert await database.read(discussions.visible_comments, kept, both) == (2, True)
    of = select(discussion_table.c.server_id, discussion_table.c.article_id)
    rows = await database.read(lambda connection: connection.execute(of).all())
    assert sorted(rows) == [(SERVER, english), (OTHER_SERVER, english)]


async def test_two_cards_in_one_room_keep_their_articles_apart(database: Database):
    english, spanish = await _two_articles(database)
    for article_id in (english, spanish):
        await database.write(_post, article_id=article_id, server_id=SERVER, channel_id=CHANNEL)
    assert await store(database, BOTH) == english
    assert await database.read(articles.find_by_alias, ES_URL) == spanish
    assert await database.read(articles.find_by_alias, EN_URL) == english


def test_an_id_can_stand_in_a_button_and_on_the_command_line():
    assert all(
        re.fullmatch(PUBLIC_ID, one) and one[0] != "-"
        for one in (discussions.public_id() for _ in range(1000))
    )
