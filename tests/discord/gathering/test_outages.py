"""After a lost session, or where the bot could not see a room, what was said meanwhile is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType
from simcord.enums import MessageType

from bot.discussion.gap_tracker import GapTracker
from bot.discussion.stores import post_store as posts, watermark_store as watermarks
from bot.domain.card import Card
from bot.domain.discussion import Post
from bot.domain.errors import PlatformFailed
from bot.domain.events import ChannelRef, HistoryPage
from bot.domain.message import message
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.jobs.kinds import Job
from bot.posting.board_port import SentCard
from bot.posting.discord_board import DiscordBoard
from tests.comments import said_in
from tests.discord.away import hold_history, is_back
from tests.discord.case_helpers import card, forbid, reply
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.gathered import gathered, gathered_so_far, texts
from tests.discord.news import cards, post as post_article, serve
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)


@pytest.mark.pace(1)
async def test_what_history_tells_before_the_gateway_does_is_shown_in_its_order(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    """Under load answers to requests overtake what the gateway tells."""
    discussed = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    sends, late = DiscordBoard.send, list[Callable[[], None]]()
    answered, backend = card(tertulia, discussed), tertulia.env.backend
    reads, read = DiscordHistory.after, asyncio.Event()

    async def read_what_people_wrote(history: DiscordHistory, *given: Any) -> HistoryPage:
        page = await reads(history, *given)
        if page.posted:
            read.set()
        return page

    async def send_while_people_write(board: DiscordBoard, posted: Post, shown: Card) -> SentCard:
        sent = await sends(board, posted, shown)
        backend.create_message(discussed.thread.id, tertulia.emma.id, "first, in the thread")
        backend.create_message(
            tertulia.seed.news.id,
            tertulia.elena.id,
            "then, to the card",
            reference={"type": 0, "channel_id": str(tertulia.seed.news.id), "message_id": str(answered.id)},
            message_type=MessageType.REPLY,
        )
        return sent

    def told() -> str:
        return "".join(tertulia.shown(noticias.thread))

    monkeypatch.setattr(DiscordHistory, "after", read_what_people_wrote)
    monkeypatch.setattr(DiscordBoard, "send", send_while_people_write)
    with monkeypatch.context() as overtaken:
        for name in ("enqueue", "skip"):
            real = getattr(EventQueue, name)
            overtaken.setattr(EventQueue, name, lambda *given, real=real: late.append(partial(real, *given)))
        posting = asyncio.create_task(post_article(tertulia, serve(pages)))
        await read.wait()
        await asyncio.sleep(0.2)
        assert "then" not in told()
    for one in late:
        one()
    await posting
    await tertulia.until(lambda: "then, to the card" in told())
    assert told().index("first, in the thread") < told().index("then, to the card")


async def test_what_came_before_a_card_and_its_thread_were_known_is_gathered_even_after_a_crash(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    async def open_while_people_write(board: DiscordBoard, *given: Any) -> int:
        thread_id = await opens(board, *given)
        tertulia.env.backend.create_message(thread_id, tertulia.emma.id, "quick")
        return thread_id

    async def send_while_people_write(board: DiscordBoard, posted: Post, card: Card) -> SentCard:
        sent = await sends(board, posted, card)
        [shown] = cards(tertulia.seed.news)
        answered = {"type": 0, "channel_id": str(shown.channel.id), "message_id": str(shown.id)}
        tertulia.env.backend.create_message(
            shown.channel.id,
            tertulia.elena.id,
            "quicker",
            reference=answered,
            message_type=MessageType.REPLY,
        )
        return sent

    opens, sends = DiscordBoard.open_thread, DiscordBoard.send
    monkeypatch.setattr(DiscordBoard, "open_thread", open_while_people_write)
    monkeypatch.setattr(DiscordBoard, "send", send_while_people_write)
    with monkeypatch.context() as patched:
        hold_history(patched)  # nothing of it is read before the end
        await post_article(tertulia, serve(pages))
        [shown] = cards(tertulia.seed.news)
        for channel, options in ((tertulia.channel(shown.id), {}), (tertulia.seed.news, {"reply_to": shown})):
            sent = await tertulia.emma.send(channel, f"later in {channel.name}", **options)
            await tertulia.until(partial(comment_of, tertulia, sent.id))
        await tertulia.stop()
    await tertulia.start()

    async def all_there() -> bool:
        [stored_post] = await tertulia.database.read(posts.live)
        found = await tertulia.database.read(said_in, stored_post.discussion_id)
        return [one.text for one in found] == expected

    expected = ["quicker", "quick", f"later in {tertulia.channel(shown.id).name}", "later in news"]
    await tertulia.until(all_there)


async def test_a_new_session_or_a_server_that_comes_back_is_looked_through(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    cog, tracker = tertulia.client.get_cog("GatheringCog"), tertulia.services[GapTracker]
    guild = tertulia.client.get_guild(tertulia.seed.guild.id)
    await cog.on_shard_disconnect(0)
    await cog.on_shard_connect(0)
    assert discussed.thread.id in tracker.stale
    await is_back(tertulia)
    await tertulia.until(lambda: not tracker.stale)
    await cog.on_guild_unavailable(guild)
    assert discussed.thread.id in tracker.stale
    await tertulia.client.get_cog("BackgroundCog").on_server_available(guild)
    await tertulia.until(lambda: not tracker.stale)
    await gathered(tertulia, discussed, "before")


async def test_a_server_that_the_bot_is_not_in_is_looked_through_when_it_is_back(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.elena.send(discussed.thread, "missed")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(DiscordHistory, "exists", lambda *_: False)
        await tertulia.start()
        await tertulia.until(lambda: not tertulia.health(Job.BACKFILL).backlog)
        assert not tertulia.requests("GET", f"/channels/{discussed.thread.id}/messages")
    await is_back(tertulia)
    await gathered(tertulia, discussed, "before", "missed")


async def test_a_session_lost_while_another_is_looked_through_hides_nothing(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    last, _ = await say(tertulia, tertulia.emma, discussed, "before")
    tracker, cog = tertulia.services[GapTracker], tertulia.client.get_cog("GatheringCog")
    await tertulia.until(lambda: not tracker.stale)
    asked, answered, last_message = asyncio.Event(), asyncio.Event(), DiscordHistory.last_message

    def lies_in_the_archive(self: DiscordHistory, channel_id: int) -> int | None:
        return None if channel_id == discussed.thread.id else last_message(self, channel_id)

    async def answer_late(*_: object) -> dict[int, int]:
        asked.set()
        await answered.wait()
        return {discussed.thread.id: last.id}

    monkeypatch.setattr(DiscordHistory, "last_message", lies_in_the_archive)
    monkeypatch.setattr(DiscordHistory, "archived", answer_late)
    await cog.on_shard_connect(0)
    await is_back(tertulia)
    await asked.wait()
    await cog.on_shard_disconnect(0)
    with monkeypatch.context() as unconnected:
        unconnected.setattr(EventQueue, "enqueue", lambda self, event: None)
        await tertulia.elena.send(discussed.thread, "missed")
        await tertulia.settle()
    await cog.on_shard_connect(0)
    answered.set()
    await tertulia.settle()
    await tertulia.emma.send(discussed.thread, "live")
    await is_back(tertulia)
    await gathered(tertulia, discussed, "before", "missed", "live")


async def test_a_reply_read_before_its_card_is_known_is_read_again(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    """The card was sent and not noted before the bot ended; it is found again while history is read."""
    sends, finds, stores = DiscordBoard.send, DiscordBoard.find, EventQueue.store_page
    read, missed = asyncio.Event(), list[int]()

    async def send_unanswered(board: DiscordBoard, posted: Post, card: Card) -> SentCard:
        await sends(board, posted, card)
        raise PlatformFailed(message("Discord is having trouble."))

    async def find_late(board: DiscordBoard, posted: Post) -> SentCard | None:
        await read.wait()
        return await finds(board, posted)

    async def card_is_known() -> bool:
        [post] = await tertulia.database.read(posts.live)
        return post.message_id is not None

    async def store_first(queue: EventQueue, page: HistoryPage | None) -> None:
        await stores(queue, page)
        if page and not read.is_set() and set(missed) & set(page.ids):
            read.set()
            await tertulia.until(card_is_known)

    with monkeypatch.context() as unanswered:
        unanswered.setattr(DiscordBoard, "send", send_unanswered)
        await post_article(tertulia, serve(pages))
        await tertulia.stop()
    [shown] = cards(tertulia.seed.news)
    missed.append((await tertulia.elena.send(tertulia.seed.news, "to the card", reply_to=shown)).id)
    monkeypatch.setattr(DiscordBoard, "find", find_late)
    monkeypatch.setattr(EventQueue, "store_page", store_first)
    await tertulia.start()
    await tertulia.until(partial(comment_of, tertulia, missed[0]))
    assert read.is_set()


async def test_what_discord_had_not_told_yet_when_a_later_card_was_read_below_is_read_after_a_crash(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    """Under load its answers to requests overtake what the gateway tells."""
    discussed = await discuss(tertulia)
    await reply(tertulia, tertulia.emma, discussed, "before")

    async def nothing_is_missing() -> bool:
        return len(cards(tertulia.seed.news)) == 2 and not await tertulia.database.read(watermarks.open_gaps)

    with monkeypatch.context() as overtaken:
        for told in ("enqueue", "skip"):
            overtaken.setattr(EventQueue, told, lambda *_: None)
        answered = card(tertulia, discussed)
        late = await tertulia.elena.send(tertulia.seed.news, "told late", reply_to=answered)
        await post_article(tertulia, serve(pages))
        await tertulia.until(nothing_is_missing)
        await tertulia.stop()
    await tertulia.start()
    await tertulia.until(partial(comment_of, tertulia, late.id))


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)
async def test_a_session_lost_while_a_gap_is_closed_hides_nothing(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.elena.send(discussed.thread, "missed")
    after, cog = DiscordHistory.after, None

    async def lost_meanwhile(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        nonlocal cog
        page = await after(self, ref, message_id)
        if cog is None and ref.channel_id == discussed.thread.id and page.ids:
            cog = tertulia.client.get_cog("GatheringCog")
            await cog.on_shard_disconnect(0)
            with monkeypatch.context() as unconnected:
                unconnected.setattr(EventQueue, "enqueue", lambda self, event: None)
                tertulia.env.backend.create_message(discussed.thread.id, tertulia.elena.id, "missed too")
                await asyncio.sleep(0.1)
            await cog.on_shard_connect(0)
            tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, "live")
            await gathered_so_far(tertulia, discussed, "before", "live")
        return page

    monkeypatch.setattr(DiscordHistory, "after", lost_meanwhile)
    monkeypatch.setattr(DiscordHistory, "last_message", lambda *_: None)
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "missed", "missed too", "live")


async def test_since_when_the_bot_was_away_is_kept_when_it_was_again_while_it_looked(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    cog, tracker, thread_id = tertulia.client.get_cog("GatheringCog"), None, discussed.thread.id
    tracker = tertulia.services[GapTracker]
    await tertulia.until(lambda: tracker.missed_since(thread_id) is None)
    asked = len(tertulia.env.http_requests)
    held = hold_history(monkeypatch)
    await cog.on_shard_connect(0)
    since = tracker.missed_since(thread_id)
    await is_back(tertulia)
    await tertulia.until(lambda: not tracker.stale)  # it reads the comments of the last days by now
    await say(tertulia, tertulia.emma, discussed, "meanwhile")
    await cog.on_shard_disconnect(0)
    await cog.on_shard_connect(0)
    held.set()
    await tertulia.until(lambda: not tertulia.health(Job.BACKFILL).backlog)
    assert len(tertulia.env.http_requests) > asked
    assert tracker.missed_since(thread_id) == since, "who deleted what is asked of the audit log since then"
    await is_back(tertulia)
    await tertulia.until(lambda: tracker.missed_since(thread_id) is None)


async def test_a_channel_given_back_to_the_bot_is_looked_through(tertulia: Simulated):
    discussed = await discuss(tertulia)
    hide = Overwrite(tertulia.seed.guild.id, OverwriteType.ROLE, deny=discord.Permissions.read_messages.flag)
    tertulia.env.backend.set_overwrite(tertulia.seed.news.id, hide)
    await tertulia.settle()
    tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, "unseen")
    await tertulia.settle()
    assert await texts(tertulia, discussed) == []
    tertulia.env.backend.delete_overwrite(tertulia.seed.news.id, tertulia.seed.guild.id)
    await gathered(tertulia, discussed, "unseen")


async def test_a_channel_that_a_role_gives_back_to_the_bot_is_looked_through(tertulia: Simulated):
    discussed = await discuss(tertulia)
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    bot_id, view = backend.bot_user.id, discord.Permissions.read_messages.flag
    key = backend.create_role(guild_id, "key")
    backend.add_member_role(guild_id, bot_id, key.id)
    backend.set_overwrite(tertulia.seed.news.id, Overwrite(key.id, OverwriteType.ROLE, allow=view))
    backend.set_overwrite(tertulia.seed.news.id, Overwrite(guild_id, OverwriteType.ROLE, deny=view))
    await tertulia.settle()
    backend.remove_member_role(guild_id, bot_id, key.id)
    await tertulia.settle()
    backend.create_message(discussed.thread.id, tertulia.emma.id, "unseen")
    await tertulia.settle()
    assert await texts(tertulia, discussed) == []
    backend.add_member_role(guild_id, bot_id, key.id)
    await gathered(tertulia, discussed, "unseen")


@pytest.mark.parametrize("given", ["by a role it gets", "by what its role may do"])
async def test_what_was_said_meanwhile_is_read_though_nobody_tells_of_the_last_message(
    tertulia: Simulated, given: str
):
    discussed = await discuss(tertulia)
    last, _ = await say(tertulia, tertulia.emma, discussed, "before")
    await gathered(tertulia, discussed, "before")
    backend, guild_id, news = tertulia.env.backend, tertulia.seed.guild.id, tertulia.seed.news.id
    bot_id, view = backend.bot_user.id, discord.Permissions.read_messages.flag
    key = backend.create_role(guild_id, "key")
    backend.add_member_role(guild_id, bot_id, key.id)
    if given == "by a role it gets":
        backend.set_overwrite(news, Overwrite(key.id, OverwriteType.ROLE, allow=view))
        backend.set_overwrite(news, Overwrite(guild_id, OverwriteType.ROLE, deny=view))
    await tertulia.settle()
    sees(tertulia, key, given, sight=False)
    await tertulia.settle()
    backend.create_message(discussed.thread.id, tertulia.elena.id, "unseen")
    answered = {"type": 0, "channel_id": str(news), "message_id": str(discussed.post.message_id)}
    reply_to = {"reference": answered, "message_type": MessageType.REPLY}
    backend.create_message(news, tertulia.elena.id, "unseen too", **reply_to)
    await tertulia.settle()
    thread = tertulia.client.get_channel(discussed.thread.id)
    assert isinstance(thread, discord.Thread)
    sees(tertulia, key, given, sight=True)
    await tertulia.settle()
    assert thread.last_message_id == last.id
    assert await texts(tertulia, discussed) == ["before"]
    await gathered(tertulia, discussed, "before", "unseen", "unseen too")


def sees(tertulia: Simulated, key, given: str, *, sight: bool) -> None:
    """Let the bot see the channel, or no more."""
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    if given == "by a role it gets":
        change = backend.add_member_role if sight else backend.remove_member_role
        change(guild_id, backend.bot_user.id, key.id)
    else:
        forbid(tertulia, view_channel=sight)
