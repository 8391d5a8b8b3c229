"""An appeal is made, looked at and answered once each, whoever comes at the same time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.engine import Database
from bot.domain.cases.case import AppealStatus, Case
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.cases import case_store as cases
from tests.storage.moderating.told import SERVER, START, Told

MARTA, MATEO = 21, 22


@pytest.fixture
async def case(database: Database) -> Case:
    opened = await Told(database).decide()
    assert await database.write(appeals.make, opened.id, SERVER, "It was a joke.", START)
    return opened


async def test_there_is_one_appeal_for_a_case(database: Database, case: Case):
    assert not await database.write(appeals.make, case.id, SERVER, "And another thing", START)
    stored = await database.read(cases.appeal_of, case.id)
    assert stored is not None
    assert stored.text == "It was a joke."


async def test_one_moderator_at_a_time_looks_at_it(database: Database, case: Case):
    assert await database.write(appeals.take, case.id, MARTA, START)
    assert not await database.write(appeals.take, case.id, MATEO, START)
    assert await database.write(appeals.take, case.id, MARTA, START)
    later = START + appeals.CLAIMED_FOR
    assert await database.read(appeals.claimed, case.id, later - timedelta(seconds=1)) is not None
    assert await database.read(appeals.claimed, case.id, later) is None
    assert await database.write(appeals.take, case.id, MATEO, later)
    await database.write(appeals.release, case.id, MARTA)
    assert not await database.write(appeals.take, case.id, MARTA, later), "another's claim stays"


async def test_it_is_answered_once(database: Database, case: Case):
    refused = (AppealStatus.REFUSED, MARTA, "No.", START)
    assert await database.write(appeals.answer, case.id, *refused)
    assert not await database.write(appeals.answer, case.id, AppealStatus.GRANTED, MATEO, "Yes.", START)
    assert not await database.write(appeals.take, case.id, MATEO, START)
    assert await database.read(appeals.count, SERVER) == 0
    await database.write(cases.reverse, case.id, MATEO, "A mistake", START)
    stored = await database.read(cases.appeal_of, case.id)
    assert stored is not None
    assert (stored.status, stored.answer) == (AppealStatus.REFUSED, "No."), "what was answered stays"


async def test_a_notice_that_changed_while_it_was_sent_is_still_owed(database: Database, case: Case):
    placed = appeals.StoredNotice(90, 91)
    await database.write(appeals.answer, case.id, AppealStatus.REFUSED, MARTA, "No.", START)
    await database.write(appeals.mark_announced, case.id, AppealStatus.OPEN, placed)
    assert await database.read(appeals.notice, case.id) == placed
    await database.write(appeals.mark_announced, case.id, AppealStatus.REFUSED, placed)
    assert await database.read(appeals.notice, case.id) is None
    assert await database.read(appeals.unannounced) == []
