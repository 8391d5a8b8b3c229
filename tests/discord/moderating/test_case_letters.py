"""Members are told about their cases by direct message or, where they take none, at their next command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from bot.domain.cases.case import CaseKind, CaseLetterState, LetterAbout
from bot.moderating.letters import case_letter_store as letters
from tests.discord.answers import labels_of, text_of
from tests.discord.cased import decide, inbox_of, letter_to, state_is
from tests.discord.discussed import discuss, say
from tests.discord.people import close_messages, letters as mailed
from tests.discord.simulated import Simulated

ALONE = "Discord does not let me write to you"


@contextlib.contextmanager
def noted_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_the_author_of_a_comment_reads_what_was_decided_in_their_language(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, "Sois todos ||idiotas||, @everyone")
    await decide(tertulia, tertulia.elena, CaseKind.WARN, comment)
    letter = await letter_to(tertulia, tertulia.elena)
    said = text_of(letter)
    assert said.startswith("### Los moderadores de Tertulia te dieron una advertencia")
    assert "«La noche en que subió el río»" in said
    assert "> Sois todos ||idiotas||" in said
    assert labels_of(letter) == ["Apelar"]
    assert str(tertulia.mateo.id) not in said
    assert not letter.mentions
    assert not letter.mention_everyone


@pytest.mark.parametrize(("status", "code"), [(500, 0), (429, 40003)])
async def test_what_discord_does_not_take_now_is_told_once_later(tertulia: Simulated, status: int, code: int):
    tertulia.clock.speed = 600.0
    inbox = inbox_of(tertulia, tertulia.emma)
    tertulia.fail("POST", f"/channels/{inbox}/messages", status, code)
    case = await decide(tertulia, tertulia.emma)
    await letter_to(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.SENT)
    await tertulia.restart()
    await tertulia.settle()
    assert len(mailed(tertulia, tertulia.emma)) == 1


async def test_after_a_crash_the_messages_are_compared_before_a_letter_is_sent_again(tertulia: Simulated):
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.SENT)
    await tertulia.database.write(letters.settle, (case.id, LetterAbout.OPENED), CaseLetterState.OWED)
    await tertulia.restart()
    await state_is(tertulia, case, CaseLetterState.SENT)
    inbox = inbox_of(tertulia, tertulia.emma)
    assert len(tertulia.requests("POST", f"/channels/{inbox}/messages")) == 1


async def test_who_takes_no_messages_is_told_once_below_the_answer_to_their_next_command(
    tertulia: Simulated,
):
    close_messages(tertulia, tertulia.elena)
    case = await decide(tertulia, tertulia.elena)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    await tertulia.restart()
    assert len((await tertulia.run(tertulia.emma, "/help")).messages) == 1
    answer = await tertulia.run(tertulia.elena, "/help")
    await state_is(tertulia, case, CaseLetterState.TOLD)
    first, letter = answer.messages
    assert letter.ephemeral
    assert "advertencia" not in text_of(first)
    assert text_of(letter).startswith("-# Discord no me deja escribirte")
    assert "te dieron una advertencia" in text_of(letter)
    assert labels_of(letter) == ["Apelar"]
    assert len((await tertulia.run(tertulia.elena, "/help")).messages) == 1
    await tertulia.restart()
    assert len((await tertulia.run(tertulia.elena, "/help")).messages) == 1


async def test_they_are_told_below_a_refusal_and_below_a_dialog_once_it_is_sent(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.mateo, discussed, "Who pays for all this?")
    close_messages(tertulia, tertulia.emma)
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    dialog = await tertulia.menu(tertulia.emma, "Report comment", sent)
    assert dialog.messages == []
    answer = await tertulia.fill(tertulia.emma, dialog, {"What is wrong with it?": "Rude"})
    await state_is(tertulia, case, CaseLetterState.TOLD)
    assert ALONE in text_of(answer.message)
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    refused = await tertulia.run(tertulia.emma, "/queue", forced=True)
    await state_is(tertulia, case, CaseLetterState.TOLD)
    assert "Manage Messages" in text_of(refused.messages[0])
    assert ALONE in text_of(refused.message)


async def test_what_discord_refuses_below_one_answer_stands_below_the_next(tertulia: Simulated):
    close_messages(tertulia, tertulia.emma)
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    tertulia.fail("POST", "/webhooks/*/*", 500)
    await tertulia.run(tertulia.emma, "/help")
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    answer = await tertulia.run(tertulia.emma, "/help")
    await state_is(tertulia, case, CaseLetterState.TOLD)
    assert ALONE in text_of(answer.message)


async def test_for_whom_nothing_waits_nothing_is_read(tertulia: Simulated):
    close_messages(tertulia, tertulia.elena)
    case = await decide(tertulia, tertulia.elena)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    with noted_statements() as statements:
        await tertulia.run(tertulia.emma, "/help")
    assert statements
    assert not [one for one in statements if "case" in one]
