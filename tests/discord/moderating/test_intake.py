"""What moderators do about members in Discord itself comes in from its audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from simcord import MemberActor
from sqlalchemy import delete

from bot.database.schema import audit_intake
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.moderation import Action
from bot.jobs.kinds import Job
from bot.moderating.cases import case_store as cases
from bot.moderating.intake import intake_store as intake
from tests.discord.acted import HOUR, act_on, came_of, is_banned, undo
from tests.discord.away import written
from tests.discord.discussed import discuss
from tests.discord.people import ban, grant, kick, letters, time_out, unban
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)
AUDIT_LOG = "/guilds/*/audit-logs"


@pytest.fixture(autouse=True)
async def moderating(tertulia: Simulated) -> None:
    """Mateo may do everything about members; the bot has looked into the log once."""
    grant(tertulia, tertulia.mateo, kick_members=True, ban_members=True, moderate_members=True)
    await discuss(tertulia)
    await tertulia.restart()
    await looked(tertulia)


async def looked(tertulia: Simulated) -> None:
    """The bot has looked into the log."""

    async def reached() -> bool:
        return await tertulia.database.read(intake.reached, tertulia.seed.guild.id) is not None

    await tertulia.until(reached)


async def about(tertulia: Simulated, member: MemberActor, count: int = 1) -> list[Case]:
    """The cases about a member, oldest first, once there are so many."""

    async def there() -> list[Case] | None:
        found = await tertulia.database.read(cases.of_member, tertulia.seed.guild.id, member.id)
        return found[::-1] if len(found) >= count else None

    return await tertulia.until(there)


async def until_undone(tertulia: Simulated, member: MemberActor) -> Case:
    async def undone() -> Case | None:
        [*_, case] = await about(tertulia, member)
        return case if case.reversed_at else None

    return await tertulia.until(undone)


def others(tertulia: Simulated) -> None:
    """More than a page of entries about something else."""
    for _ in range(120):
        tertulia.env.backend.record_audit_log(tertulia.seed.guild.id, 12, user_id=tertulia.mateo.id)


async def test_a_ban_becomes_a_case_of_who_banned_and_lifting_it_undoes_that(tertulia: Simulated):
    await ban(tertulia, tertulia.mateo, tertulia.emma, "insults")
    (case,) = await about(tertulia, tertulia.emma)
    assert (case.kind, case.moderator_id, case.reason) == (CaseKind.BAN, tertulia.mateo.id, "insults")
    assert await came_of(tertulia, case) == "done on Discord itself"
    await unban(tertulia, tertulia.mateo, tertulia.emma)
    undone = await until_undone(tertulia, tertulia.emma)
    assert undone.reversed_by == tertulia.mateo.id
    assert letters(tertulia, tertulia.emma) == []


async def test_kicks_and_timeouts_become_cases(tertulia: Simulated):
    await time_out(tertulia, tertulia.mateo, tertulia.emma, HOUR, "spam")
    await kick(tertulia, tertulia.mateo, tertulia.elena)
    (timeout,) = await about(tertulia, tertulia.emma)
    assert timeout.expires_at is not None
    assert abs(timeout.expires_at - timeout.opened_at - HOUR) < timedelta(minutes=1)
    (kicked,) = await about(tertulia, tertulia.elena)
    assert (kicked.kind, kicked.reason) == (CaseKind.KICK, "")
    await time_out(tertulia, tertulia.mateo, tertulia.emma, None)
    assert (await until_undone(tertulia, tertulia.emma)).id == timeout.id
    shown = await tertulia.run(tertulia.marta, "/case show", number=kicked.number)
    assert "(no reason given)" in shown.text
    assert "Done in Discord, not by me" in shown.text


async def test_what_was_done_during_a_downtime_comes_in_once_and_in_order(tertulia: Simulated):
    await ban(tertulia, tertulia.mateo, tertulia.emma, "first")
    await about(tertulia, tertulia.emma)
    await tertulia.stop()
    await unban(tertulia, tertulia.mateo, tertulia.emma)
    await ban(tertulia, tertulia.mateo, tertulia.emma, "second")
    others(tertulia)
    await ban(tertulia, tertulia.mateo, tertulia.elena)
    await tertulia.start()
    first, second = await about(tertulia, tertulia.emma, 2)
    assert (first.reason, first.reversed_by) == ("first", tertulia.mateo.id)
    assert (second.reason, second.reversed_at) == ("second", None)
    await about(tertulia, tertulia.elena)
    await tertulia.restart()
    await tertulia.until(lambda: not tertulia.health(Job.INTAKE).backlog)
    assert len(await about(tertulia, tertulia.emma)) == 2


async def test_what_was_done_before_the_first_look_is_left(tertulia: Simulated):
    await tertulia.stop()
    await ban(tertulia, tertulia.mateo, tertulia.emma)
    await written(tertulia, lambda connection: connection.execute(delete(audit_intake)))
    await tertulia.start()
    await looked(tertulia)
    await ban(tertulia, tertulia.mateo, tertulia.elena)
    await about(tertulia, tertulia.elena)
    assert await tertulia.database.read(cases.of_member, tertulia.seed.guild.id, tertulia.emma.id) == []


async def test_what_the_bot_did_itself_and_what_was_done_to_bots_is_no_case_more(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    await came_of(tertulia, case)
    await undo(tertulia, case)
    await came_of(tertulia, case, Action.UNDO)
    robot = tertulia.env.create_user("robot", bot=True)
    member = tertulia.seed.guild.add_member(robot)
    await kick(tertulia, tertulia.mateo, member)
    await ban(tertulia, tertulia.mateo, tertulia.elena)
    await about(tertulia, tertulia.elena)
    assert len(await about(tertulia, tertulia.emma)) == 1
    assert await tertulia.database.read(cases.of_member, tertulia.seed.guild.id, robot.id) == []


async def test_a_ban_of_the_bots_that_is_lifted_in_discord_is_undone_and_told(tertulia: Simulated):
    case = await act_on(tertulia, tertulia.emma, CaseKind.BAN)
    await came_of(tertulia, case)
    await unban(tertulia, tertulia.mateo, tertulia.emma)
    await until_undone(tertulia, tertulia.emma)
    assert await tertulia.database.read(cases.letter_state, case.id, LetterAbout.REVERSED)
    await tertulia.restart()
    assert not is_banned(tertulia, tertulia.emma)


async def test_without_view_audit_log_nothing_comes_in_until_it_is_given(tertulia: Simulated):
    tertulia.permit(view_audit_log=False)
    await tertulia.stop()
    await ban(tertulia, tertulia.mateo, tertulia.emma)
    await tertulia.start()
    await tertulia.until(lambda: not tertulia.health(Job.INTAKE).backlog)
    assert not tertulia.health(Job.INTAKE).failing
    assert await tertulia.database.read(cases.of_member, tertulia.seed.guild.id, tertulia.emma.id) == []
    tertulia.permit(view_audit_log=True)
    await about(tertulia, tertulia.emma)


async def test_while_the_log_cannot_be_read_it_is_tried_again(tertulia: Simulated):
    tertulia.fail("GET", AUDIT_LOG, 500, times=3)
    await ban(tertulia, tertulia.mateo, tertulia.emma)
    await about(tertulia, tertulia.emma)


async def test_a_log_that_was_empty_at_the_first_look_is_read_from_its_beginning(tertulia: Simulated):
    assert await tertulia.database.read(intake.reached, tertulia.seed.guild.id) == 0
    await tertulia.stop()
    await ban(tertulia, tertulia.mateo, tertulia.emma)
    others(tertulia)
    await tertulia.start()
    await about(tertulia, tertulia.emma)
