"""An answer to a locked discussion that nobody else will read gets a sign; approved, it loses it."""

from __future__ import annotations

from functools import partial

import discord
import pytest
from simcord import MemberActor

from bot.discussion.stores import sign_store
from bot.domain.discussion import Comment, CommentStatus
from bot.jobs.kinds import Job
from bot.moderating.hide_comment import Hiding
from tests.discord.case_helpers import comment_of, discuss, forbid, quick_deletions
from tests.discord.discussed import Discussed
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

__all__ = ["quick_deletions"]

LOCK = "🔒"


async def answered(tertulia: Simulated, discussed: Discussed, by: MemberActor) -> tuple[int, Comment]:
    news = tertulia.seed.news
    card = next(one for one in news.history() if one.id == discussed.post.message_id)
    sent = await by.send(news, "But what of the cost?", reply_to=card)
    return sent.id, await tertulia.until(partial(comment_of, tertulia, sent.id))


def signs(tertulia: Simulated, message_id: int) -> list[tuple[str, int]]:
    shown: discord.Message = next(one for one in tertulia.seed.news.history() if one.id == message_id)
    return [(str(one.emoji), one.count) for one in shown.reactions]


async def lock(tertulia: Simulated, discussed: Discussed) -> None:
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)


async def test_a_refused_answer_gets_a_lock_until_it_is_approved(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    message_id, comment = await answered(tertulia, discussed, tertulia.emma)
    assert comment.status is CommentStatus.REFUSED
    await tertulia.until(lambda: signs(tertulia, message_id) == [(LOCK, 1)])
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].restore(marta, comment.source_id)
    await tertulia.until(lambda: signs(tertulia, message_id) == [])
    shown = await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)
    assert LOCK not in shown.text.replace("🔒 Bloqueada", ""), "the bot's own sign is no reaction"


async def test_what_moderators_answer_gets_none(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    message_id, comment = await answered(tertulia, discussed, tertulia.mateo)
    assert comment.status is CommentStatus.VISIBLE
    await tertulia.settle()
    assert signs(tertulia, message_id) == []


async def test_a_sign_that_is_owed_comes_after_a_restart(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    tertulia.fail("PUT", "/channels/*/reactions/*", 500, times=None)
    message_id, _ = await answered(tertulia, discussed, tertulia.emma)
    await tertulia.restart()
    tertulia.heal()
    await tertulia.until(lambda: signs(tertulia, message_id) == [(LOCK, 1)])


async def test_where_the_bot_may_not_react_nothing_else_suffers(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    forbid(tertulia, add_reactions=False)
    _, comment = await answered(tertulia, discussed, tertulia.emma)
    assert comment.status is CommentStatus.REFUSED


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_sign_whose_answer_was_lost_goes_when_its_answer_is_approved(
    tertulia: Simulated, restarted: bool
):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    tertulia.fail("PUT", "/channels/*/reactions/*", 500, times=None)
    message_id, comment = await answered(tertulia, discussed, tertulia.emma)
    await tertulia.until(lambda: tertulia.health(Job.SIGN).failing)
    backend = tertulia.env.backend
    backend.add_reaction(tertulia.seed.news.id, message_id, LOCK, backend.bot_user.id)
    await tertulia.services[Hiding].restore(AsMember(tertulia, tertulia.marta), comment.source_id)
    tertulia.clock.speed = 1 if restarted else 100
    if restarted:
        await tertulia.restart()
    await tertulia.until(lambda: signs(tertulia, message_id) == [])
    await tertulia.until(partial(nothing_owed, tertulia, comment))


async def test_a_sign_that_may_not_be_taken_away_is_not_forgotten(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await lock(tertulia, discussed)
    message_id, comment = await answered(tertulia, discussed, tertulia.emma)
    await tertulia.until(lambda: signs(tertulia, message_id) == [(LOCK, 1)])
    tertulia.fail("DELETE", "/channels/*/reactions/*", 403, 50013, times=None)
    await tertulia.services[Hiding].restore(AsMember(tertulia, tertulia.marta), comment.source_id)
    await tertulia.until(lambda: tertulia.health(Job.SIGN).given_up)
    tertulia.heal()
    await tertulia.restart()
    await tertulia.until(lambda: signs(tertulia, message_id) == [])
    await tertulia.until(partial(nothing_owed, tertulia, comment))


async def nothing_owed(tertulia: Simulated, comment: Comment) -> bool:
    return await tertulia.database.read(sign_store.of_comment, comment.id) is None
