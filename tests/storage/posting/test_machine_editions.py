"""A machine edition belongs to one version of an original in one server, and goes with it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from bot.database.engine import Connection, Database
from bot.database.schema import machine_edition
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.article import Article, Block, BlockKind, Edition, SummarySentence
from bot.domain.discussion import RoomKind
from bot.domain.language import Language
from bot.domain.translation import MachineEdition
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.translation.article_edition import with_machine_edition
from tests.storage.discussed import NOON

HERE, THERE = 10, 11
EN_URL, ES_URL = "https://news.example/bridge", "https://news.example/es/puente"
TEXT = "The bridge reopened on Monday."
ENGLISH = Edition(
    language=Language.EN,
    title="The bridge reopens",
    blocks=(Block(BlockKind.PARAGRAPH, TEXT + " It rained." * 500),),
    sentences=(TEXT,),
    summary=(SummarySentence(TEXT, 0),),
    url=EN_URL,
)
SPANISH = replace(ENGLISH, language=Language.ES, title="Reabre el puente", url=ES_URL)
ARTICLE = Article((ENGLISH,), aliases=(EN_URL,))
MADE = MachineEdition(
    Language.ES, "El puente reabre", None, ("El puente reabrió el lunes.",), "one", "1", rough=True
)


async def stored(database: Database, article: Article = ARTICLE) -> int:
    return await database.write(articles.store, article)


async def post(database: Database, article_id: int, server_id: int, channel_id: int) -> int:
    """Put a card of an article into a channel; gives its discussion's id."""

    def add(connection: Connection) -> int:
        discussion = discussions.open_for(connection, article_id, server_id)
        post_id = posts.add(
            connection,
            public_id=discussions.public_id(),
            discussion_id=discussion.id,
            channel_id=channel_id,
            kind=RoomKind.CHANNEL,
            language=Language.ES,
            joined=True,
            created_by=1,
        )
        posts.mark_posted(connection, post_id, message_id=channel_id + 1, thread_id=channel_id + 2)
        return discussion.id

    return await database.write(add)


async def version_of(database: Database, article_id: int) -> int:
    version_id = await database.read(machine_editions.original_version, article_id)
    assert version_id is not None
    return version_id


async def make(database: Database, article_id: int, server_id: int = HERE) -> bool:
    version_id = await version_of(database, article_id)
    return await database.write(machine_editions.store, version_id, server_id, MADE, NOON)


async def of_article(database: Database, article_id: int, server_id: int = HERE) -> MachineEdition | None:
    return await database.read(machine_editions.of_article, article_id, server_id)


async def count(database: Database) -> int:
    query = select(func.count()).select_from(machine_edition)
    return await database.read(lambda connection: connection.execute(query).scalar_one())


async def test_it_comes_back_as_it_was_in_its_own_server_alone(database: Database):
    article_id = await stored(database)
    assert await make(database, article_id)
    assert await of_article(database, article_id) == MADE
    assert await of_article(database, article_id, THERE) is None
    again = replace(MADE, title="Vuelve a abrir el puente")
    version_id = await version_of(database, article_id)
    assert await database.write(machine_editions.store, version_id, HERE, again, NOON)
    assert await of_article(database, article_id) == again


async def test_one_of_an_older_version_goes_and_is_not_stored(database: Database):
    article_id = await stored(database)
    before = await version_of(database, article_id)
    await make(database, article_id)
    await stored(database)
    assert await of_article(database, article_id) == MADE
    await stored(database, replace(ARTICLE, editions=(replace(ENGLISH, title="Open again"),)))
    assert await of_article(database, article_id) is None
    assert await count(database) == 0
    assert not await database.write(machine_editions.store, before, HERE, MADE, NOON)


async def test_the_publishers_edition_takes_its_place_and_its_cards_are_redrawn(database: Database):
    article_id = await stored(database)
    shown, other = await post(database, article_id, HERE, 20), await post(database, article_id, THERE, 30)
    await make(database, article_id)
    await stored(database, Article((ENGLISH, SPANISH), aliases=(EN_URL, ES_URL)))
    assert await count(database) == 0
    assert await database.read(posts.with_stale_cards) == [shown, other]
    assert not await make(database, article_id)


async def test_it_stays_with_an_article_that_another_is_merged_into(database: Database):
    kept = await stored(database)
    gone = await stored(database, Article((replace(ENGLISH, url=ES_URL),), aliases=(ES_URL,)))
    await post(database, kept, HERE, 20)
    merged = await post(database, gone, HERE, 30)
    for article_id in (kept, gone):
        await make(database, article_id)
    await database.write(machine_editions.owe, merged, NOON)
    await stored(database, replace(ARTICLE, aliases=(EN_URL, ES_URL)))
    assert await database.read(articles.get, gone) is None
    assert await of_article(database, kept) == MADE
    assert await count(database) == 1
    assert await database.read(machine_editions.owed) == []


async def test_it_goes_when_the_article_is_merged_with_its_edition_of_the_publishers(database: Database):
    kept = await stored(database)
    gone = await stored(database, Article((SPANISH,), aliases=(ES_URL,)))
    await make(database, kept)
    version_id = await version_of(database, gone)
    into_english = replace(MADE, language=Language.EN)
    assert await database.write(machine_editions.store, version_id, HERE, into_english, NOON)
    await stored(database, Article((ENGLISH, SPANISH), aliases=(EN_URL, ES_URL)))
    assert await database.read(articles.get, gone) is None
    assert await count(database) == 0


async def test_discussions_with_cards_are_owed_one_unless_it_is_made(database: Database):
    article_id = await stored(database)
    here, there = await post(database, article_id, HERE, 20), await post(database, article_id, THERE, 30)
    await database.write(discussions.open_for, article_id, THERE + 1)  # has no card
    await make(database, article_id, THERE)
    await database.write(machine_editions.owe_of_article, article_id, NOON)
    assert await database.read(machine_editions.owed) == [here]
    await database.write(machine_editions.owe, there, NOON)
    await database.write(machine_editions.settle, here)
    assert await database.read(machine_editions.owed) == [there]
    assert not await database.read(machine_editions.is_owed, here)


async def test_an_article_with_both_editions_is_owed_nothing(database: Database):
    article_id = await stored(database, Article((ENGLISH, SPANISH), aliases=(EN_URL, ES_URL)))
    await post(database, article_id, HERE, 20)
    await database.write(machine_editions.owe_of_article, article_id, NOON)
    assert await database.read(machine_editions.owed) == []


async def test_it_is_read_in_as_many_minutes_as_its_original_and_titles_are_the_publishers(
    database: Database,
):
    article_id = await stored(database)
    await make(database, article_id)
    read = await database.read(articles.get, article_id)
    assert read is not None
    made = with_machine_edition(read.article, MADE).edition(Language.ES)
    assert made is not None
    assert made.words == ENGLISH.words > 1000
    assert made.rough
    titles = await database.read(articles.titles, [article_id], Language.ES)
    assert titles == {article_id: ENGLISH.title}
