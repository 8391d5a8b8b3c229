"""Moderators answer appeals one after another; who decided first leaves them to others, if there are any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from simcord import MemberActor

from bot.domain.cases.case import AppealStatus, Case, CaseKind, CaseLetterState, LetterAbout
from bot.domain.moderation import Action
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.cases import case_store as cases
from tests.discord.acting import audited, forbid_in
from tests.discord.answers import Answer, labels_of, text_of
from tests.discord.cased import appeal, appeal_of, decide, letter_to, state_is
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, moderators_channel, notices
from tests.discord.people import close_messages, leave, letters
from tests.discord.queued import act
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import GUSTA, LIKE, engine, let_have


async def moderate(tertulia: Simulated, member: MemberActor) -> None:
    """Let a member do what only moderators do, so that they count as one who is active."""
    discussed = await discuss(tertulia)
    answer = await tertulia.run(member, "/moderate lock", at=discussed.thread, reason="Calm down")
    assert answer.ephemeral


async def appealed(tertulia: Simulated, member: MemberActor | None = None, **values: object) -> Case:
    """A warning by Mateo, against which its member appeals."""
    case = await decide(tertulia, member or tertulia.emma, **values)
    await appeal(tertulia, member or tertulia.emma)
    return case


async def answer(
    tertulia: Simulated, member: MemberActor, card: Answer, label: str, text: str = "We looked at it again."
) -> Answer:
    """Press a button of a card and write the answer; what stands in its place is given."""
    dialog = await tertulia.click(member, card.message, label)
    filled = await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: text})
    return filled if filled.messages else card


async def status_of(tertulia: Simulated, case: Case) -> AppealStatus:
    stored = await appeal_of(tertulia, case)
    assert stored is not None
    return stored.status


async def is_undone(tertulia: Simulated, case: Case) -> bool:
    now = await tertulia.database.read(cases.get, case.id)
    assert now is not None
    return now.reversed_at is not None


async def test_a_card_has_the_case_its_words_and_what_they_say(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "You are *all* ||fools||, @everyone")
    await appealed(tertulia, comment=comment)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert card.ephemeral
    assert "### Appeal against case 1" in card.text
    assert f"<@{tertulia.emma.id}> · warning" in card.text
    assert f"<@{tertulia.mateo.id}>" in card.text
    assert "> Insults" in card.text
    assert "The night the river rose" in card.text
    assert "> You are \\*all\\* ||fools||" in card.text
    assert "> It was a joke." in card.text
    assert card.labels == ["Undo the case", "Keep it", "Next"]


async def test_undoing_ends_the_case_and_tells_the_member_once_with_the_answer(tertulia: Simulated):
    case = await appealed(tertulia, kind=CaseKind.DISCUSSION_BAN)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    card = await answer(tertulia, tertulia.marta, card, "Undo the case", "You *are* right.")
    assert "Case 1 is undone." in card.text
    assert "No appeal waits for you" in card.text
    assert await status_of(tertulia, case) is AppealStatus.GRANTED
    assert await is_undone(tertulia, case)
    letter = await letter_to(tertulia, tertulia.emma, "### The moderators of Tertulia answered your appeal")
    assert "You can add to them again." in text_of(letter)
    assert "> You \\*are\\* right." in text_of(letter)
    assert str(tertulia.marta.id) not in text_of(letter)
    await state_is(tertulia, case, None, LetterAbout.REVERSED)
    await tertulia.restart()
    await tertulia.settle()
    assert len(letters(tertulia, tertulia.emma)) == 2
    assert (Action.APPEAL, tertulia.marta.id, True) in await audited(tertulia, case)
    assert (Action.UNDO, tertulia.marta.id, True) in await audited(tertulia, case)


async def test_keeping_tells_the_member_in_their_language(tertulia: Simulated):
    case = await decide(tertulia, tertulia.elena)
    await appeal(tertulia, tertulia.elena, "No insulté a nadie, solo hice una broma con mis vecinos.")
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    card = await answer(tertulia, tertulia.marta, card, "Keep it", "It was no joke for them.")
    assert "Case 1 stays." in card.text
    assert await status_of(tertulia, case) is AppealStatus.REFUSED
    assert not await is_undone(tertulia, case)
    letter = await letter_to(tertulia, tertulia.elena, "### Los moderadores de Tertulia respondieron")
    assert "Mantienen su decisión." in text_of(letter)
    assert "> It was no joke for them." in text_of(letter)
    assert (Action.APPEAL, tertulia.marta.id, True) in await audited(tertulia, case)


async def test_who_decided_first_answers_only_where_nobody_else_does(tertulia: Simulated):
    case = await appealed(tertulia)
    alone = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "**Lo que dice**" in alone.text
    assert "Apelación contra el caso 1" in alone.text
    await moderate(tertulia, tertulia.marta)
    refused = await answer(tertulia, tertulia.mateo, alone, "Mantenerlo")
    assert "Esto lo decidiste tú" in refused.text
    assert await status_of(tertulia, case) is AppealStatus.OPEN
    none = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "Espera 1 contra lo que decidiste tú" in none.text
    assert none.labels == []
    await leave(tertulia, tertulia.marta)
    card = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "Apelación contra el caso 1" in card.text


async def test_whom_the_case_is_about_is_no_other_moderator(tertulia: Simulated):
    await moderate(tertulia, tertulia.marta)
    await appealed(tertulia, tertulia.marta)
    card = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "Apelación contra el caso 1" in card.text
    card = await answer(tertulia, tertulia.mateo, card, "Mantenerlo")
    assert "El caso 1 se mantiene." in card.text


async def test_what_a_threshold_decided_anybody_answers(tertulia: Simulated):
    await appealed(tertulia, moderator_id=0)
    await moderate(tertulia, tertulia.marta)
    card = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "Apelación contra el caso 1" in card.text


async def test_who_was_refused_is_told_when_the_case_is_undone_after_all(tertulia: Simulated):
    case = await appealed(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    await answer(tertulia, tertulia.marta, card, "Keep it", "No.")
    await tertulia.run(tertulia.marta, "/case undo", number=case.number, reason="A mistake")
    letter = await letter_to(tertulia, tertulia.emma, "### The moderators of Tertulia undid")
    assert "**Why:** A mistake" in text_of(letter)


async def test_two_moderators_never_answer_one_appeal_without_knowing(tertulia: Simulated):
    first = await appealed(tertulia, moderator_id=0)
    second = await appealed(tertulia, tertulia.elena, moderator_id=0)
    of_marta = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "case 1 · 1 more waits" in of_marta.text
    of_mateo = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "caso 2" in of_mateo.text
    passed = await act(tertulia, tertulia.marta, of_marta, "Next")
    assert "No appeal waits for you" in passed.text
    assert "Another moderator is looking at 1." in passed.text
    again = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "caso 1" in again.text, "who passed it over leaves it to others"
    dialog = await tertulia.click(tertulia.mateo, of_mateo.message, "Mantenerlo")
    await tertulia.fill(tertulia.mateo, dialog, {dialog.dialog["components"][0]["label"]: "No."})
    assert await status_of(tertulia, second) is AppealStatus.REFUSED
    assert await status_of(tertulia, first) is AppealStatus.OPEN


async def test_who_was_overtaken_is_told_and_changes_nothing(tertulia: Simulated):
    case = await appealed(tertulia, moderator_id=0)
    late = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    dialog = await tertulia.click(tertulia.marta, late.message, "Keep it")
    await tertulia.database.write(appeals.release, case.id, tertulia.marta.id)
    card = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    again = await tertulia.fill(tertulia.marta, dialog, {"Your answer": "No."})
    assert f"<@{tertulia.mateo.id}> is looking at this appeal" in again.text
    assert "No." in again.text, "what was written is given back"
    dialog = await tertulia.click(tertulia.marta, late.message, "Keep it")
    await answer(tertulia, tertulia.mateo, card, "Anular el caso")
    again = await tertulia.fill(tertulia.marta, dialog, {"Your answer": "No."})
    assert "was answered already" in again.text
    assert await status_of(tertulia, case) is AppealStatus.GRANTED


async def test_a_moderator_who_undoes_the_case_otherwise_has_answered_the_appeal(tertulia: Simulated):
    case = await appealed(tertulia)
    await tertulia.run(tertulia.marta, "/case undo", number=case.number, reason="A mistake")
    assert await status_of(tertulia, case) is AppealStatus.GRANTED
    letter = await letter_to(tertulia, tertulia.emma, "### The moderators of Tertulia undid")
    assert "**Why:** A mistake" in text_of(letter)
    none = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "No appeal waits" in none.text


async def test_only_who_could_undo_the_case_answers(tertulia: Simulated):
    refused = await tertulia.run(tertulia.emma, "/queue", show="appeals", forced=True)
    assert "Manage Messages" in refused.text
    await appealed(tertulia, kind=CaseKind.BAN)
    none = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "No appeal waits for you" in none.text
    await appealed(tertulia, tertulia.marta, moderator_id=0)
    none = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "No appeal waits for you" in none.text, "it is her own"
    card = await tertulia.run(tertulia.mateo, "/queue", show="appeals")
    assert "caso 2" in card.text


async def test_what_was_said_in_a_room_that_a_moderator_cannot_read_is_not_shown(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await appealed(tertulia, comment=comment)
    forbid_in(tertulia, tertulia.marta, tertulia.seed.news, view_channel=True)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals", at=tertulia.seed.noticias)
    assert "in a channel that you cannot read" in card.text
    assert "fools" not in card.text
    assert "The night the river rose" not in card.text


async def test_what_has_expired_can_only_be_kept(tertulia: Simulated):
    until = datetime.now(UTC) + timedelta(seconds=1)
    await appealed(tertulia, kind=CaseKind.MUTE, expires_at=until)

    async def expired() -> Answer | None:
        card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
        return card if card.labels == ["Keep it", "Next"] else None

    card = await tertulia.until(expired)
    assert "Expired on" in card.text


async def test_whom_discord_lets_nobody_write_to_reads_the_answer_by_the_button(tertulia: Simulated):
    case = await appealed(tertulia)
    letter = await letter_to(tertulia, tertulia.emma)
    close_messages(tertulia, tertulia.emma)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    await answer(tertulia, tertulia.marta, card, "Keep it", "It was no joke for them.")
    await state_is(tertulia, case, CaseLetterState.CLOSED, LetterAbout.ANSWERED)
    read = await tertulia.click(tertulia.emma.user, letter, "Appeal")
    assert "> It was no joke for them." in read.text
    await state_is(tertulia, case, CaseLetterState.TOLD, LetterAbout.ANSWERED)
    assert len((await tertulia.run(tertulia.emma, "/help")).messages) == 1
    for number in ({}, {"case": case.number}):
        again = await tertulia.run(tertulia.emma, "/appeal", **number)
        assert "> It was no joke for them." in again.text


@pytest.mark.engines("one", "deepl", outside=["deepl"])
async def test_both_sides_read_the_other_by_the_operators_own_engine_alone(tertulia: Simulated):
    tertulia.engines.reverse()
    await tertulia.restart()
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, "Nadie preguntó a los vecinos.")
    await decide(tertulia, tertulia.elena, comment=comment, moderator_id=0)
    await let_have(tertulia, "deepl")
    asked = len(engine(tertulia, "deepl").asked)
    await appeal(tertulia, tertulia.elena, GUSTA)
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "**What they say**" in card.text
    assert f"> {GUSTA}" in card.text
    assert f"> {LIKE}" in card.text
    assert "> Nobody asked the neighbours." in card.text
    assert "Translated from Spanish by one" in card.text
    await answer(tertulia, tertulia.marta, card, "Keep it", "The bridge is open again.")
    letter = await letter_to(tertulia, tertulia.elena, "### Los moderadores de Tertulia respondieron")
    assert "> The bridge is open again." in text_of(letter)
    assert "> El puente está abierto de nuevo." in text_of(letter)
    assert "Traducido del inglés por one" in text_of(letter)
    assert len(engine(tertulia, "deepl").asked) == asked


async def test_the_notice_and_the_panel_open_the_appeals_also_after_a_restart(tertulia: Simulated):
    await moderators_channel(tertulia)
    await appealed(tertulia)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    await tertulia.restart()
    card = await tertulia.click(tertulia.marta, notice, "Open the appeals")
    assert "### Appeal against case 1" in card.text
    assert card.ephemeral


@pytest.mark.parametrize(("label", "told"), [("Undo the case", "undid it."), ("Keep it", "kept it.")])
async def test_the_notice_says_who_answered_and_opens_nothing_any_more(
    tertulia: Simulated, label: str, told: str
):
    await moderators_channel(tertulia)
    await appealed(tertulia)
    await tertulia.until(lambda: notices(tertulia))
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    tertulia.clock.speed = 600.0
    tertulia.fail("PATCH", f"/channels/{tertulia.seed.moderators.id}/messages/*", 500)
    await answer(tertulia, tertulia.marta, card, label)
    await tertulia.until(lambda: f"<@{tertulia.marta.id}> {told}" in text_of(notices(tertulia)[0]))
    (notice,) = notices(tertulia)
    assert labels_of(notice) == []


async def test_what_was_answered_before_moderators_had_a_channel_is_not_told_there(tertulia: Simulated):
    case = await appealed(tertulia)
    await tertulia.run(tertulia.marta, "/case undo", number=case.number, reason="A mistake")
    await moderators_channel(tertulia)
    await tertulia.restart()
    await tertulia.settle()
    assert notices(tertulia) == []


async def test_appeals_are_chosen_by_nothing_else(tertulia: Simulated):
    refused = await tertulia.run(tertulia.marta, "/queue", show="appeals", order="newest")
    assert "Appeals come in the order they were made" in refused.text


@pytest.mark.parametrize(("status", "code"), [(500, 0), (429, 0), (404, 10013)])
async def test_where_discord_does_not_tell_who_may_answer_a_sentence_says_so(
    tertulia: Simulated, status: int, code: int
):
    await appealed(tertulia)
    tertulia.fail("GET", "/guilds/*/members/*", status, code)
    refused = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert refused.text
    assert "Something went wrong" not in refused.text
    card = await tertulia.run(tertulia.marta, "/queue", show="appeals")
    assert "### Appeal against case 1" in card.text
