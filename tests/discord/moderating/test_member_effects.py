"""Timeouts, kicks and bans are done on Discord as the cases say, however late, and end as they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from simcord import MemberActor

from bot.audit import audit_store as audit
from bot.domain.cases.case import CaseKind
from bot.domain.moderation import Action, TargetKind
from bot.jobs.kinds import Job
from bot.moderating.cases.member_effects import LONGEST_REASON
from tests.discord.acted import (
    HOUR,
    act_on,
    came_of,
    is_banned,
    is_member,
    logged,
    timed_out_until,
    undo,
)
from tests.discord.answers import text_of
from tests.discord.people import leave, letters
from tests.discord.simulated import Simulated


def told(tertulia: Simulated, member: MemberActor) -> str:
    """The first letter to a member."""
    return text_of(letters(tertulia, member)[0])


async def test_a_timeout_is_set_and_lifted(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.TIMEOUT, lasting=HOUR)
    assert await came_of(tertulia, case) == "timed out"
    assert case.expires_at is not None
    until = timed_out_until(tertulia, tertulia.emma)
    assert until is not None
    assert abs(until - case.expires_at) < timedelta(seconds=1)
    assert logged(tertulia) == [f"Case 1, by {tertulia.mateo.id}: spam"]
    await undo(tertulia, case)
    assert await came_of(tertulia, case, Action.UNDO) == "timeout lifted"
    assert timed_out_until(tertulia, tertulia.emma) is None
    assert logged(tertulia)[-1] == f"Case 1, undone by {tertulia.marta.id}"


async def test_of_two_timeouts_the_latest_that_stands_holds(tertulia: Simulated):
    first = await act_on(tertulia, tertulia.emma, CaseKind.TIMEOUT, lasting=HOUR)
    second = await act_on(tertulia, tertulia.emma, CaseKind.TIMEOUT, lasting=2 * HOUR)
    assert [await came_of(tertulia, one) for one in (first, second)] == ["timed out"] * 2
    for case, left in ((second, first.expires_at), (first, None)):
        await undo(tertulia, case)
        await came_of(tertulia, case, Action.UNDO)
        until = timed_out_until(tertulia, tertulia.emma)
        assert (until is None) == (left is None)
        assert until is None or left is None or abs(until - left) < timedelta(seconds=1)


async def test_a_timeout_that_expired_meanwhile_is_not_set(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.TIMEOUT, ago=2 * HOUR, lasting=HOUR)
    assert await came_of(tertulia, case) == "superseded"
    assert timed_out_until(tertulia, tertulia.emma) is None


async def test_who_is_kicked_is_told_before(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.KICK)
    assert await came_of(tertulia, case) == "removed"
    assert not is_member(tertulia, tertulia.emma)
    made = [one for one in tertulia.env.http_requests if one.method in ("POST", "DELETE")]
    paths = [one.path for one in made if "/members/" in one.path or one.path.endswith("/messages")]
    assert "/members/" in paths[-1]
    assert "/messages" in paths[-2]
    assert "removed you from the server" in told(tertulia, tertulia.emma)
    await undo(tertulia, case)
    assert await came_of(tertulia, case, Action.UNDO) == "nothing to do on Discord"


async def test_who_came_back_since_is_not_kicked_again(tertulia: Simulated):
    # She joined when the test began.
    late = await act_on(tertulia, tertulia.emma, CaseKind.KICK, ago=HOUR)
    assert await came_of(tertulia, late) == "has left and joined again since"
    assert is_member(tertulia, tertulia.emma)


async def test_who_has_left_is_no_fault(tertulia: Simulated):
    await leave(tertulia, tertulia.emma)
    kick = await act_on(tertulia, tertulia.emma, CaseKind.KICK)
    assert await came_of(tertulia, kick) == "had left"
    timeout = await act_on(tertulia, tertulia.emma, CaseKind.TIMEOUT, lasting=HOUR)
    assert await came_of(tertulia, timeout) == "timed out"
    ban = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    assert await came_of(tertulia, ban) == "banned"
    assert is_banned(tertulia, tertulia.emma)


async def test_a_ban_deletes_nothing_and_is_lifted_when_the_last_is_undone(tertulia: Simulated):
    first = await act_on(tertulia, tertulia.emma, CaseKind.BAN, reason="spam " * 200)
    assert await came_of(tertulia, first) == "banned"
    assert is_banned(tertulia, tertulia.emma)
    assert "banned you from the server" in told(tertulia, tertulia.emma)
    (request,) = tertulia.requests("PUT", "/bans/")
    assert request.json == {"delete_message_seconds": 0}
    (reason,) = logged(tertulia)
    assert reason is not None
    assert LONGEST_REASON - 10 < len(reason) <= LONGEST_REASON
    second = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    await came_of(tertulia, second)
    await undo(tertulia, first)
    assert await came_of(tertulia, first, Action.UNDO) == "another ban stands"
    assert is_banned(tertulia, tertulia.emma)
    await undo(tertulia, second)
    assert await came_of(tertulia, second, Action.UNDO) == "ban lifted"
    assert not is_banned(tertulia, tertulia.emma)


async def test_a_ban_for_a_time_is_lifted_once(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN, lasting=timedelta(seconds=2))
    assert await came_of(tertulia, case, Action.BAN) == "banned"
    assert await came_of(tertulia, case, Action.EXPIRE) == "ban lifted"
    assert not is_banned(tertulia, tertulia.emma)
    await tertulia.restart()
    await tertulia.until(lambda: not tertulia.health(Job.EXPIRY).backlog)
    rows = await tertulia.database.read(audit.about, TargetKind.CASE, case.id)
    assert [(row.action, row.actor_id) for row in rows] == [
        (Action.BAN, tertulia.mateo.id),
        (Action.EXPIRE, 0),
    ]


async def test_a_ban_whose_time_ran_out_while_the_bot_was_away_is_lifted_after_it(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN, lasting=HOUR)
    await came_of(tertulia, case)
    other = await act_on(tertulia, tertulia.elena, CaseKind.BAN, ago=2 * HOUR, lasting=HOUR)
    assert await came_of(tertulia, other, Action.EXPIRE) == "ban lifted"
    assert is_banned(tertulia, tertulia.emma)


@pytest.mark.pace(60)
@pytest.mark.parametrize(("status", "code"), [(500, 0), (403, 50013)])
async def test_what_discord_does_not_do_now_is_done_later(tertulia: Simulated, status: int, code: int):
    tertulia.fail("PUT", "/guilds/*/bans/*", status, code, times=2)
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    first = await came_of(tertulia, case)
    assert ("having trouble" if status == 500 else "I need a permission") in first

    async def banned() -> bool:
        return await came_of(tertulia, case) == "banned"

    await tertulia.until(banned)
    assert is_banned(tertulia, tertulia.emma)
    assert len(letters(tertulia, tertulia.emma)) == 1


@pytest.mark.pace(60)
async def test_a_letter_that_takes_long_holds_up_no_ban(tertulia: Simulated):
    tertulia.fail("POST", "/users/@me/channels", 500, times=None)
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    assert await came_of(tertulia, case) == "banned"


async def test_silences_and_warnings_do_nothing_on_discord(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.MUTE, lasting=HOUR)
    await undo(tertulia, case)
    assert await came_of(tertulia, case, Action.UNDO) == "nothing to do on Discord"
    assert logged(tertulia) == []


@pytest.mark.parametrize("kind", [CaseKind.KICK, CaseKind.TIMEOUT])
async def test_while_the_server_is_not_seen_nothing_counts_as_done(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, kind: CaseKind
):
    monkeypatch.setattr(tertulia.client, "get_guild", lambda _: None)
    case = await act_on(tertulia, tertulia.emma, kind, lasting=HOUR)
    assert "I am not in that server any more" in await came_of(tertulia, case)
