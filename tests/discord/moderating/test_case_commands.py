"""Moderators read cases by their numbers, note on them and undo them; nobody else does."""

from __future__ import annotations

import pytest

from bot.domain.cases.case import CaseKind, LetterAbout
from bot.domain.moderation import Action
from bot.moderating.cases import case_store
from tests.discord.acting import audited, cases_of, forbid_in, open_case, stored_case
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE
from tests.discord.people import grant
from tests.discord.simulated import Simulated


async def test_a_case_tells_what_was_done_why_and_about_what(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    case = await open_case(tertulia, tertulia.mateo, tertulia.emma, source_id=comment.source_id)
    shown = await tertulia.run(tertulia.marta, "/case show", number=case.number)
    assert shown.ephemeral
    assert "Case 1: warning" in shown.text
    assert f"<@{tertulia.emma.id}>" in shown.text
    assert f"<@{tertulia.mateo.id}>" in shown.text
    assert "> Insults somebody" in shown.text
    assert "> You are all \\*fools\\*" in shown.text
    assert f"/{discussed.thread.id}/{sent.id}" in shown.text
    assert "by direct message" in shown.text
    assert await audited(tertulia, case) == [(Action.WARN, tertulia.mateo.id, True)]
    spanish = await tertulia.run(tertulia.mateo, "/case show", number=case.number)
    assert "Caso 1: advertencia" in spanish.text


async def test_what_was_said_in_a_room_that_a_moderator_cannot_read_is_not_shown(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    case = await open_case(tertulia, tertulia.mateo, tertulia.emma, source_id=comment.source_id)
    forbid_in(tertulia, tertulia.marta, tertulia.seed.news, view_channel=True)
    await tertulia.settle()
    shown = await tertulia.run(tertulia.marta, "/case show", at=tertulia.seed.noticias, number=case.number)
    assert "in a channel that you cannot read" in shown.text
    assert "fools" not in shown.text
    assert str(discussed.thread.id) not in shown.text
    listed = await tertulia.run(tertulia.marta, "/case list", at=tertulia.seed.noticias, member=tertulia.emma)
    assert "No comments in the channels that you can read" in listed.text
    assert "1 case; 1 warning stands" in listed.text


async def test_a_case_that_there_is_not(tertulia: Simulated) -> None:
    assert "no case 7" in (await tertulia.run(tertulia.marta, "/case show", number=7)).text


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("show", {"number": 1}),
        ("undo", {"number": 1, "reason": "I say so"}),
        ("note", {"number": 1, "text": "I was here"}),
    ],
)
async def test_members_can_do_nothing_with_cases(tertulia: Simulated, command: str, options: dict) -> None:
    case = await open_case(tertulia, tertulia.marta, tertulia.emma)
    told = await tertulia.run(tertulia.emma, f"/case {command}", forced=True, **options)
    assert "You need the permission Manage Messages" in told.text
    assert [one.reversed_at for one in await cases_of(tertulia, tertulia.emma)] == [None]
    assert not await tertulia.database.read(case_store.notes, case.id)


async def test_members_cannot_list_cases(tertulia: Simulated) -> None:
    told = await tertulia.run(tertulia.emma, "/case list", forced=True, member=tertulia.elena)
    assert "You need the permission Manage Messages" in told.text


async def test_a_record_pages_its_cases_newest_first(tertulia: Simulated) -> None:
    for number in range(1, 8):
        await open_case(tertulia, tertulia.marta, tertulia.emma, reason=f"Reason {number}", known=number)
    listed = await tertulia.run(tertulia.marta, "/case list", member=tertulia.emma)
    assert listed.ephemeral
    assert "7 cases; 7 warnings stand" in listed.text
    assert listed.text.index("Reason 7") < listed.text.index("Reason 3")
    assert "Reason 2" not in listed.text
    older = await tertulia.click(tertulia.marta, listed.message, "Older")
    assert "Reason 2" in older.text
    spanish = await tertulia.run(tertulia.mateo, "/case list", member=tertulia.emma)
    assert "7 advertencias en vigor" in spanish.text


async def test_notes_are_for_moderators_on_a_case_or_about_a_member(tertulia: Simulated) -> None:
    await open_case(tertulia, tertulia.marta, tertulia.emma)
    told = await tertulia.run(tertulia.mateo, "/case note", text="Third *time*", number=1)
    assert "caso 1" in told.text
    told = await tertulia.run(tertulia.marta, "/case note", text="Knows better", member=tertulia.emma)
    assert "Noted as case 2. The member is not told." in told.text
    about, case = await cases_of(tertulia, tertulia.emma)
    assert about.kind is CaseKind.NOTE
    assert await tertulia.database.read(case_store.letter_state, about.id, LetterAbout.OPENED) is None
    assert (Action.NOTE, tertulia.mateo.id, True) in await audited(tertulia, case)
    assert "Third \\*time\\*" in (await tertulia.run(tertulia.marta, "/case show", number=1)).text


@pytest.mark.parametrize("both", [True, False])
async def test_a_note_is_about_one_thing(tertulia: Simulated, both: bool) -> None:
    await open_case(tertulia, tertulia.marta, tertulia.emma)
    options = {"number": 1, "member": tertulia.emma} if both else {}
    told = await tertulia.run(tertulia.marta, "/case note", text="Hm", **options)
    assert "Name either a case by its number, or a member" in told.text


async def test_undoing_is_told_and_done_once(tertulia: Simulated) -> None:
    case = await open_case(tertulia, tertulia.marta, tertulia.emma)
    told = await tertulia.run(tertulia.mateo, "/case undo", number=1, reason="Era una broma")
    assert "El caso 1 está anulado" in told.text
    again = await tertulia.run(tertulia.marta, "/case undo", number=1, reason="Twice")
    assert "Case 1 was undone already" in again.text
    assert (Action.UNDO, tertulia.mateo.id, True) in await audited(tertulia, case)
    assert await tertulia.database.read(case_store.letter_state, case.id, LetterAbout.REVERSED) is not None
    shown = await tertulia.run(tertulia.marta, "/case show", number=1)
    assert f"Undone by <@{tertulia.mateo.id}>" in shown.text
    assert "Era una broma" in shown.text


async def test_nobody_undoes_what_was_done_about_them(tertulia: Simulated) -> None:
    await stored_case(tertulia, tertulia.mateo)
    told = await tertulia.run(tertulia.mateo, "/case undo", number=1, reason="No")
    assert "tiene que anularlo otro moderador" in told.text


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("show", {"number": 1}),
        ("undo", {"number": 1, "reason": "I say so"}),
        ("note", {"number": 1, "text": "I was here"}),
    ],
)
async def test_where_discord_does_not_tell_who_somebody_is_nothing_happens(
    tertulia: Simulated, command: str, options: dict
) -> None:
    case = await open_case(tertulia, tertulia.marta, tertulia.emma)
    tertulia.fail("GET", "/guilds/*/members/*", 503, times=None)
    told = await tertulia.run(tertulia.marta, f"/case {command}", **options)
    assert "Discord" in told.text
    assert "Insults" not in told.text
    tertulia.heal()
    assert [one.reversed_at for one in await cases_of(tertulia, tertulia.emma)] == [None]
    assert not await tertulia.database.read(case_store.notes, case.id)


async def test_where_discord_does_not_lift_a_ban_it_is_retried(tertulia: Simulated) -> None:
    grant(tertulia, tertulia.marta, ban_members=True)
    case = await open_case(tertulia, tertulia.marta, tertulia.emma, CaseKind.BAN)
    tertulia.fail("DELETE", "/guilds/*/bans/*", 500, times=None)
    told = await tertulia.run(tertulia.marta, "/case undo", number=1, reason="Mistake")
    assert "Case 1 is undone. On Discord this is not done yet" in told.text
    assert (Action.UNDO, tertulia.marta.id, False) in await audited(tertulia, case)
    tertulia.heal()


async def test_what_the_member_had_erased_is_said_to_be(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await open_case(tertulia, tertulia.mateo, tertulia.emma, source_id=comment.source_id)
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    await tertulia.click(tertulia.emma, asked.message, asked.labels[0])
    shown = await tertulia.run(tertulia.marta, "/case show", number=1)
    assert "The member had it erased" in shown.text
    assert "fools" not in shown.text
    assert "Insults" not in shown.text
    assert "(erased)" in (await tertulia.run(tertulia.marta, "/case list", member=tertulia.emma)).text
