"""However much happens while nothing can be stored: memory stays bounded, and nothing is lost."""

from __future__ import annotations

import asyncio
import gc

import pytest

from bot.discussion.gap_tracker import GapTracker
from bot.domain.errors import StorageFailed
from bot.domain.events import ChannelRef, HistoryPage, MessageEdited, MessagePosted, MessagesDeleted
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.jobs.kinds import Job
from tests.damage import overwrite_page_of
from tests.discord.adding import WORDS, add, elsewhere
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.gathered import gathered
from tests.discord.rooms import both
from tests.discord.simulated import Simulated
from tests.refusals import writer_held

MOST = 5


@pytest.fixture(autouse=True)
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gathering.event_queue.MAX_WAITING", MOST)


async def say_until_full(tertulia: Simulated, discussed: Discussed) -> list[str]:
    """Say things in a thread until no more of them can wait, and some more; gives their texts."""
    tracker, said = tertulia.services[GapTracker], list[str]()

    async def full() -> bool:
        """Whether the last of them does not fit: it is to be read from history."""
        outages = tracker.generation
        said.append(str(len(said)))
        tertulia.env.backend.create_message(discussed.thread.id, tertulia.elena.id, said[-1])
        await tertulia.settle()
        return tracker.generation > outages

    await tertulia.until(full)
    for _ in range(4 * MOST):
        assert await full()
    assert MOST <= len(in_memory(MessagePosted)) <= 2 * MOST
    return said


def in_memory(kind: type[object]) -> list[object]:
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, kind)]


async def test_what_waits_for_a_slow_database_is_bounded_and_the_rest_is_read_from_history(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    gathering = tertulia.services[EventQueue]
    async with writer_held(tertulia.database):
        said = await say_until_full(tertulia, discussed)
        with pytest.raises(StorageFailed, match="busy"):
            await asyncio.wait_for(gathering.store_page(None), 5)
    await gathered(tertulia, discussed, "before", *said)
    assert discussed.thread.id not in tertulia.services[GapTracker].stale


@pytest.mark.on("sqlite")
async def test_a_damaged_page_is_tried_again_for_ever_and_what_waits_stays_bounded(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    overwrite_page_of(tertulia.path, "sqlite_autoindex_comment_1")
    await tertulia.start()
    tertulia.clock.speed = 200.0
    await say_until_full(tertulia, discussed)
    for _ in range(2):
        caplog.clear()
        await tertulia.until(lambda: "The database is damaged" in caplog.text)
    assert len(in_memory(MessagePosted)) <= 2 * MOST
    assert tertulia.health(Job.BACKFILL).faults == 0


async def test_an_edit_of_an_added_message_that_does_not_fit_is_found_later(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.emma, sent, news)
    async with writer_held(tertulia.database):
        await say_until_full(tertulia, noticias)
        fallen = tertulia.services[GapTracker].generation
        tertulia.env.backend.edit_message(sent.channel.id, sent.id, {"content": "Something else."})
        await tertulia.until(lambda: tertulia.services[GapTracker].generation > fallen)

    async def followed() -> bool:
        comment = await comment_of(tertulia, sent.id)
        return comment is not None and comment.text == "Something else."

    await tertulia.until(followed)


async def test_edits_of_what_is_no_comment_are_not_kept(tertulia: Simulated):
    discussed = await discuss(tertulia)
    for number in range(3):
        sent = await tertulia.emma.send(tertulia.seed.news, f"small talk {number}")
        await tertulia.emma.edit(sent, "smaller talk")
    for said in ("stored with the last edit, perhaps", "afterwards"):
        await say(tertulia, tertulia.emma, discussed, said)
    await tertulia.until(lambda: not in_memory(MessageEdited))


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)  # nor does the comparison of the last days find it
async def test_an_edit_made_while_its_message_is_read_from_history_is_not_lost(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    missed = tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, "one")
    after, take, edited = DiscordHistory.after, EventQueue.enqueue, set[int]()

    def taken(self: EventQueue, event: MessagePosted | MessageEdited | MessagesDeleted) -> None:
        take(self, event)
        edited.update({event.id} if isinstance(event, MessageEdited) else ())

    monkeypatch.setattr(EventQueue, "enqueue", taken)

    async def edited_meanwhile(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        page = await after(self, ref, message_id)
        if missed.id in page.ids:
            tertulia.env.backend.edit_message(discussed.thread.id, missed.id, {"content": "one, edited"})
            await tertulia.until(lambda: missed.id in edited)
            await tertulia.services[EventQueue].store_page(None)
        return page

    monkeypatch.setattr(DiscordHistory, "after", edited_meanwhile)
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "one, edited")
    assert not in_memory(MessageEdited)
