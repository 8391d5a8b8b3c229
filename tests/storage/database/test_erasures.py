"""What was erased stays erased: when it is read again, and when an older database is put back."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database, open_database
from bot.database.engines.sqlite.ledger_file import ledger_of
from bot.database.schema import report_answer
from bot.discussion.stores import comment_store as comments, notice_store as notices, report_store as reports
from bot.domain.discussion import CommentStatus
from bot.domain.events import first_snowflake
from bot.domain.language import Language
from bot.domain.moderation import NoticeKind
from tests.storage.discussed import ELENA, EMMA, NEWS, PICTURE, SERVER, a_post, saying, told


async def states(database: Database, *source_ids: int) -> list[tuple[str, int, str] | None]:
    found = [await database.read(comments.by_source, one) for one in source_ids]
    return [one and (one.status, one.author.id, one.text) for one in found]


GONE = (CommentStatus.DELETED, 0, "")


@pytest.mark.parametrize("whole_member", [False, True])
async def test_a_database_put_back_has_erased_what_was_erased_since(path: Path, whole_member: bool):
    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    first = await database.write(saying(post, 1000, attachments=(PICTURE,)))
    await database.write(saying(post, 1001, "An answer.", parent_id=first, author=ELENA))
    await database.write(told, key=(first, NoticeKind.REPORT), message_id=900)
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    if whole_member:
        await database.write(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=2000)
    else:
        await database.write(erasures.erase, comment_ids=[first])
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert await states(database, 1000, 1001) == [GONE, ("visible", ELENA.id, "An answer.")]
    answer = await database.read(comments.by_source, 1001)
    erased = await database.read(comments.by_source, 1000)
    assert await database.read(notices.outstanding) == [(first, NoticeKind.REPORT)]
    assert answer is not None
    assert erased is not None
    assert (answer.parent_id, erased.attachments) == (first, ())
    await database.close()


async def test_what_was_erased_is_a_tombstone_when_it_is_read_again(database: Database, path: Path):
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.write(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=2000)
    assert await database.write(saying(post, 1500, attachments=(PICTURE,))) is None
    assert await database.write(saying(post, 2500)) is not None
    assert await database.write(saying(post, 1501, author=ELENA)) is not None
    assert (await states(database, 1500))[0] == GONE
    assert [one and one[0] for one in await states(database, 2500, 1501)] == ["visible", "visible"]
    assert ledger_of(path).exists()


async def test_what_was_erased_is_a_tombstone_when_it_is_read_into_a_database_from_before_it(path: Path):
    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    erased = await database.write(saying(post, 1000))
    await database.write(erasures.erase, comment_ids=[erased])
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert await database.write(saying(post, 1000)) is None
    assert await states(database, 1000) == [GONE]
    await database.close()


async def test_a_lost_ledger_learns_on_opening_what_the_database_has_erased(path: Path):
    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    erased = await database.write(saying(post, 1000))
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    await database.write(erasures.erase, comment_ids=[erased])
    await database.close()
    ledger_of(path).unlink()
    await (await open_database(path)).close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert await states(database, 1000) == [GONE]
    await database.close()


async def test_an_erasure_that_is_told_late_takes_nothing_of_a_later_one_back(database: Database):
    post = await a_post(database, NEWS, "a", thread_id=500)
    for until in (2000, 1000):
        await database.write(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=until)
    assert await database.write(saying(post, 1500)) is None
    assert await states(database, 1500) == [GONE]


@pytest.mark.parametrize(("server_id", "is_erased"), [(SERVER, True), (SERVER + 1, False), (0, True)])
async def test_one_server_or_every_one(database: Database, server_id: int, is_erased: bool):
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.write(saying(post, 1000))
    erase = partial(erasures.erase_member, author_id=EMMA.id, server_id=server_id, until=2000)
    assert len(await database.write(erase)) == is_erased
    assert ((await states(database, 1000))[0] == GONE) is is_erased


@pytest.mark.parametrize(("server_id", "is_erased"), [(SERVER, True), (SERVER + 1, False), (0, True)])
async def test_what_a_member_said_in_reports_is_erased_in_a_database_put_back_too(
    path: Path, server_id: int, is_erased: bool
):
    async def reason(database: Database) -> str:
        [report] = await database.read(reports.of_comment, reported)
        return report.reason

    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    reported = await database.write(saying(post, 1000))
    assert reported is not None
    report = partial(reports.add, comment_id=reported, reporter_id=ELENA.id, reason="I know her.")
    report_id = await database.write(report)
    await database.write(reports.want_answer, report_id, Language.ES)
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    until = first_snowflake(datetime.now(UTC) + timedelta(seconds=1))
    theirs = partial(erasures.erase_reasons, reporter_id=ELENA.id, server_id=server_id)
    assert await database.write(theirs) == is_erased
    await database.write(erasures.erase_member, author_id=ELENA.id, server_id=server_id, until=until)
    assert (await reason(database) == "") is is_erased
    assert (await database.read(wanted) == []) is is_erased
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert (await reason(database) == "") is is_erased
    assert (await database.read(wanted) == []) is is_erased
    await database.close()


def wanted(connection: Connection) -> list[int]:
    """The reports whose members want to hear what comes of them."""
    return list(connection.execute(select(report_answer.c.report_id)).scalars())


async def test_a_ledger_made_later_knows_what_was_erased_before(path: Path):
    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    erased = await database.write(saying(post, 1000))
    await database.write(saying(post, 1001, "It stays.", author=ELENA))
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    await database.write(erasures.erase, comment_ids=[erased])
    await database.close()
    ledger_of(path).unlink()  # as where a program erased that kept none
    await (await open_database(path)).close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    assert await states(database, 1000, 1001) == [GONE, ("visible", ELENA.id, "It stays.")]
    await database.close()
