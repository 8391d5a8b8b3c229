"""The evidence of cases outlives comments for a time, and nothing outlives what a member erases."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database import erasure_ledger as erasures, schema
from bot.database.engine import Database, open_database
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.evidence_worker import COUNTS_FOR, EvidenceWorker
from tests.storage.discussed import ELENA, EMMA, NEWS, SERVER, a_post, saying

MODERATOR, LATER = 20, 1_900_000_000_000 << 22
MONTH = timedelta(days=30)


class Ahead:
    """A clock that is ahead of the machine's."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def monotonic(self) -> float:
        return 0.0

    def utcnow(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def a_case(database: Database, kind: CaseKind = CaseKind.WARN, **values: object) -> Case:
    """A case about a comment of Emma's, with a note and a letter."""
    post = await a_post(database, NEWS, "a", thread_id=500)
    comment_id = await database.write(saying(post, 1000))
    case = await database.write(
        lambda it: cases.open_case(
            it,
            server_id=SERVER,
            kind=kind,
            member_id=EMMA.id,
            moderator_id=MODERATOR,
            reason="Insults",
            at=datetime.now(UTC),
            comment_id=comment_id,
            **values,  # type: ignore[arg-type]
        )
    )
    await database.write(cases.note, case.id, MODERATOR, "Again.", datetime.now(UTC))
    await database.write(cases.owe_letter, case.id, LetterAbout.OPENED)
    return case


async def work(database: Database, *, ahead: timedelta = timedelta(0), term: timedelta = MONTH) -> None:
    """Let the worker do what is due after a time."""
    worker = EvidenceWorker(Ahead(ahead), database, term)  # type: ignore[arg-type]
    for key in await worker.pending():
        await worker.work(key)


async def erase(database: Database) -> None:
    """Emma erases everything."""
    await database.write(erasures.erase_member, author_id=EMMA.id, server_id=SERVER, until=LATER)


async def evidence(database: Database, case: Case) -> str | None:
    found = await database.read(cases.evidence_of, case.id)
    return found.text if found else None


async def test_evidence_stays_as_long_as_the_comment(database: Database):
    case = await a_case(database)
    said = await evidence(database, case)
    assert said
    await work(database, ahead=timedelta(days=400))
    assert await evidence(database, case) == said


async def test_evidence_outlives_the_comment_for_its_term(database: Database):
    case = await a_case(database)
    assert case.comment_id is not None
    await database.write(erasures.erase, [case.comment_id])
    await work(database, ahead=MONTH - timedelta(hours=1))
    assert await evidence(database, case)
    await work(database, ahead=MONTH + timedelta(hours=1))
    assert await evidence(database, case) is None
    kept = await database.read(cases.get, case.id)
    assert kept is not None
    assert (kept.reason, kept.emptied) == ("Insults", False)


async def test_with_no_days_evidence_goes_with_the_comment(database: Database):
    case = await a_case(database)
    assert case.comment_id is not None
    await work(database, term=timedelta(0))
    assert await evidence(database, case)
    await database.write(erasures.erase, [case.comment_id])
    await work(database, term=timedelta(0), ahead=timedelta(seconds=1))
    assert await evidence(database, case) is None


async def test_erasing_everything_empties_cases_at_once(database: Database):
    case = await a_case(database, CaseKind.MUTE, expires_at=datetime.now(UTC) + MONTH)
    await erase(database)
    kept = await database.read(cases.get, case.id)
    assert kept is not None
    assert kept.emptied
    assert (kept.reason, kept.reversal_reason, kept.comment_id) == ("", None, None)
    assert (kept.number, kept.kind, kept.member_id, kept.expires_at) == (
        case.number,
        case.kind,
        case.member_id,
        case.expires_at,
    )
    assert await evidence(database, case) is None
    assert await database.read(cases.notes, case.id) == []
    assert await database.read(cases.letter_state, case.id, LetterAbout.OPENED) is None


async def test_who_erases_everything_is_named_in_nobodys_evidence(database: Database):
    case = await a_case(database)
    names = {str(ELENA.id): "Elena", "77": "Luis"}
    for server_id in (SERVER, SERVER + 1):
        await database.write(lambda it: it.execute(update(schema.evidence).values(names=names)))
        await database.write(erasures.erase_member, author_id=ELENA.id, server_id=server_id + 1, until=LATER)
        kept = await database.read(cases.evidence_of, case.id)
        assert kept is not None
        assert kept.names == {ELENA.id: "Elena", 77: "Luis"}, "that was another server"
    for server_id in (SERVER, erasures.EVERYWHERE):
        await database.write(lambda it: it.execute(update(schema.evidence).values(names=names)))
        await database.write(erasures.erase_member, author_id=ELENA.id, server_id=server_id, until=LATER)
        kept = await database.read(cases.evidence_of, case.id)
        assert kept is not None
        assert kept.names == {77: "Luis"}


async def test_a_case_stays_until_discord_follows(database: Database):
    """Its effect reads it: a ban that was lifted would stand for good without it."""
    case = await a_case(database, CaseKind.BAN)
    await erase(database)
    await database.write(cases.reverse, case.id, MODERATOR, None, datetime.now(UTC))
    row = await database.write(
        lambda it: audit.record(
            it,
            server_id=SERVER,
            actor_id=MODERATOR,
            action=Action.UNDO,
            target_kind=TargetKind.CASE,
            target_id=case.id,
        )
    )
    await database.write(audit.failed, row, message("Discord is having trouble."))
    await work(database, ahead=timedelta(days=1))
    assert await database.read(cases.get, case.id)
    await database.write(audit.outcome, row, succeeded=True)
    await work(database, ahead=timedelta(days=1))
    assert await database.read(cases.get, case.id) is None


async def test_what_a_threshold_gave_stays_as_long_as_the_warnings(database: Database):
    """Else they would count a second time."""
    case = await a_case(database, CaseKind.MUTE, expires_at=datetime.now(UTC) + MONTH, threshold=3)
    await erase(database)
    await work(database, ahead=COUNTS_FOR - MONTH)
    assert await database.read(cases.get, case.id)
    await work(database, ahead=COUNTS_FOR + MONTH)
    assert await database.read(cases.get, case.id) is None


async def test_what_a_member_is_told_later_is_not_erased_with_what_was_before(database: Database):
    await erase(database)
    until = (int(datetime.now(UTC).timestamp() * 1000) - 1_420_070_400_000) << 22
    await database.write(erasures.erase_member, author_id=EMMA.id, server_id=0, until=until)
    later = await database.write(
        lambda it: cases.open_case(
            it,
            server_id=SERVER + 1,
            kind=CaseKind.WARN,
            member_id=EMMA.id,
            moderator_id=MODERATOR,
            reason="Insults",
            at=datetime.now(UTC) + timedelta(minutes=1),
        )
    )
    await database.write(erasures.obey)
    kept = await database.read(cases.get, later.id)
    assert kept is not None
    assert kept.reason == "Insults"


@pytest.mark.parametrize(
    ("kind", "lasts"),
    [
        (CaseKind.MUTE, MONTH),
        (CaseKind.WARN, COUNTS_FOR),
        (CaseKind.KICK, COUNTS_FOR),
        (CaseKind.DISCUSSION_BAN, None),
    ],
)
async def test_an_emptied_case_stays_until_it_expires(
    database: Database, kind: CaseKind, lasts: timedelta | None
):
    expires_at = datetime.now(UTC) + MONTH if kind is CaseKind.MUTE else None
    case = await a_case(database, kind, expires_at=expires_at)
    await work(database, ahead=2 * COUNTS_FOR)
    assert await database.read(cases.get, case.id), "a case that tells something is kept"
    await erase(database)
    await work(database, ahead=(lasts or 10 * COUNTS_FOR) - timedelta(minutes=1))
    assert await database.read(cases.get, case.id)
    if lasts is None:
        await database.write(cases.reverse, case.id, MODERATOR, None, datetime.now(UTC))
    await work(database, ahead=(lasts or timedelta(0)) + timedelta(minutes=1))
    assert await database.read(cases.get, case.id) is None


@pytest.mark.parametrize("whole", [True, False])
async def test_a_restored_backup_brings_nothing_back(path: Path, *, whole: bool):
    database = await open_database(path)
    case = await a_case(database)
    assert case.comment_id is not None
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    if whole:
        await erase(database)
        await work(database, ahead=COUNTS_FOR + MONTH)
    else:
        await database.write(erasures.erase, [case.comment_id])
        await work(database, ahead=2 * MONTH)
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    kept = await database.read(cases.get, case.id)
    assert kept is not None
    assert await evidence(database, case) is None
    assert (kept.emptied, kept.reason) == ((True, "") if whole else (False, "Insults"))
    await database.close()


async def test_a_new_case_with_the_number_of_an_emptied_one_is_left_alone(path: Path):
    database = await open_database(path)
    await database.close()
    shutil.copy(path, path.with_name("backup"))
    database = await open_database(path)
    await a_case(database)
    await erase(database)
    await database.close()
    shutil.copy(path.with_name("backup"), path)
    database = await open_database(path)
    new = await database.write(
        lambda it: cases.open_case(
            it,
            server_id=SERVER,
            kind=CaseKind.WARN,
            member_id=EMMA.id + 1,
            moderator_id=MODERATOR,
            reason="Spam",
            at=datetime.now(UTC) + timedelta(minutes=1),
        )
    )
    assert new.number == 1
    await database.write(erasures.obey)
    kept = await database.read(cases.get, new.id)
    assert kept is not None
    assert kept.reason == "Spam"
    await database.close()
