"""Members appeal by a button, in direct messages and in the server: once, and while it matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.schema import member_case
from bot.domain.cases.case import AppealStatus, CaseKind, CaseLetterState
from bot.domain.moderation import Action, TargetKind
from bot.moderating.cases import case_store as cases
from tests.discord.answers import labels_of, text_of
from tests.discord.cased import appeal, appeal_of, decide, letter_to, state_is
from tests.discord.moderated import moderators_channel, notices
from tests.discord.people import ban, close_messages, grant, letters
from tests.discord.simulated import Simulated


@pytest.mark.parametrize(
    ("who", "label", "done", "again"),
    [
        ("emma", "Appeal", "Your appeal is with the moderators.", "You have appealed already"),
        ("elena", "Apelar", "Tu apelación está en manos de los moderadores.", "Ya apelaste"),
    ],
)
async def test_it_is_made_by_direct_message_once_also_after_a_restart(
    tertulia: Simulated, who: str, label: str, done: str, again: str
):
    member = getattr(tertulia, who)
    await tertulia.run(tertulia.elena, "/language mine", language="es")
    case = await decide(tertulia, member)
    letter = await letter_to(tertulia, member)
    assert labels_of(letter) == [label]
    await tertulia.restart()
    answer = await appeal(tertulia, member)
    assert answer.ephemeral
    assert answer.text.startswith(done)
    stored = await appeal_of(tertulia, case)
    assert stored is not None
    assert (stored.text, stored.status) == ("It was a joke.", AppealStatus.OPEN)
    refused = await tertulia.click(member.user, letter, label)
    assert refused.text.startswith(again)


async def test_the_audit_has_it_without_its_words(tertulia: Simulated):
    case = await decide(tertulia, tertulia.emma)
    await appeal(tertulia, tertulia.emma)
    rows = await tertulia.database.read(audit.about, TargetKind.CASE, case.id)
    (row,) = [one for one in rows if one.action is Action.APPEAL]
    assert (row.actor_id, row.reason) == (tertulia.emma.id, None)
    (outcome,) = await tertulia.database.read(audit.outcomes, row.id)
    assert (outcome.succeeded, outcome.detail) == (True, "made")


async def test_who_was_banned_can_appeal_from_their_messages(tertulia: Simulated):
    case = await decide(tertulia, tertulia.emma, CaseKind.BAN)
    await letter_to(tertulia, tertulia.emma)
    grant(tertulia, tertulia.marta, ban_members=True)
    await ban(tertulia, tertulia.marta, tertulia.emma)
    await appeal(tertulia, tertulia.emma)
    assert await appeal_of(tertulia, case) is not None


async def test_what_was_undone_or_has_expired_meanwhile_is_not_appealed_against(tertulia: Simulated):
    case = await decide(tertulia, tertulia.emma)
    letter = await letter_to(tertulia, tertulia.emma)
    dialog = await tertulia.click(tertulia.emma.user, letter, "Appeal")
    await tertulia.database.write(cases.reverse, case.id, tertulia.mateo.id, None, datetime.now(UTC))
    field = dialog.dialog["components"][0]["label"]
    late = await tertulia.fill(tertulia.emma.user, dialog, {field: "It was a joke."})
    assert "have undone this" in late.text
    assert "It was a joke." in late.text, "what was written is given back"
    assert await appeal_of(tertulia, case) is None
    refused = await tertulia.click(tertulia.emma.user, letter, "Appeal")
    assert "have undone this" in refused.text
    past = datetime.now(UTC) - timedelta(hours=2)
    muted = await decide(
        tertulia, tertulia.elena, CaseKind.MUTE, at=past, expires_at=past + timedelta(hours=1)
    )
    assert labels_of(await letter_to(tertulia, tertulia.elena)) == []
    refused = await tertulia.run(tertulia.elena, "/appeal", case=muted.number)
    assert "Esto ya terminó" in refused.text


async def test_in_the_server_it_is_made_below_the_letter_that_was_told_there(tertulia: Simulated):
    close_messages(tertulia, tertulia.emma)
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    told = await tertulia.run(tertulia.emma, "/help")
    await state_is(tertulia, case, CaseLetterState.TOLD)
    dialog = await tertulia.click(tertulia.emma, told.message, "Appeal")
    await tertulia.fill(tertulia.emma, dialog, {"What do you say to it?": "It was a joke."})
    assert await appeal_of(tertulia, case) is not None


async def test_a_command_shows_what_can_be_appealed_against(tertulia: Simulated):
    nothing = await tertulia.run(tertulia.emma, "/appeal")
    assert nothing.ephemeral
    assert "no decision about you here" in nothing.text
    first = await decide(tertulia, tertulia.emma)
    await decide(tertulia, tertulia.emma, CaseKind.NOTE)
    second = await decide(tertulia, tertulia.emma, CaseKind.DISCUSSION_BAN)
    theirs = await decide(tertulia, tertulia.elena)
    shown = await tertulia.run(tertulia.emma, "/appeal")
    assert shown.ephemeral
    assert "banned you from its discussions" in shown.text
    assert f"`/appeal case: {first.number}`" in shown.text
    older = await tertulia.run(tertulia.emma, "/appeal", case=first.number)
    assert "gave you a warning" in older.text
    dialog = await tertulia.click(tertulia.emma, older.message, "Appeal")
    await tertulia.fill(tertulia.emma, dialog, {"What do you say to it?": "It was a joke."})
    assert await appeal_of(tertulia, first) is not None
    assert await appeal_of(tertulia, second) is None
    for number in (theirs.number, 99):
        refused = await tertulia.run(tertulia.emma, "/appeal", case=number)
        assert "no decision about you here" in refused.text


async def test_what_the_command_has_shown_is_not_told_again_below_it(tertulia: Simulated):
    close_messages(tertulia, tertulia.emma)
    case = await decide(tertulia, tertulia.emma)
    await state_is(tertulia, case, CaseLetterState.CLOSED)
    shown = await tertulia.run(tertulia.emma, "/appeal")
    await state_is(tertulia, case, CaseLetterState.TOLD)
    await tertulia.settle()
    assert len(shown.messages) == 1


async def test_a_button_of_another_case_or_another_member_does_nothing(tertulia: Simulated):
    """After a backup was restored, an id may be that of another case."""
    await decide(tertulia, tertulia.emma)
    letter = await letter_to(tertulia, tertulia.emma)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for changes in ({"opened_at": yesterday}, {"member_id": tertulia.elena.id}):
        await tertulia.database.write(
            lambda connection, changes=changes: connection.execute(update(member_case).values(changes))
        )
        refused = await tertulia.click(tertulia.emma.user, letter, "Appeal")
        assert "no longer there" in refused.text


async def test_moderators_are_told_in_their_channel_once_it_exists_and_by_the_panel(tertulia: Simulated):
    tertulia.clock.speed = 600.0
    await decide(tertulia, tertulia.emma)
    await appeal(tertulia, tertulia.emma)
    await tertulia.settle()
    assert notices(tertulia) == []
    await moderators_channel(tertulia)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert text_of(notice) == "**A member appeals** against case 1: warning."
    assert labels_of(notice) == ["Open the appeals"]
    await tertulia.run(tertulia.marta, "/settings queue-panel", on=True)
    panel = (await tertulia.until(lambda: notices(tertulia)[1:]))[0]
    assert "**1 appeal waits.**" in text_of(panel)
    assert labels_of(panel) == ["Open the queue", "Open the appeals"]
    await tertulia.restart()
    await tertulia.settle()
    assert len(notices(tertulia)) == 2


@pytest.mark.parametrize(("status", "code"), [(500, 0), (403, 50013)])
async def test_what_discord_refuses_of_that_is_told_later(tertulia: Simulated, status: int, code: int):
    tertulia.clock.speed = 6_000.0
    await moderators_channel(tertulia)
    tertulia.fail("POST", f"/channels/{tertulia.seed.moderators.id}/messages", status, code)
    await decide(tertulia, tertulia.emma)
    await appeal(tertulia, tertulia.emma)
    assert len(await tertulia.until(lambda: notices(tertulia))) == 1
    assert len(letters(tertulia, tertulia.emma)) == 1
