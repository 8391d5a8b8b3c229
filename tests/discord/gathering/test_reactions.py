"""Reactions to a comment are counted, wherever it is shown, and shown nowhere but as a count."""

from __future__ import annotations

import json
from functools import partial

import pytest

from bot.database.inspect_file import Failing, examine
from bot.discussion.stores import reaction_store as reactions
from bot.domain.events import ChannelRef, HistoryPage
from bot.gathering.discord_history import DiscordHistory
from bot.jobs.kinds import Job
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.gathered import HEART, THUMB, counted
from tests.discord.rooms import ENGLISH, both, mirror_in
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(60)


async def uncounted(tertulia: Simulated) -> set[ChannelRef]:
    """Where reactions are still to be counted."""
    return await tertulia.database.read(reactions.to_count)


def failing(tertulia: Simulated) -> tuple[Failing, ...]:
    """What another process is told of background work that fails."""
    return examine(tertulia.place).failing


async def all_counted(tertulia: Simulated) -> bool:
    return not await uncounted(tertulia)


async def test_those_to_the_message_and_to_its_mirror_are_one_count(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    await tertulia.elena.react(sent, THUMB)
    await tertulia.mateo.react(sent, THUMB)
    await tertulia.marta.react(mirror, THUMB)
    await tertulia.elena.react(mirror, HEART)
    await counted(tertulia, comment, thumbs=3, hearts=1)
    assert not tertulia.requests("PUT", "/reactions/"), "nothing is mirrored"
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert f"{THUMB} 3 · {HEART} 1" in record.text
    shown = await tertulia.run(tertulia.elena, "/discussion show", at=noticias.thread)
    assert f"{THUMB} 3 · {HEART} 1" in shown.text
    file = (await tertulia.run(tertulia.marta, "/moderate export", format="json", at=news.thread)).files[0]
    (exported,) = json.loads(await file.read())["comments"]
    assert exported["reactions"] == [{"emoji": THUMB, "count": 3}, {"emoji": HEART, "count": 1}]
    await tertulia.elena.unreact(mirror, HEART)
    await tertulia.mateo.unreact(sent, THUMB)
    await counted(tertulia, comment, thumbs=2)


async def test_a_wave_of_reactions_costs_one_request(tertulia: Simulated):
    news = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, news, f"number {number}") for number in range(5)]
    before = len(tertulia.requests("GET", f"/channels/{news.thread.id}/messages"))
    for sent, _ in said:
        await tertulia.elena.react(sent, THUMB)
        await tertulia.mateo.react(sent, THUMB)
    for _, comment in said:
        await counted(tertulia, comment, thumbs=2)
    assert len(tertulia.requests("GET", f"/channels/{news.thread.id}/messages")) - before <= 2


async def test_those_to_messages_that_are_none_of_ours_cost_nothing(tertulia: Simulated):
    await discuss(tertulia)
    elsewhere = await tertulia.emma.send(tertulia.seed.announcements, "nothing to do with it")
    beside = await tertulia.emma.send(tertulia.seed.news, "beside the card")
    await tertulia.elena.react(elsewhere, THUMB)
    await tertulia.elena.react(beside, THUMB)
    await tertulia.until(partial(all_counted, tertulia))
    for channel in (tertulia.seed.announcements, tertulia.seed.news):
        assert not tertulia.requests("GET", f"/channels/{channel.id}/messages")


async def test_those_made_while_the_bot_was_away_are_counted_when_it_is_back(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    await tertulia.elena.react(sent, THUMB)
    await counted(tertulia, comment, thumbs=1)
    await tertulia.stop()
    await tertulia.elena.unreact(sent, THUMB)
    await tertulia.elena.react(sent, HEART)
    await tertulia.marta.react(mirror, HEART)
    missed = await tertulia.emma.send(news.thread, "said while it was away")
    await tertulia.elena.react(missed, THUMB)
    await tertulia.start()
    await counted(tertulia, comment, hearts=2)
    await counted(tertulia, await tertulia.until(partial(comment_of, tertulia, missed.id)), thumbs=1)


async def test_where_discord_cannot_be_asked_they_are_counted_later(tertulia: Simulated):
    news = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    tertulia.fail("GET", f"/channels/{news.thread.id}/messages", 500, times=2)
    await tertulia.elena.react(sent, THUMB)
    await counted(tertulia, comment, thumbs=1)


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)
async def test_those_that_a_bot_was_killed_before_it_counted_are_counted_by_the_next(tertulia: Simulated):
    news = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    tertulia.clock.speed = 0.001
    await tertulia.elena.react(sent, THUMB)
    await tertulia.until(partial(uncounted, tertulia))
    await tertulia.stop()
    tertulia.clock.speed = 60.0
    await tertulia.start()
    await tertulia.until(partial(all_counted, tertulia))
    await counted(tertulia, comment, thumbs=1)


async def test_one_made_while_the_message_is_read_is_counted_too(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    read, late = DiscordHistory.after, list[int]()

    async def after(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        page = await read(self, ref, message_id)
        if not late:
            late.append(1)
            await tertulia.mateo.react(sent, THUMB)
        return page

    monkeypatch.setattr(DiscordHistory, "after", after)
    await tertulia.elena.react(sent, THUMB)
    await counted(tertulia, comment, thumbs=2)
    assert late


async def test_those_in_a_channel_the_bot_may_not_read_are_counted_once_it_may(tertulia: Simulated):
    news = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    tertulia.fail("GET", f"/channels/{news.thread.id}/messages", 403, 50001)
    await tertulia.elena.react(sent, THUMB)
    await tertulia.until(lambda: failing(tertulia))
    [failed] = failing(tertulia)
    assert failed.given_up
    assert failed.name == Job.REACTION
    assert await uncounted(tertulia)
    tertulia.permit(manage_webhooks=False)  # a role changes: more may be possible now
    await counted(tertulia, comment, thumbs=1)
    await tertulia.until(lambda: not failing(tertulia))
