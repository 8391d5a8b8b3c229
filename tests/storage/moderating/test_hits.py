"""What rules found goes with the text that it is about, and is decided with its reports."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database, open_database
from bot.discussion.stores import notice_store as notices, report_store as reports
from bot.domain.language import Language
from bot.domain.moderation import NoticeKind, ReportStatus
from bot.domain.rules import ListedTerm, ListName, Rule
from bot.moderating.rules import list_store as lists
from tests.storage.discussed import NEWS, PICTURE, SERVER, a_post
from tests.storage.moderating.ruled import EMMA, Ruled, posted


@pytest.fixture
async def ruled(database: Database) -> Ruled:
    ruled = Ruled(database, await a_post(database, NEWS, "a", thread_id=500))
    await ruled.set(Rule.LENGTH, characters=5)
    await ruled.set(Rule.ATTACHMENTS, count=0)
    return ruled


def rows(connection: Connection) -> int:
    return connection.exec_driver_sql("SELECT count(*) FROM rule_hit").scalar_one()


@pytest.mark.parametrize("text", ["Too long.", ""], ids=["a text", "only a picture"])
async def test_erasing_takes_along_what_was_found(database: Database, ruled: Ruled, text: str):
    erased, other = await ruled.say(posted(text, 1, attachments=(PICTURE,)), posted("Too long.", 2))
    assert await ruled.found(erased)
    await database.write(erasures.erase, [erased])
    assert (await ruled.found(erased), await ruled.found(other)) == ([], [Rule.LENGTH])
    assert not await database.read(reports.are_open, erased)


async def test_erasing_a_member_takes_along_what_was_found(database: Database, ruled: Ruled):
    await ruled.say(posted("Too long.", 1), posted("Too long.", 2, attachments=(PICTURE,)))
    await database.write(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=1 << 62)
    assert await database.read(rows) == 0


async def test_a_backup_that_is_put_back_has_lost_what_was_found_in_erased_texts(path: Path):
    database = await open_database(path)
    ruled = Ruled(database, await a_post(database, NEWS, "a", thread_id=500))
    await ruled.set(Rule.LENGTH, characters=5)
    (erased,) = await ruled.say(posted("Too long."))
    assert await database.read(rows) == 1
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    await database.write(erasures.erase, [erased])
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert await database.read(rows) == 0
    await database.close()


@pytest.mark.parametrize("became", [ReportStatus.DISMISSED, ReportStatus.UPHELD])
async def test_what_rules_found_is_decided_together_with_the_reports_of_members(
    database: Database, ruled: Ruled, became: ReportStatus
):
    (said,) = await ruled.say(posted("Too long.", attachments=(PICTURE,)))
    await database.write(partial(reports.add, comment_id=said, reporter_id=9, reason="I agree"))
    assert await database.write(reports.settle, said, became) == 3
    assert {one.status for one in await ruled.hits(said)} == {became}
    assert await database.write(reports.settle, said, became) == 0
    assert not await database.read(reports.are_open, said)
    assert await database.read(reports.waiting, SERVER) == []


async def test_a_comment_waits_once_however_many_report_it_until_moderators_were_told(
    database: Database, ruled: Ruled
):
    first, second = await ruled.say(posted("Too long.", 1, attachments=(PICTURE,)), posted("So long.", 2))
    await database.write(partial(reports.add, comment_id=first, reporter_id=9, reason="I agree"))
    assert await database.read(reports.waiting, SERVER) == [first, second]
    assert await database.read(reports.waiting, SERVER + 1) == []
    sent = partial(notices.mark_sent, channel_id=90, message_id=900)
    await database.write(sent, (first, NoticeKind.REPORT))
    assert await database.read(reports.waiting, SERVER) == [second]


async def test_what_rules_found_stands_first_in_the_list_of_moderators(database: Database, ruled: Ruled):
    reported, _, found, _ = await ruled.say(
        *(posted("Hi", number) for number in range(2)), posted("Too long.", 3), posted("Ho", 4)
    )
    for reporter in (8, 9):
        await database.write(partial(reports.add, comment_id=reported, reporter_id=reporter, reason="No"))
    listed = await database.read(
        partial(reports.for_review, channel_ids=[NEWS], offset=0, limit=10), ruled.post.discussion_id
    )
    assert [(one.comment_id, one.open_reports) for one in listed][:2] == [(reported, 2), (found, 0)]


async def test_lists_of_words_are_of_one_server_list_and_language(database: Database):
    def put(connection: Connection) -> None:
        lists.add_terms(
            connection, SERVER, ListName.BANNED, Language.EN, [ListedTerm("fool"), ListedTerm("b")]
        )
        lists.add_terms(connection, SERVER, ListName.BANNED, Language.ES, [ListedTerm("fool")])
        lists.add_terms(connection, SERVER, ListName.SUSPECT, Language.EN, [ListedTerm("fool")])
        lists.add_terms(connection, SERVER + 1, ListName.BANNED, Language.EN, [ListedTerm("fool")])
        lists.add_terms(connection, SERVER, ListName.BANNED, Language.EN, [ListedTerm("b", exception=True)])

    await database.write(put)
    listed = await database.read(lists.terms, SERVER, ListName.BANNED, Language.EN)
    assert listed == [ListedTerm("fool"), ListedTerm("b", exception=True)]
    remove = partial(lists.remove_term, server_id=SERVER, name=ListName.BANNED, language=None, text="fool")
    assert (await database.write(remove), await database.write(remove)) == (2, 0)
    assert await database.read(lists.count_terms, SERVER) == {
        (ListName.BANNED, Language.EN): 1,
        (ListName.SUSPECT, Language.EN): 1,
    }
    await database.write(lists.clear_terms, SERVER, ListName.BANNED, Language.EN)
    assert await database.read(lists.count_terms, SERVER) == {(ListName.SUSPECT, Language.EN): 1}
    assert len(await database.read(lists.terms, SERVER + 1, ListName.BANNED)) == 1


async def test_a_domain_is_banned_or_allowed_as_it_was_listed_last(database: Database):
    await database.write(partial(lists.add_domains, allowed=False), SERVER, ["a.org", "b.org"])
    await database.write(partial(lists.add_domains, allowed=True), SERVER, ["b.org"])
    assert await database.read(lists.domains, SERVER) == {"a.org": False, "b.org": True}
    assert await database.write(lists.remove_domain, SERVER, "a.org")
    assert not await database.write(lists.remove_domain, SERVER, "a.org")
    assert await database.read(lists.domains, SERVER + 1) == {}
