"""Cases are numbered in their server, and keep what they were about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.database.engine import Database
from bot.domain.cases.case import CaseKind, CaseLetterState, LetterAbout, Reason
from bot.domain.language import Language
from bot.moderating.cases import case_store as cases, standing_store as standing
from bot.moderating.letters import case_letter_store as letters

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def opened(database: Database, server_id: int = 5, **values):
    given = {
        "server_id": server_id,
        "kind": CaseKind.WARN,
        "member_id": 9,
        "moderator_id": 20,
        "reason": "spam",
        "at": NOW,
    }
    return await database.write(lambda connection: cases.open_case(connection, **{**given, **values}))


async def test_cases_are_numbered_in_each_server(database: Database):
    numbers = [(await opened(database, server)).number for server in (5, 5, 6, 5)]
    assert numbers == [1, 2, 1, 3]
    found = await database.read(cases.by_number, 5, 2)
    assert found is not None
    assert found.number == 2
    assert [one.number for one in await database.read(cases.of_member, 5, 9)] == [3, 2, 1]


async def test_only_a_silence_in_force_silences(database: Database):
    kept = await opened(database, kind=CaseKind.DISCUSSION_BAN)
    mute = await opened(database, kind=CaseKind.MUTE, expires_at=NOW + timedelta(hours=1))
    undone = await opened(database, kind=CaseKind.DISCUSSION_BAN)
    await opened(database, kind=CaseKind.WARN)
    assert await database.write(cases.reverse, undone.id, 20, "mistake", NOW)
    assert not await database.write(cases.reverse, undone.id, 21, "again", NOW)
    await opened(database, member_id=8, kind=CaseKind.MUTE, expires_at=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=1)
    assert await database.read(standing.silenced, NOW) == {(5, 9), (5, 8)}
    assert await database.read(standing.silenced, later) == {(5, 9)}
    found = await database.read(standing.silencing, 5, 9, NOW)
    assert (found and found.id) == kept.id
    assert await database.write(cases.reverse, kept.id, 20, None, NOW)
    found = await database.read(standing.silencing, 5, 9, NOW)
    assert (found and found.id) == mute.id
    before = NOW - timedelta(seconds=30)
    for at, skew in ((later, timedelta()), (before, timedelta())):
        assert await database.read(standing.silencing, 5, 9, at, skew=skew) is None
    assert await database.read(standing.silencing, 5, 9, before, skew=timedelta(minutes=1))


async def test_warnings_that_were_undone_or_are_old_do_not_count(database: Database):
    for days in (40, 3, 2, 1):
        await opened(database, at=NOW - timedelta(days=days))
    undone = await opened(database)
    await database.write(cases.reverse, undone.id, 20, None, NOW)
    since = NOW - timedelta(days=30)
    assert await database.read(cases.count_in_force, 5, 9, CaseKind.WARN, since) == 3
    assert await database.read(cases.count_in_force, 5, 8, CaseKind.WARN, since) == 0


async def test_a_letter_is_owed_once(database: Database):
    case = await opened(database)
    for _ in range(2):
        await database.write(cases.owe_letter, case.id, LetterAbout.OPENED)
    assert await database.read(letters.owed) == [(case.id, LetterAbout.OPENED)]
    await database.write(letters.settle, (case.id, LetterAbout.OPENED), CaseLetterState.SENT)
    await database.write(cases.owe_letter, case.id, LetterAbout.OPENED)
    assert await database.read(letters.owed) == []


async def test_notes_are_kept_in_order(database: Database):
    case = await opened(database)
    for text in ("first", "second"):
        await database.write(cases.note, case.id, 20, text, NOW)
    assert [one.text for one in await database.read(cases.notes, case.id)] == ["first", "second"]


async def test_each_reads_a_reason_from_a_template_in_their_language(database: Database):
    case = await opened(database, reason=Reason("Spam or advertising", "Spam o publicidad"))
    assert case.why == {Language.EN: "Spam or advertising", Language.ES: "Spam o publicidad"}
    written = await opened(database, reason="Third time today")
    assert set(written.why.values()) == {"Third time today"}
