"""What becomes of a held comment that its author changes or deletes while the bot is about to take it down.

Once the bot has asked for that, a message that is gone may have been deleted by either. Discord's audit log
does not tell: it has no entry where a bot deletes a single message.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import discord
import pytest

from bot.discussion.stores import comment_store as comments, deletion_store as deletions
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.gathering.event_queue import EventQueue
from bot.jobs.kinds import Job
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.mirroring.takedown_worker import TakedownWorker
from tests.discord.answers import Answer
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.held import SHOUTED, held, hold_capitals, is_taken_down, told
from tests.discord.moderated import discussed_now, status
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)
MAY_BE_WITHDRAWN = "Its author may have deleted this message."
DELETE = ("DELETE", "/channels/*/messages/*")


async def stands_begun(tertulia: Simulated) -> tuple[discord.Message, Comment]:
    """A held message that the bot has begun to take down, and that Discord did not delete so far."""
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.fail(*DELETE, 500, times=None)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(lambda: tertulia.health(Job.TAKEDOWN).failing)
    return sent, comment


async def taken_down(tertulia: Simulated, comment: Comment) -> None:
    """Wait until a held message is taken down, and all that follows is done."""
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await tertulia.settle()


async def test_what_is_edited_while_no_bot_runs_is_kept_as_it_was_last(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.permit(manage_messages=False)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await told(tertulia, tertulia.emma)
    await tertulia.stop()
    await tertulia.emma.edit(sent, "I take that back.")
    tertulia.permit(manage_messages=True)
    await tertulia.start()
    await taken_down(tertulia, comment)
    assert await waits_as(tertulia, comment, "I take that back.")


async def test_what_is_edited_while_the_gateway_is_lost_is_kept_as_it_was_last(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, comment = await stands_begun(tertulia)
    cog: Any = tertulia.client.get_cog("GatheringCog")
    await cog.on_shard_disconnect(0)
    with monkeypatch.context() as untold:
        untold.setattr(EventQueue, "enqueue", lambda _queue, _event: None)
        await tertulia.emma.edit(sent, "I take that back.")
        tertulia.heal()
        await tertulia.until(partial(is_taken_down, tertulia, comment))
    await cog.on_shard_connect(0)
    await tertulia.settle()
    assert await waits_as(tertulia, comment, "I take that back.")


async def test_what_is_edited_while_the_bot_stops_is_kept_as_it_was_last(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, comment = await stands_begun(tertulia)
    handled, request = asyncio.Event(), Slowed(monkeypatch)
    # Until it ends the bot does not, although it is told of nothing any more.
    handler = asyncio.create_task(handled.wait(), name="discord.py: on_message")
    health, shards = partial(tertulia.health, Job.TAKEDOWN), tertulia.client.shards.values()
    stopping = asyncio.create_task(tertulia.wind_down())
    await tertulia.until(lambda: all(one.is_closed() for one in shards))
    tertulia.heal()
    await tertulia.until(lambda: request.begun.is_set() or not health().backlog)
    await tertulia.emma.edit(sent, "I take that back.")
    request.goes_on.set()
    await tertulia.until(lambda: not health().backlog)
    handled.set()
    await asyncio.gather(handler, stopping)
    await tertulia.start()
    await taken_down(tertulia, comment)
    assert await waits_as(tertulia, comment, "I take that back.")


async def test_the_bot_hears_to_its_end_what_becomes_of_a_message_that_it_takes_down_as_it_stops(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    request = Slowed(monkeypatch)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await request.begun.wait()
    leaving = asyncio.create_task(tertulia.services[TakedownWorker].wind_down())
    await tertulia.emma.edit(sent, "I take that back.")
    assert not leaving.done()
    request.goes_on.set()
    await leaving
    assert request.ended.is_set()
    await tertulia.until(partial(waits_as, tertulia, comment, "I take that back."))


@pytest.mark.parametrize("running", [True, False], ids=["while the bot runs", "while no bot runs"])
@pytest.mark.parametrize("who", ["emma", "mateo"])
async def test_what_is_gone_after_the_bot_got_no_answer_goes_on_waiting_whoever_deleted_it(
    tertulia: Simulated, who: str, running: bool
) -> None:
    sent, comment = await stands_begun(tertulia)
    if not running:
        await tertulia.stop()
    await getattr(tertulia, who).delete(sent)
    tertulia.heal()
    if not running:
        await tertulia.start()
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await tertulia.until(partial(settled, tertulia))
    assert await waits_as(tertulia, comment, SHOUTED)


async def test_what_its_author_deletes_while_the_bot_may_delete_nothing_is_erased(
    tertulia: Simulated,
) -> None:
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "All is calm.")
    await tertulia.until(lambda: tertulia.shown(noticias.thread))
    await hold_capitals(tertulia)
    tertulia.permit(manage_messages=False)
    await tertulia.emma.edit(sent, SHOUTED)
    await tertulia.until(lambda: not tertulia.shown(noticias.thread))  # its mirror was taken down
    await tertulia.until(lambda: tertulia.health(Job.TAKEDOWN).failing)
    await tertulia.emma.delete(sent)

    async def erased() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(erased)


async def whose_answer_was_lost(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, discussed: Discussed
) -> Comment:
    """A held message that the bot has taken down without hearing of it. Now no bot runs."""
    real = DiscordWebhooks.delete_appearance

    async def unanswered(self: DiscordWebhooks, *about: Any) -> None:
        with monkeypatch.context() as once:
            once.setattr(DiscordWebhooks, "delete_appearance", real)
            await real(self, *about)
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))

    with monkeypatch.context() as first:
        first.setattr(DiscordWebhooks, "delete_appearance", unanswered)
        _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
        await tertulia.until(lambda: not tertulia.shown(discussed.thread))
        await tertulia.stop()
    return comment


async def test_a_deletion_of_the_bots_whose_answer_was_lost_is_its_own(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    comment = await whose_answer_was_lost(tertulia, monkeypatch, discussed)
    await tertulia.start()
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await tertulia.until(partial(settled, tertulia))
    assert await waits_as(tertulia, comment, SHOUTED)
    card = await tertulia.run(tertulia.marta, "/queue")
    assert MAY_BE_WITHDRAWN in card.text
    await approve_at_once(tertulia, card)
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert SHOUTED in str(back.components)


async def test_where_the_bot_got_its_answer_the_card_does_not_ask_who_deleted_the_message(
    tertulia: Simulated,
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await tertulia.until(lambda: not tertulia.health(Job.TAKEDOWN).backlog)
    card = await tertulia.run(tertulia.marta, "/queue")
    assert "Approve" in str(card.message.components)
    assert MAY_BE_WITHDRAWN not in card.text


async def approve_at_once(tertulia: Simulated, card: Answer) -> None:
    """Approve what a moderator's card shows, for which nothing has to be waited for."""
    answer = await tertulia.click(tertulia.marta, card.message, "Approve")
    assert "Comment approved." in answer.text, answer.text


@pytest.mark.parametrize(
    ("who", "becomes"), [("emma", CommentStatus.DELETED), ("mateo", CommentStatus.HIDDEN)]
)
async def test_what_is_gone_before_the_bots_first_request_arrives_was_its_authors_or_a_moderators_act(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, who: str, becomes: CommentStatus
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    request = Slowed(monkeypatch)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await request.begun.wait()
    await getattr(tertulia, who).delete(sent)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await held(tertulia, comment), "it may have been the bot so far"
    request.goes_on.set()

    async def decided() -> bool:
        return not await held(tertulia, comment)

    await tertulia.until(decided)
    assert await status(tertulia, comment) is becomes


async def test_what_is_gone_before_a_further_request_of_the_bots_arrives_goes_on_waiting_and_can_be_approved(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, comment = await stands_begun(tertulia)
    request = Slowed(monkeypatch)
    tertulia.heal()
    await request.begun.wait()
    await tertulia.emma.delete(sent)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    request.goes_on.set()
    await tertulia.until(request.ended.is_set)
    await tertulia.until(lambda: not tertulia.health(Job.TAKEDOWN).backlog)
    assert await settled(tertulia)
    assert await waits_as(tertulia, comment, SHOUTED)
    await approve_at_once(tertulia, await tertulia.run(tertulia.marta, "/queue"))


class Slowed:
    """The bot's next request to delete a message waits, once it has begun, until it ``goes_on``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.goes_on, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        real = DiscordWebhooks.delete_appearance

        async def slow(webhooks: DiscordWebhooks, *about: Any) -> None:
            self.begun.set()
            await self.goes_on.wait()
            try:
                await real(webhooks, *about)
            finally:
                self.ended.set()

        monkeypatch.setattr(DiscordWebhooks, "delete_appearance", slow)


async def waits_as(tertulia: Simulated, comment: Comment, text: str) -> bool:
    """Whether a comment waits for a moderator, and says this."""
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    return (now.held, now.text) == (True, text)


async def settled(tertulia: Simulated) -> bool:
    """Whether it is known who made each deletion."""
    return not await tertulia.database.read(deletions.unsettled)
