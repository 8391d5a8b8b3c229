"""Discussions close by their age, are told so once, and stay open for as long again when reopened."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import discord
import pytest
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.schema import closing_note, discussion as discussion_table, post as post_table
from bot.discussion.stores import discussion_store as discussions
from bot.domain.discussion import Discussion, DiscussionStatus
from bot.domain.language import Language
from bot.domain.moderation import Action, TargetKind
from bot.jobs.kinds import Job
from bot.jobs.worker import Worker
from bot.moderating.closing import closing_store as closing
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss
from tests.discord.featured import card_says
from tests.discord.moderated import state
from tests.discord.posted import posted
from tests.discord.simulated import Simulated

NOTE = "🔒 This discussion is closed after 14 days. Moderators can reopen it with `/moderate reopen`."
NOTA = (
    "🔒 Esta discusión se ha cerrado después de 14 días. "
    "Los moderadores pueden reabrirla con `/moderar reabrir`."
)


async def now(tertulia: Simulated, discussed: Discussed) -> Discussion:
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    return found


async def age(tertulia: Simulated, discussed: Discussed, days: float) -> None:
    """Let a card have been posted so many days ago."""
    at = tertulia.clock.utcnow() - timedelta(days=days)
    older = update(post_table).where(post_table.c.id == discussed.post.id).values(created_at=at)
    await tertulia.database.write(lambda connection: connection.execute(older))


async def close_after(tertulia: Simulated, days: int = 14) -> str:
    answer = await tertulia.run(tertulia.marta, "/settings close-after", days=days)
    assert answer.ephemeral
    return answer.text


async def is_closed(tertulia: Simulated, discussed: Discussed) -> bool:
    return (await now(tertulia, discussed)).status is DiscussionStatus.CLOSED


async def closed(tertulia: Simulated, discussed: Discussed) -> None:
    """It is closed, and its thread too."""
    await tertulia.until(partial(is_closed, tertulia, discussed))
    await tertulia.until(lambda: state(tertulia, discussed) == (True, True))


def notes(tertulia: Simulated, discussed: Discussed) -> list[str]:
    history: list[discord.Message] = tertulia.channel(discussed.thread.id).history()
    return [text_of(one) for one in history if text_of(one).startswith("🔒")]


async def look_again(tertulia: Simulated) -> None:
    """What is looked for once an hour is looked for now, and done."""
    tertulia.services[Worker].start()
    await tertulia.until(lambda: tertulia.health(Job.CLOSING).backlog == 0)
    await tertulia.settle()
    await tertulia.until(lambda: tertulia.health(Job.CLOSING).backlog == 0)


async def acts(tertulia: Simulated, discussed: Discussed) -> list[tuple[Action, int, str | None]]:
    rows = await tertulia.database.read(audit.about, TargetKind.DISCUSSION, discussed.id)
    return [(row.action, row.actor_id, row.reason) for row in rows]


async def test_what_is_old_enough_closes_and_its_threads_are_told_in_their_language(tertulia: Simulated):
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    for one in (news, noticias):
        await age(tertulia, one, 15)
    assert await close_after(tertulia) == (
        "Discussions close 14 days after their newest card. 1 is older: it is being closed now."
    )
    for one in (news, noticias):
        await closed(tertulia, one)
    assert (notes(tertulia, news), notes(tertulia, noticias)) == ([NOTE], [NOTA])
    assert await acts(tertulia, news) == [(Action.CLOSE, 0, "after 14 days")]
    told = await tertulia.run(tertulia.marta, "/audit show")
    assert "the bot" in told.text
    page = await tertulia.run(tertulia.elena, "/discussion show")
    assert "🔒 Cerrada después de 14 días: solo pueden comentar los moderadores." in page.text
    listed = await tertulia.run(tertulia.marta, "/moderate comments", at=news.thread)
    assert "🔒 Closed after 14 days: only moderators can comment." in listed.text


async def test_the_card_says_so_and_who_wants_to_reply_is_told(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await age(tertulia, discussed, 15)
    await close_after(tertulia)
    await card_says(tertulia, discussed, "🔒 Closed after 14 days: only moderators can comment.")
    refused = await tertulia.click(tertulia.elena, card, "t1:reply")
    assert refused.text == "Esta discusión se cerró después de 14 días."


async def test_what_is_younger_in_any_room_stays_open(tertulia: Simulated):
    news = await discuss(tertulia)
    await discuss(tertulia, tertulia.seed.noticias)
    await age(tertulia, news, 15)
    assert await close_after(tertulia) == "Discussions close 14 days after their newest card."
    await look_again(tertulia)
    assert not await is_closed(tertulia, news)
    assert notes(tertulia, news) == []


@pytest.mark.pace(3_600.0 * 4)
async def test_it_is_looked_for_once_an_hour(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await close_after(tertulia)
    await age(tertulia, discussed, 15)
    await closed(tertulia, discussed)


async def test_reopened_it_stays_open_as_long_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    await close_after(tertulia)
    await closed(tertulia, discussed)
    answer = await tertulia.run(tertulia.marta, "/moderate reopen", at=discussed.thread)
    reopened_at = (await now(tertulia, discussed)).reopened_at
    assert reopened_at is not None
    until = int((reopened_at + timedelta(days=14)).timestamp())
    assert answer.text == (
        "Reopened: everyone can comment in this discussion again. "
        f"It stays open until <t:{until}:d> <t:{until}:t>, and then closes by its age again."
    )
    await look_again(tertulia)
    assert not await is_closed(tertulia, discussed)
    assert state(tertulia, discussed) == (False, False)
    await tertulia.database.write(
        lambda connection: connection.execute(
            update(discussion_table).values(reopened_at=reopened_at - timedelta(days=14, minutes=1))
        )
    )
    await look_again(tertulia)
    await closed(tertulia, discussed)
    assert notes(tertulia, discussed) == [NOTE, NOTE]


async def test_where_it_is_off_nothing_closes_and_reopening_promises_nothing(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 400)
    await look_again(tertulia)
    assert not await is_closed(tertulia, discussed)
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    assert notes(tertulia, discussed) == []
    answer = await tertulia.run(tertulia.marta, "/moderate reopen", at=discussed.thread)
    assert answer.text == "Reopened: everyone can comment in this discussion again."


async def test_managers_set_it_and_settings_show_it(tertulia: Simulated):
    await discuss(tertulia)
    assert "**Closing:**" not in (await tertulia.run(tertulia.marta, "/settings show")).text
    await close_after(tertulia)
    shown = await tertulia.run(tertulia.marta, "/settings show")
    assert "**Closing:** discussions close 14 days after their newest card" in shown.text
    assert await close_after(tertulia) == "No change needed."
    tertulia.speaks(tertulia.marta, "es-ES")
    assert await close_after(tertulia, 0) == (
        "Las discusiones siguen abiertas hasta que un moderador las cierra. "
        "Las que están cerradas siguen cerradas."
    )
    refused = await tertulia.run(tertulia.mateo, "/settings close-after", forced=True, days=1)
    assert "Gestionar servidor" in refused.text


async def test_a_locked_one_closes_too_and_keeps_its_reason(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread, reason="heated")
    await age(tertulia, discussed, 15)
    await close_after(tertulia)
    await closed(tertulia, discussed)
    assert (await now(tertulia, discussed)).reason == "heated"


async def test_a_thread_that_cannot_be_told_is_closed_and_told_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    tertulia.fail("POST", f"/channels/{discussed.thread.id}/messages", 500, times=None)
    await close_after(tertulia)
    await closed(tertulia, discussed)
    assert notes(tertulia, discussed) == []
    tertulia.heal()
    tertulia.clock.speed = 600.0
    await tertulia.until(lambda: notes(tertulia, discussed) == [NOTE])
    await tertulia.until(lambda: state(tertulia, discussed) == (True, True))


async def test_a_thread_that_cannot_be_closed_is_told_once_all_the_same(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    tertulia.fail("PATCH", f"/channels/{discussed.thread.id}", 500, times=2)
    await close_after(tertulia)
    await tertulia.until(partial(is_closed, tertulia, discussed))
    tertulia.clock.speed = 600.0
    await closed(tertulia, discussed)
    assert notes(tertulia, discussed) == [NOTE]


async def test_killed_before_a_thread_was_told_it_is_told_after_the_start(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    tertulia.fail("POST", f"/channels/{discussed.thread.id}/messages", times=None)
    await close_after(tertulia)
    await tertulia.until(partial(is_closed, tertulia, discussed))
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    await tertulia.until(lambda: notes(tertulia, discussed) == [NOTE])
    await closed(tertulia, discussed)


async def test_killed_after_a_thread_was_told_it_is_not_told_twice(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    begun = tertulia.clock.utcnow()
    tertulia.fail("PATCH", f"/channels/{discussed.thread.id}", times=None)
    await close_after(tertulia)
    await tertulia.until(lambda: notes(tertulia, discussed))
    await tertulia.until(lambda: tertulia.health(Job.EFFECT).failing)
    owed = {"post_id": discussed.post.id, "days": 14, "begun_at": begun}
    await tertulia.database.write(lambda connection: connection.execute(closing_note.insert().values(owed)))
    tertulia.env.backend.nonces = {}  # longer ago than Discord keeps them
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    await closed(tertulia, discussed)
    assert notes(tertulia, discussed) == [NOTE]
    assert await tertulia.database.read(closing.owed, discussed.id) == []


async def test_reopened_before_it_was_told_it_is_told_nothing(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await age(tertulia, discussed, 15)
    tertulia.fail("POST", f"/channels/{discussed.thread.id}/messages", 500, times=None)
    await close_after(tertulia)
    await closed(tertulia, discussed)
    tertulia.heal()
    await tertulia.run(tertulia.marta, "/moderate reopen", at=discussed.thread)
    assert await tertulia.database.read(closing.owed, discussed.id) == []
    tertulia.clock.speed = 600.0
    await tertulia.until(lambda: state(tertulia, discussed) == (False, False))
    await tertulia.until(lambda: tertulia.health(Job.EFFECT).backlog == 0)
    assert notes(tertulia, discussed) == []
