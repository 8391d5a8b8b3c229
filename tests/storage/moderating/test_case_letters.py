"""Members are told about their cases once each, whatever fails on the way."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import pytest

from bot.database.engine import Connection, Database
from bot.database.schema import member_case
from bot.domain.cases.case import CaseKind, CaseLetterState, LetterAbout
from bot.domain.discussion import DetectedLanguage
from bot.domain.errors import BotLacks, PlatformFailed
from bot.domain.language import Language
from bot.domain.message import message
from bot.moderating.letters.case_letter_store import ClosedLetter
from bot.moderating.letters.late_letters import LateLetters
from bot.servers import language_store as languages
from tests.storage.discussed import ELENA, NEWS, a_post, saying
from tests.storage.moderating.told import MEMBER, SERVER, Told

BROKEN = PlatformFailed(message("Discord is having trouble."))
CLOSED = BotLacks(message("They take no messages."))
OPENED, REVERSED = LetterAbout.OPENED, LetterAbout.REVERSED


@pytest.fixture
def told(database: Database) -> Told:
    return Told(database)


async def test_a_letter_is_sent_once(told: Told):
    case = await told.decide()
    for _ in range(2):
        await told.worker.work((case.id, OPENED))
    ((member_id, text, _),) = told.mailbox.sent
    assert member_id == MEMBER
    assert text.startswith("### The moderators of The Harbour gave you a warning")
    assert await told.state(case) is CaseLetterState.SENT
    assert told.mailbox.looked_for == 0


async def test_what_failed_is_sent_later_if_the_member_did_not_get_it(told: Told):
    case = await told.decide()
    told.mailbox.fails = BROKEN
    with pytest.raises(PlatformFailed):
        await told.worker.work((case.id, OPENED))
    assert await told.state(case) is CaseLetterState.OWED
    told.mailbox.fails = None
    await told.worker.work((case.id, OPENED))
    assert len(told.mailbox.sent) == 1
    assert told.mailbox.looked_for == 1


async def test_what_was_sent_without_an_answer_is_not_sent_again(told: Told):
    case = await told.decide()
    told.mailbox.fails, told.mailbox.loses_answers = BROKEN, True
    with pytest.raises(PlatformFailed):
        await told.worker.work((case.id, OPENED))
    told.mailbox.fails = None
    await told.worker.work((case.id, OPENED))
    assert len(told.mailbox.sent) == 1
    assert await told.state(case) is CaseLetterState.SENT


async def test_who_takes_no_messages_is_told_at_their_next_command(told: Told, database: Database):
    case = await told.decide()
    told.mailbox.fails = CLOSED
    with pytest.raises(BotLacks):
        await told.worker.run((case.id, OPENED))
    assert await told.state(case) is CaseLetterState.CLOSED
    assert list(await told.worker.pending()) == []
    after_a_restart = LateLetters(database)
    await after_a_restart.load()
    for late in (told.late, after_a_restart):
        assert not late.waits(SERVER + 1, MEMBER)
        assert late.take(SERVER, MEMBER) == [(case.id, OPENED)]
        assert not late.waits(SERVER, MEMBER)


async def test_what_somebody_read_otherwise_is_not_told_at_their_next_command(told: Told):
    case = await told.decide()
    told.mailbox.fails = CLOSED
    with pytest.raises(BotLacks):
        await told.worker.run((case.id, OPENED))
    await told.late.mark_told(ClosedLetter((case.id, OPENED), SERVER, MEMBER))
    assert not told.late.waits(SERVER, MEMBER)
    assert await told.state(case) is CaseLetterState.TOLD


async def test_who_reported_without_need_is_not_told_in_the_language_of_what_they_reported(
    told: Told, database: Database
):
    post = await a_post(database, NEWS, "a", thread_id=500)
    values = {"author": ELENA, "language": DetectedLanguage.ES}
    comment_id = await database.write(saying(post, 1000, "No estoy de acuerdo.", **values))
    case = await told.decide(comment_id=comment_id)
    await told.worker.work((case.id, OPENED))
    ((_, text, language),) = told.mailbox.sent
    assert language is Language.EN
    assert "Your comment" not in text


async def test_of_a_case_that_was_undone_before_its_member_knew_they_hear_only_that(told: Told):
    case = await told.decide(kind=CaseKind.MUTE)
    await told.undo(case)
    for key in await told.worker.pending():
        await told.worker.work(key)
    ((_, text, _),) = told.mailbox.sent
    assert "You can add to discussions again." in text
    assert await told.state(case) is None
    assert await told.state(case, REVERSED) is CaseLetterState.SENT


@pytest.mark.parametrize("kind", [CaseKind.NOTE, CaseKind.BAN])
async def test_notes_and_what_a_member_had_erased_are_not_told(
    told: Told, database: Database, kind: CaseKind
):
    case = await told.decide(kind=kind)
    if kind is not CaseKind.NOTE:
        await database.write(empty, case.id)
    await told.worker.work((case.id, OPENED))
    assert told.mailbox.sent == []
    assert list(await told.worker.pending()) == []


def empty(connection: Connection, case_id: int) -> None:
    connection.execute(member_case.update().where(member_case.c.id == case_id).values(emptied=True))


async def test_it_is_in_the_language_they_chose_else_wrote_in_else_of_the_server(
    told: Told, database: Database
):
    async def language() -> Language:
        case = await told.decide()
        await told.worker.work((case.id, OPENED))
        return told.mailbox.sent[-1][2]

    assert await language() is Language.EN
    await database.write(languages.set_server, SERVER, Language.ES)
    assert await language() is Language.ES
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.write(saying(post, 900))
    assert await language() is Language.EN
    await database.write(languages.set_spoken, MEMBER, Language.ES)
    assert await language() is Language.ES


async def test_before_a_kick_the_bot_waits_for_the_letter_but_not_for_long(told: Told):
    case = await told.decide(kind=CaseKind.KICK)
    told.mailbox.gate.clear()
    within = asyncio.create_task(told.worker.send_now(case.id, OPENED, timedelta(seconds=3)))
    await told.mailbox.asked.wait()
    await told.clock.advance(2.9)
    assert not within.done()
    await told.clock.advance(0.2)
    assert within.done()
    told.mailbox.gate.set()
    await told.worker.run((case.id, OPENED))
    assert await told.state(case) is CaseLetterState.SENT
    assert len(told.mailbox.sent) == 1


@pytest.mark.parametrize("failure", [BROKEN, CLOSED])
async def test_a_letter_that_cannot_be_sent_holds_up_no_ban(told: Told, failure):
    case = await told.decide(kind=CaseKind.BAN)
    told.mailbox.fails = failure
    await told.worker.send_now(case.id, OPENED, timedelta(seconds=3))
    assert await told.state(case) is (CaseLetterState.OWED if failure is BROKEN else CaseLetterState.CLOSED)


async def test_a_letter_that_is_sent_already_is_not_waited_for(told: Told):
    case = await told.decide(kind=CaseKind.BAN)
    with contextlib.suppress(PlatformFailed):
        await told.worker.run((case.id, OPENED))
    await told.worker.send_now(case.id, OPENED, timedelta(seconds=3))
    assert len(told.mailbox.sent) == 1
