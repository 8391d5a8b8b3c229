"""What moderators do about members in Discord itself becomes cases, each act once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Database
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.events import first_snowflake
from bot.domain.moderation import Action, TargetKind
from bot.moderating.cases import case_store as cases
from bot.moderating.intake import intake_store as intake
from bot.moderating.intake.intake_worker import take_in
from bot.moderating.intake.platform_log_port import LoggedAct, LogPage
from bot.moderating.letters import case_letter_store as letters

SERVER, EMMA, MATEO, MARTA = 10, 40, 20, 21
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def act(minutes: float, kind: CaseKind, *, ends: bool = False, **changes: object) -> LoggedAct:
    """What Mateo did about Emma so long after noon."""
    entry_id = first_snowflake(NOON + timedelta(minutes=minutes))
    values = {"member_id": EMMA, "moderator_id": MATEO, "reason": "spam"}
    return LoggedAct(**{"entry_id": entry_id, "kind": kind, "ends": ends, **values, **changes})


async def taken_in(database: Database, *acts: LoggedAct) -> list[Case]:
    """All cases about Emma, oldest first, once these acts were read."""
    await database.write(take_in, SERVER, LogPage(acts, acts[-1].entry_id))
    return (await database.read(cases.of_member, SERVER, EMMA))[::-1]


async def test_each_act_is_one_case_however_often_it_is_read(database: Database):
    until = NOON + timedelta(hours=1)
    kick, ban = act(1, CaseKind.KICK), act(2, CaseKind.BAN, reason="")
    timeout = act(0, CaseKind.TIMEOUT, until=until)
    await taken_in(database, timeout, kick)
    await taken_in(database, timeout, kick)
    found = await taken_in(database, kick, ban)
    assert [(one.kind, one.entry_id) for one in found] == [
        (CaseKind.TIMEOUT, timeout.entry_id),
        (CaseKind.KICK, kick.entry_id),
        (CaseKind.BAN, ban.entry_id),
    ]
    assert [one.moderator_id for one in found] == [MATEO] * 3
    assert [(one.opened_at, one.expires_at) for one in found] == [
        (NOON, until),
        (kick.at, None),
        (ban.at, None),
    ]
    assert await database.read(intake.reached, SERVER) == ban.entry_id
    assert await database.read(letters.owed) == []


async def test_the_audit_has_it_as_done(database: Database):
    (case,) = await taken_in(database, act(0, CaseKind.BAN))
    (row,) = await database.read(audit.about, TargetKind.CASE, case.id)
    assert (row.action, row.actor_id, row.reason, row.at) == (Action.BAN, MATEO, "spam", NOON)
    (outcome,) = await database.read(audit.outcomes, row.id)
    assert outcome.succeeded


async def test_what_is_lifted_undoes_what_stands(database: Database):
    ban, timeout = await taken_in(
        database,
        act(0, CaseKind.BAN),
        act(1, CaseKind.TIMEOUT, until=NOON + timedelta(hours=1)),
        act(2, CaseKind.BAN, ends=True, moderator_id=MARTA, reason="a mistake"),
    )
    assert (ban.reversed_at, ban.reversed_by) == (NOON + timedelta(minutes=2), MARTA)
    assert ban.reversal_reason == "a mistake"
    assert timeout.reversed_at is None
    over = act(90, CaseKind.TIMEOUT, ends=True)
    assert (await taken_in(database, over))[1].reversed_at is None, "it had expired before"


async def test_what_was_lifted_before_a_case_leaves_it_alone(database: Database):
    """As where the bot may read the log again, and finds in it what is long past."""
    opening = partial(cases.open_case, server_id=SERVER, kind=CaseKind.BAN, member_id=EMMA)
    later = NOON + timedelta(minutes=10)
    await database.write(partial(opening, moderator_id=MARTA, reason="spam", at=later))
    (found,) = await taken_in(database, act(5, CaseKind.BAN, ends=True))
    assert found.reversed_at is None


async def test_who_was_told_of_a_case_is_told_that_it_was_lifted_outside(database: Database):
    opening = partial(cases.open_case, server_id=SERVER, kind=CaseKind.BAN, member_id=EMMA)
    case = await database.write(partial(opening, moderator_id=MARTA, reason="spam", at=NOON))
    await database.write(cases.owe_letter, case.id, LetterAbout.OPENED)
    (found,) = await taken_in(database, act(5, CaseKind.BAN, ends=True))
    assert found.reversed_by == MATEO
    assert (case.id, LetterAbout.REVERSED) in await database.read(letters.owed)


async def test_other_members_and_servers_are_left_alone(database: Database):
    await database.write(take_in, SERVER + 1, LogPage((act(0, CaseKind.BAN),), 1))
    await taken_in(database, act(0, CaseKind.BAN, member_id=EMMA + 1))
    assert await taken_in(database, act(1, CaseKind.BAN, ends=True)) == []
    for server_id, member_id in ((SERVER + 1, EMMA), (SERVER, EMMA + 1)):
        (case,) = await database.read(cases.of_member, server_id, member_id)
        assert case.reversed_at is None
    assert await database.read(intake.servers) == {SERVER, SERVER + 1}
