"""After so many warnings a server has more proposed, or done at once: never twice for the same warnings."""

from __future__ import annotations

import pytest
from simcord import MemberActor

from bot.domain.cases.case import CaseKind, LetterAbout
from bot.domain.moderation import Action
from bot.moderating.cases import case_store
from tests.discord.acting import audited, cases_of, open_case
from tests.discord.answers import Answer
from tests.discord.people import grant
from tests.discord.simulated import Simulated


async def threshold(tertulia: Simulated, **options: object) -> str:
    given = {"warnings": 2, "days": 30, "act": CaseKind.MUTE.value, "duration": 24, **options}
    given = {name: value for name, value in given.items() if value is not None}
    answer = await tertulia.run(tertulia.marta, "/rules thresholds add", **given)
    assert answer.ephemeral
    return answer.text


async def warn(tertulia: Simulated, moderator: MemberActor, member: MemberActor) -> Answer:
    record = await tertulia.run(moderator, "/case list", member=member)
    label = "Warn" if "Warn" in record.labels else "Advertir"
    dialog = await tertulia.click(moderator, record.message, label)
    return await tertulia.fill(moderator, dialog, {dialog.dialog["components"][0]["label"]: "spam"})


async def test_it_is_proposed_to_the_moderator_who_warns_with_one_button(tertulia: Simulated) -> None:
    told = await threshold(tertulia)
    assert "2 warnings within 30 days: mute in discussions for 1 day, proposed" in told
    first = await warn(tertulia, tertulia.marta, tertulia.emma)
    assert first.labels == ["Undo"]
    second = await warn(tertulia, tertulia.marta, tertulia.emma)
    assert "2 warnings within 30 days (cases 1 and 2)" in second.text
    assert second.labels == ["Mute for 1 day", "Undo"]
    done = await tertulia.click(tertulia.marta, second.message, "Mute for 1 day")
    assert "is muted in discussions for 1 day" in done.text
    mute = (await cases_of(tertulia, tertulia.emma))[0]
    assert (mute.kind, mute.moderator_id, mute.threshold) == (CaseKind.MUTE, tertulia.marta.id, 2)
    assert mute.reason_es == "2 advertencias en 30 días (casos 1 y 2)"
    again = await tertulia.click(tertulia.marta, second.message, "Mute for 1 day")
    assert "You acted already" in again.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 3
    third = await warn(tertulia, tertulia.marta, tertulia.emma)
    assert third.labels == ["Undo"]


async def test_it_is_done_at_once_where_a_manager_wants_that(tertulia: Simulated) -> None:
    assert "by itself" in await threshold(tertulia, automatic=True)
    await warn(tertulia, tertulia.mateo, tertulia.emma)
    second = await warn(tertulia, tertulia.mateo, tertulia.emma)
    assert "se hizo por sí solo: silencio en las discusiones durante 1 día" in second.text
    mute, *_ = await cases_of(tertulia, tertulia.emma)
    assert (mute.kind, mute.moderator_id, mute.threshold) == (CaseKind.MUTE, 0, 2)
    assert await audited(tertulia, mute) == [(Action.MUTE, 0, True)]
    assert await tertulia.database.read(case_store.letter_state, mute.id, LetterAbout.OPENED) is not None
    shown = await tertulia.run(tertulia.marta, "/case show", number=mute.number)
    assert "a threshold" in shown.text
    assert "2 warnings within 30 days" in shown.text


async def test_undone_warnings_do_not_count(tertulia: Simulated) -> None:
    await threshold(tertulia, automatic=True)
    await open_case(tertulia, tertulia.marta, tertulia.emma)
    await tertulia.run(tertulia.marta, "/case undo", number=1, reason="a mistake")
    await warn(tertulia, tertulia.marta, tertulia.emma)
    assert [one.kind for one in await cases_of(tertulia, tertulia.emma)] == [CaseKind.WARN] * 2


async def test_what_is_in_force_already_is_not_proposed(tertulia: Simulated) -> None:
    await threshold(tertulia, act=CaseKind.DISCUSSION_BAN.value, duration=None, automatic=True)
    await open_case(tertulia, tertulia.marta, tertulia.emma, CaseKind.DISCUSSION_BAN)
    for _ in range(2):
        done = await warn(tertulia, tertulia.marta, tertulia.emma)
    assert "by itself" not in done.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 3


@pytest.mark.parametrize("automatic", [True, False])
async def test_what_cannot_be_done_is_said_and_the_warning_stands(
    tertulia: Simulated, automatic: bool
) -> None:
    grant(tertulia, tertulia.marta, kick_members=True)
    await threshold(tertulia, act=CaseKind.KICK.value, duration=None, automatic=automatic)
    tertulia.permit(kick_members=False)
    await warn(tertulia, tertulia.marta, tertulia.emma)
    done = await warn(tertulia, tertulia.marta, tertulia.emma)
    assert "I need the permission Kick Members" in done.text
    assert done.labels == ["Undo"]
    assert [one.kind for one in await cases_of(tertulia, tertulia.emma)] == [CaseKind.WARN] * 2


async def test_a_moderator_who_may_not_do_it_is_told_so(tertulia: Simulated) -> None:
    grant(tertulia, tertulia.marta, ban_members=True)
    await threshold(tertulia, act=CaseKind.BAN.value, duration=None)
    await warn(tertulia, tertulia.mateo, tertulia.emma)
    done = await warn(tertulia, tertulia.mateo, tertulia.emma)
    assert "tu servidor quiere: baneo del servidor" in done.text
    assert "Banear miembros" in done.text


async def test_what_puts_somebody_out_is_asked_once_more(tertulia: Simulated) -> None:
    grant(tertulia, tertulia.marta, ban_members=True)
    await threshold(tertulia, act=CaseKind.BAN.value, duration=None)
    await warn(tertulia, tertulia.marta, tertulia.emma)
    done = await warn(tertulia, tertulia.marta, tertulia.emma)
    asked = await tertulia.click(tertulia.marta, done.message, "Ban")
    assert "from the server?" in asked.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 2
    banned = await tertulia.click(tertulia.marta, asked.message, "Ban")
    assert "is banned from the server" in banned.text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"duration": None}, "Say for how long"),
        ({"act": CaseKind.DISCUSSION_BAN.value}, "This is not for a time"),
        ({"act": CaseKind.BAN.value, "duration": None}, "You need the permission Ban Members"),
    ],
)
async def test_a_threshold_is_complete_and_nobody_has_done_what_they_may_not(
    tertulia: Simulated, options: dict, told: str
) -> None:
    assert told in await threshold(tertulia, **options)
    listed = await tertulia.run(tertulia.marta, "/rules thresholds list")
    assert listed.text == "There are no thresholds."


async def test_thresholds_are_replaced_listed_and_removed(tertulia: Simulated) -> None:
    await threshold(tertulia)
    await threshold(tertulia, days=7)
    await threshold(tertulia, warnings=4, act=CaseKind.DISCUSSION_BAN.value, duration=None)
    listed = (await tertulia.run(tertulia.marta, "/rules thresholds list")).text
    assert listed.splitlines() == [
        "- 2 warnings within 7 days: mute in discussions for 1 day, proposed to the moderator who warns",
        "- 4 warnings within 30 days: ban from discussions, proposed to the moderator who warns",
    ]
    assert "removed" in (await tertulia.run(tertulia.marta, "/rules thresholds remove", warnings=2)).text
    told = await tertulia.run(tertulia.marta, "/rules thresholds remove", warnings=2)
    assert "no threshold for so many warnings" in told.text


async def test_there_are_only_so_many(tertulia: Simulated) -> None:
    for warnings in range(2, 12):
        await threshold(tertulia, warnings=warnings)
    assert "There can be 10 thresholds" in await threshold(tertulia, warnings=12)
