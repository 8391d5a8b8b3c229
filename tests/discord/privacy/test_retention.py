"""What was said in closed and deleted discussions is erased once it was kept long enough, and only then."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.database.schema import ending
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import CommentStatus
from bot.domain.moderation import Action, TargetKind
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.moderated import status
from tests.discord.rooms import ENGLISH, both, mirror_in
from tests.discord.simulated import Simulated

WEEK = {"TERTULIA_KEEP_CLOSED_DAYS": 7, "TERTULIA_KEEP_DELETED_DAYS": 30}


async def ago(tertulia: Simulated, days: float) -> None:
    """Let everything that has ended have ended so many days earlier."""

    def work(connection: Connection) -> None:
        rows = connection.execute(ending.select()).all()
        for row in rows:
            its = update(ending).where(ending.c.discussion_id == row.discussion_id)
            connection.execute(its.values(since=row.since - timedelta(days=days)))

    await tertulia.database.write(work)


async def decided(tertulia: Simulated, discussed: Discussed) -> list[tuple[int, str | None, str | None]]:
    rows = await tertulia.database.read(audit.about, TargetKind.DISCUSSION, discussed.id)
    return [
        (row.actor_id, row.reason, outcome.detail)
        for row in rows
        if row.action is Action.DELETE
        for outcome in await tertulia.database.read(audit.outcomes, row.id)
    ]


@pytest.mark.bot(**WEEK)
async def test_a_week_after_it_was_closed_what_was_said_is_erased(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await mirror_in(tertulia, noticias, comment)
    await tertulia.run(tertulia.marta, "/moderate close", at=news.thread)
    await ago(tertulia, 6)
    await tertulia.restart()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    await ago(tertulia, 1.1)
    await tertulia.restart()
    await tertulia.until(partial(decided, tertulia, news))
    assert await status(tertulia, comment) is CommentStatus.DELETED
    [(actor, reason, detail)] = await decided(tertulia, news)
    assert actor == 0
    assert reason is not None
    assert reason.startswith("closed before ")
    assert detail == "1 comment(s)"
    await tertulia.until(lambda: not noticias.thread.history())  # what the bot says again is taken down
    assert [one.id for one in news.thread.history()] == [sent.id], "what a member wrote is theirs"
    await tertulia.restart()
    assert [one.id for one in news.thread.history()] == [sent.id]
    assert len(await decided(tertulia, news)) == 1
    shown = await tertulia.run(tertulia.emma, "/discussion show", at=news.thread)
    assert "ferry" not in shown.text


@pytest.mark.bot(**WEEK)
async def test_what_is_due_while_the_bot_runs_is_erased_on_the_next_day_in_parts(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.privacy.retention_worker.BATCH", 2)
    news = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, news, f"number {number}") for number in range(3)]
    await tertulia.stop()
    tertulia.clock.speed = 1_000_000.0
    await tertulia.start()
    await tertulia.run(tertulia.marta, "/moderate close", at=news.thread)
    await ago(tertulia, 8)

    async def all_erased() -> bool:
        return {await status(tertulia, comment) for _, comment in said} == {CommentStatus.DELETED}

    await tertulia.until(all_erased)
    assert [detail for _, _, detail in await decided(tertulia, news)] == ["2 comment(s)", "1 comment(s)"]


@pytest.mark.bot(**WEEK)
async def test_a_month_after_its_last_card_was_taken_away_too(tertulia: Simulated):
    news, other = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await tertulia.database.write(posts.mark_removed, post_id=news.post.id)
    await tertulia.database.write(posts.mark_removed, post_id=other.post.id)
    await ago(tertulia, 8)
    await tertulia.restart()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    await ago(tertulia, 23)
    await tertulia.restart()
    await tertulia.until(partial(decided, tertulia, news))
    assert await status(tertulia, comment) is CommentStatus.DELETED
    [(_, reason, _)] = await decided(tertulia, news)
    assert reason is not None
    assert reason.startswith("deleted before ")


async def test_without_a_setting_everything_is_kept(tertulia: Simulated):
    news = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await tertulia.run(tertulia.marta, "/moderate close", at=news.thread)
    await ago(tertulia, 30_000)
    await tertulia.restart()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    assert any("ferry" in text_of(one) or "ferry" in one.content for one in news.thread.history())


@pytest.mark.bot(**WEEK)
async def test_a_discussion_that_was_reopened_is_kept(tertulia: Simulated):
    news = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await tertulia.run(tertulia.marta, "/moderate close", at=news.thread)
    await ago(tertulia, 8)
    await tertulia.run(tertulia.marta, "/moderate reopen", at=news.thread)
    await tertulia.restart()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)
async def test_how_far_back_is_compared_is_a_setting(tertulia: Simulated):
    news = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await say(tertulia, tertulia.elena, news, "la última")
    await tertulia.stop()
    await tertulia.emma.delete(sent)
    await tertulia.start()
    await tertulia.settle()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
