"""What waits in one channel holds up nothing elsewhere: mirrors, and the backfill after an outage."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest

from bot.discussion.gap_tracker import GapTracker
from bot.gathering import backfill_worker as backfill
from bot.gathering.discord_history import DiscordHistory
from bot.mirroring import mirror_worker as mirror
from bot.mirroring.discord_webhooks import DiscordWebhooks
from tests.discord.case_helpers import card
from tests.discord.discussed import another, discuss, say
from tests.discord.gathered import gathered, texts
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)


async def test_busy_threads_of_one_channel_hold_up_no_mirror_of_another(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    """All slots could be taken by threads of a channel whose rate limit lets nothing through."""
    opened, waiting, say_it = asyncio.Event(), set[int](), DiscordWebhooks.send
    busy_channel = tertulia.seed.noticias.id

    async def limited(self: DiscordWebhooks, post, content, *, archived):
        if post.channel_id == busy_channel:
            waiting.add(post.id)
            await opened.wait()
        return await say_it(self, post, content, archived=archived)

    monkeypatch.setattr(DiscordWebhooks, "send", limited)
    for number in range(mirror.CONCURRENCY + 1):
        busy = await discuss(tertulia, tertulia.seed.news, another(number))
        await discuss(tertulia, tertulia.seed.noticias, another(number))
        await say(tertulia, tertulia.emma, busy, f"in busy thread {number}")
    await tertulia.until(lambda: waiting)
    here = await discuss(tertulia, tertulia.seed.news, another(99))
    there = await discuss(tertulia, tertulia.seed.announcements, another(99))
    _, comment = await say(tertulia, tertulia.elena, here, "in a quiet thread")
    await mirror_in(tertulia, there, comment)
    opened.set()


async def test_threads_of_a_channel_take_turns_message_by_message(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    sent: list[str] = []
    opened, say_it = asyncio.Event(), DiscordWebhooks.send

    async def noted(self: DiscordWebhooks, post, content, *, archived):
        await opened.wait()
        sent.append(content.comment.text)
        return await say_it(self, post, content, archived=archived)

    monkeypatch.setattr(DiscordWebhooks, "send", noted)
    busy, quiet = [await discuss(tertulia, tertulia.seed.news, another(number)) for number in range(2)]
    for number in range(2):
        await discuss(tertulia, tertulia.seed.noticias, another(number))
    for number in range(10):
        await say(tertulia, tertulia.emma, busy, f"busy {number}")
    await say(tertulia, tertulia.elena, quiet, "quiet")
    opened.set()
    await tertulia.until(lambda: len(sent) == 11)
    assert sent.index("quiet") <= 2


async def test_a_slow_history_holds_up_neither_mirrors_nor_comparisons_of_other_rooms(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    slow = await discuss(tertulia)
    await say(tertulia, tertulia.emma, slow, "before")
    here = await discuss(tertulia, tertulia.seed.noticias, another(1))
    there = await discuss(tertulia, tertulia.seed.announcements, another(1))
    edited, comment = await say(tertulia, tertulia.elena, here, "first draft")
    await mirror_in(tertulia, there, comment)
    await tertulia.stop()
    await tertulia.elena.send(slow.thread, "missed in the slow room")
    await tertulia.elena.send(here.thread, "missed elsewhere")
    await tertulia.elena.edit(edited, "second draft")
    opened, after = asyncio.Event(), DiscordHistory.after

    async def limited(self: DiscordHistory, ref, message_id: int):
        if ref.channel_id == slow.thread.id:
            await opened.wait()
        return await after(self, ref, message_id)

    monkeypatch.setattr(DiscordHistory, "after", limited)
    await tertulia.start()

    def shown() -> str:
        return "".join(tertulia.shown(there.thread))

    await tertulia.until(lambda: "missed elsewhere" in shown() and "second draft" in shown())
    assert slow.thread.id not in tertulia.services[GapTracker].stale, "its gap is open: its mirrors wait"
    # Rooms that are wanted later do not wait either.
    later = await discuss(tertulia, tertulia.seed.announcements, another(2))
    elsewhere = await discuss(tertulia, tertulia.seed.noticias, another(2))
    _, comment = await say(tertulia, tertulia.emma, later, "said since the start")
    await mirror_in(tertulia, elsewhere, comment)
    opened.set()
    await gathered(tertulia, slow, "before", "missed in the slow room")


async def test_more_slow_rooms_than_slots_hold_up_no_other(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    quick = await discuss(tertulia, tertulia.seed.noticias, another(99))  # the newest are read first
    slow = [await discuss(tertulia, tertulia.seed.news, another(n)) for n in range(backfill.CONCURRENCY + 1)]
    for room in [*slow, quick]:
        await say(tertulia, tertulia.emma, room, "before")
    await tertulia.stop()
    for room in [*slow, quick]:
        await tertulia.elena.send(room.thread, "missed")
    opened, after = asyncio.Event(), DiscordHistory.after
    slow_threads = {room.thread.id for room in slow}

    async def limited(self: DiscordHistory, ref, message_id: int):
        if ref.channel_id in slow_threads:
            await opened.wait()
        return await after(self, ref, message_id)

    monkeypatch.setattr(DiscordHistory, "after", limited)
    await tertulia.start()

    async def read() -> bool:
        return await texts(tertulia, quick) == ["before", "missed"]

    await tertulia.until(read)
    opened.set()
    for room in slow:
        await gathered(tertulia, room, "before", "missed")


async def test_an_archive_that_does_not_answer_holds_up_its_own_room_alone(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    archived = await discuss(tertulia)
    beside = await discuss(tertulia, tertulia.seed.announcements)
    await say(tertulia, tertulia.emma, archived, "before")
    here = await discuss(tertulia, tertulia.seed.noticias, another(1))
    there = await discuss(tertulia, tertulia.seed.announcements, another(1))
    await tertulia.stop()
    await tertulia.elena.send(archived.thread, "missed")
    last, opened = DiscordHistory.last_message, asyncio.Event()

    def unknown(self: DiscordHistory, channel_id: int) -> int | None:
        return None if channel_id == archived.thread.id else last(self, channel_id)

    async def later(self: DiscordHistory, server_id: int, parent_id: int, _threads: Collection[int]):
        if parent_id == archived.post.channel_id:
            await opened.wait()
        return dict[int, int]()

    monkeypatch.setattr(DiscordHistory, "last_message", unknown)
    monkeypatch.setattr(DiscordHistory, "archived", later)
    await tertulia.start()
    await tertulia.emma.send(tertulia.seed.news, "to the card", reply_to=card(tertulia, archived))
    _, comment = await say(tertulia, tertulia.elena, here, "said since the start")
    await mirror_in(tertulia, there, comment)
    await tertulia.settle()
    assert "to the card" not in "".join(tertulia.shown(beside.thread)), "something was missed before it"
    opened.set()
    await tertulia.until(lambda: "to the card" in "".join(tertulia.shown(beside.thread)))
    told = "".join(tertulia.shown(beside.thread))
    assert told.index("missed") < told.index("to the card")
