"""What people did while the bot was away is there when it is back: each comment once, none that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType
from simcord.enums import MessageType

from bot.audit import audit_store as audit
from bot.commenting.reply_by_dialog import DialogReplies
from bot.database import erasure_ledger as erasures
from bot.database.backup_file import back_up, restore
from bot.database.engine import Connection, open_database
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    watermark_store as watermarks,
)
from bot.domain.card import Card
from bot.domain.discussion import AppearanceKind, AppearanceStatus, CommentStatus, DiscussionStatus, Post
from bot.domain.errors import PlatformFailed, StorageFailed
from bot.domain.events import ChannelRef, HistoryPage, MessagePosted
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.gathering import event_queue as gather
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.gathering.recent_changes import Comparison
from bot.jobs.kinds import Job
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.mirroring.mirror_worker import MirrorWorker
from bot.posting.board_port import SentCard
from bot.posting.discord_board import DiscordBoard
from tests.comments import said_in
from tests.discord.case_helpers import card, forbid, mirror_of, reply, stored, unnote
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.gathered import gathered, texts
from tests.discord.moderated import status
from tests.discord.news import cards, post as post_article, serve
from tests.discord.pages import Pages
from tests.discord.rooms import both, mirror_in
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)


def hold_history(monkeypatch: pytest.MonkeyPatch, *channels: int) -> asyncio.Event:
    """Let Discord answer what was said in these channels, or in any, only once the event is set."""
    held, after = asyncio.Event(), DiscordHistory.after

    async def later(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        if not channels or ref.channel_id in channels:
            await held.wait()
        return await after(self, ref, message_id)

    monkeypatch.setattr(DiscordHistory, "after", later)
    return held


async def is_back(tertulia: Simulated) -> None:
    """Discord has told of the servers in a new session."""
    await tertulia.client.get_cog("BackgroundCog").on_server_available(0)  # type: ignore[union-attr]


async def written(tertulia: Simulated, work: Callable[[Connection], None]) -> None:
    """Commit something while the bot is stopped, as one does that is killed before it does what follows."""
    database = await open_database(tertulia.path)
    await database.write(work)
    await database.close()


async def test_what_was_written_while_the_bot_was_down_is_gathered_when_it_is_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.elena.send(discussed.thread, "in the thread", reply_to=said)
    await tertulia.emma.send(tertulia.seed.news, "to the card", reply_to=card(tertulia, discussed))
    await tertulia.emma.send(tertulia.seed.news, "small talk")
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "in the thread", "to the card")
    first, second, third = await stored(tertulia, discussed)
    assert second.parent_id == first.id
    mirror = await mirror_of(tertulia, discussed, third)
    assert mirror.author.name == "Emma"


async def test_hundreds_of_missed_messages_are_read_page_by_page_each_once(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "0")
    await tertulia.stop()
    for number in range(1, 231):
        tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, str(number))
    before = len(tertulia.env.http_requests)
    await tertulia.start()
    await gathered(tertulia, discussed, *map(str, range(231)))
    pages = [
        one
        for one in tertulia.env.http_requests[before:]
        if one.method == "GET" and one.path.endswith(f"/channels/{discussed.thread.id}/messages")
    ]
    assert len(pages) <= 4, "three pages, and a last look for edits"


async def test_a_thread_where_nothing_was_said_costs_no_page_of_history(tertulia: Simulated):
    quiet = await discuss(tertulia, tertulia.seed.noticias)
    await say(tertulia, tertulia.emma, quiet, "the last word")
    await gathered(tertulia, quiet, "the last word")
    await tertulia.stop()
    before = len(tertulia.env.http_requests)
    await tertulia.start()
    await gathered(tertulia, quiet, "the last word")
    await asyncio.sleep(0.2)
    asked = [one for one in tertulia.env.http_requests[before:] if f"/{quiet.thread.id}/messages" in one.path]
    assert len(asked) <= 1, "the look for edits among the latest comments"


async def test_messages_that_arrive_during_recovery_hide_no_gap(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    missed = await tertulia.elena.send(discussed.thread, "missed")
    held = hold_history(monkeypatch)
    await tertulia.start()
    live = await tertulia.emma.send(discussed.thread, "live, answering what was missed", reply_to=missed)
    await tertulia.until(partial(comment_of, tertulia, live.id))
    gaps = await tertulia.database.read(watermarks.open_gaps)
    assert discussed.thread.id in gaps  # that of the card's channel may be open still
    held.set()
    await gathered(tertulia, discussed, "before", "missed", "live, answering what was missed")
    _, parent, child = await stored(tertulia, discussed)
    assert child.parent_id == parent.id


async def test_a_gap_that_was_not_closed_is_closed_after_the_next_start(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.elena.send(discussed.thread, "missed")
    with monkeypatch.context() as patched:
        hold_history(patched)
        await tertulia.start()
        await say(tertulia, tertulia.emma, discussed, "after")
        await tertulia.stop()
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "missed", "after")


async def test_a_message_that_is_none_of_ours_moves_no_watermark_past_one_that_waits_to_be_stored(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    apply, locate, go_on = gather.apply, gather.locate, asyncio.Event()

    async def slowly(*given):
        await go_on.wait()
        return await locate(*given)

    def killed_after_the_first(connection: Connection, door, group, **how: bool):
        if any(isinstance(one, MessagePosted) and one.text == "waits" for one in group.events):
            raise StorageFailed(message("The database is busy. Try again in a moment."))
        return apply(connection, door, group, **how)

    with monkeypatch.context() as limited:
        limited.setattr(gather, "GROUP_SIZE", 1)
        limited.setattr(gather, "locate", slowly)
        limited.setattr(gather, "apply", killed_after_the_first)
        await tertulia.emma.send(discussed.thread, "on its way")
        await tertulia.emma.send(discussed.thread, "stored")
        await tertulia.elena.send(discussed.thread, "waits")
        later = tertulia.client.get_channel(discussed.thread.id)
        assert isinstance(later, discord.Thread)
        passed_by = await later.send("none of ours")
        await tertulia.until(lambda: tertulia.services[EventQueue].latest == passed_by.id)
        go_on.set()
        await gathered_so_far(tertulia, discussed, "on its way", "stored")
        await tertulia.stop()
    await tertulia.start()
    await gathered(tertulia, discussed, "on its way", "stored", "waits")


async def test_edits_and_deletions_made_meanwhile_are_found(tertulia: Simulated):
    discussed = await discuss(tertulia)
    edited, _ = await say(tertulia, tertulia.emma, discussed, "one")
    deleted, _ = await say(tertulia, tertulia.emma, discussed, "two")
    await say(tertulia, tertulia.emma, discussed, "three")
    await tertulia.stop()
    await tertulia.emma.edit(edited, "one, edited")
    await tertulia.emma.delete(deleted)
    await tertulia.start()
    await gathered(tertulia, discussed, "one, edited", "", "three")
    first, second, _ = await stored(tertulia, discussed)
    assert second.status is CommentStatus.DELETED
    assert [one.text for one in await tertulia.database.read(comments.revisions, first.id)] == ["one"]


async def test_an_edit_among_very_many_comments_of_the_last_days_is_found(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "first")
    await tertulia.stop()
    for number in range(1_050):
        tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, str(number))
    await tertulia.start()
    await gathered(tertulia, discussed, "first", *map(str, range(1_050)))
    await tertulia.stop()
    await tertulia.emma.edit(said, "first, edited")
    await tertulia.start()
    await gathered(tertulia, discussed, "first, edited", *map(str, range(1_050)))


async def test_what_a_moderator_deleted_meanwhile_is_hidden_and_kept(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    await say(tertulia, tertulia.elena, discussed, "Calma.")
    await tertulia.stop()
    await tertulia.marta.delete(said)
    await tertulia.start()

    async def hidden() -> bool:
        return (await stored(tertulia, discussed))[0].status is CommentStatus.HIDDEN

    await tertulia.until(hidden)
    assert (await texts(tertulia, discussed))[0] == "You are all fools."


async def test_a_reply_written_while_the_bot_was_down_and_the_discussion_locked_is_refused(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    lock = partial(discussions.set_status, discussion_id=discussed.id, status=DiscussionStatus.LOCKED)
    await tertulia.database.write(lock)
    await tertulia.stop()
    for member, text in ((tertulia.emma, "refused"), (tertulia.marta, "accepted")):
        await member.send(tertulia.seed.news, text, reply_to=card(tertulia, discussed))
    await tertulia.start()
    await gathered(tertulia, discussed, "refused", "accepted")
    assert [one.status for one in await stored(tertulia, discussed)] == [
        CommentStatus.REFUSED,
        CommentStatus.VISIBLE,
    ]


async def test_a_history_that_cannot_be_read_yet_is_read_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.elena.send(discussed.thread, "missed")
    tertulia.fail("GET", f"/channels/{discussed.thread.id}/messages", 500)
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "missed")


async def test_a_mirror_a_moderator_deleted_meanwhile_hides_though_it_was_to_follow_first(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, "You are all fools, the lot of you.")
    mirror = await mirror_in(tertulia, noticias, comment)
    await say(tertulia, tertulia.elena, noticias, "Calma, por favor, que todos tenemos razón.")
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    await tertulia.stop()
    await written(tertulia, partial(appearances.mark_changed, comment_id=comment.id))
    await tertulia.marta.delete(mirror)

    async def fails(*_arguments) -> None:
        raise PlatformFailed(message("Discord is having trouble. Please try again in a moment."))

    monkeypatch.setattr(Comparison, "of_room", fails)
    await tertulia.start()

    async def hidden() -> bool:
        return await status(tertulia, comment) is CommentStatus.HIDDEN

    await tertulia.until(hidden)
    await tertulia.settle()
    [row] = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    assert row.action is Action.HIDE


async def test_a_thread_deleted_meanwhile_hides_nothing_that_was_mirrored_there(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, "The pier burned down.")
    await mirror_in(tertulia, noticias, comment)
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    await tertulia.stop()
    await written(tertulia, partial(appearances.mark_changed, comment_id=comment.id))
    tertulia.env.backend.delete_channel(noticias.thread.id)
    await tertulia.start()

    async def gone() -> bool:
        shown = await tertulia.database.read(appearances.of_comment, comment.id)
        return AppearanceStatus.GONE in [one.status for one in shown]

    await tertulia.until(gone)
    await tertulia.settle()
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


async def test_without_read_message_history_nothing_is_taken_for_deleted(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "still here")
    await tertulia.stop()
    forbid(tertulia, read_message_history=False)
    await tertulia.elena.send(discussed.thread, "out of reach")
    await tertulia.start()
    await asyncio.sleep(0.3)
    assert await texts(tertulia, discussed) == ["still here"]
    forbid(tertulia, read_message_history=True)
    await tertulia.settle()
    await gathered(tertulia, discussed, "still here", "out of reach")


async def test_a_thread_deleted_meanwhile_leaves_what_was_said_and_nothing_to_read(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    tertulia.env.backend.delete_channel(discussed.thread.id)
    await tertulia.start()
    await gathered(tertulia, discussed, "before")


async def test_what_came_before_a_card_and_its_thread_were_known_is_gathered_even_after_a_crash(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    async def open_while_people_write(board: DiscordBoard, posted: Post, name: str) -> int:
        thread_id = await opens(board, posted, name)
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


# ---------------------------------------------------------------------- mirrors


async def test_a_mirror_that_was_sent_but_not_noted_is_found_and_not_sent_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "once")
    mirror = await mirror_of(tertulia, discussed, comment)
    await unnote(tertulia, mirror.id)
    await tertulia.restart()
    found = await mirror_of(tertulia, discussed, comment)
    assert found.id == mirror.id
    assert tertulia.shown(discussed.thread).count("once") == 1


async def test_a_mirror_that_was_not_noted_is_found_though_others_wait_for_their_elders(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "once")
    mirror = await mirror_of(tertulia, discussed, comment)
    await unnote(tertulia, mirror.id)
    news = discussed.post.channel_id
    before = partial(watermarks.open_gap, channel_id=news, after_id=comment.source_id - 1)
    await tertulia.database.write(before)
    tertulia.fail("GET", f"/channels/{news}/messages", 500, times=None)
    await tertulia.restart()
    found = await mirror_of(tertulia, discussed, comment)
    assert found.id == mirror.id
    tertulia.heal()


async def test_a_reply_to_a_card_is_not_shown_before_what_was_missed_in_the_thread_is_read(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    await tertulia.stop()
    await tertulia.emma.send(discussed.thread, "first, in the thread")
    await tertulia.elena.send(tertulia.seed.news, "then, to the card", reply_to=card(tertulia, discussed))
    held = hold_history(monkeypatch, discussed.thread.id)
    await tertulia.start()
    await gathered_so_far(tertulia, discussed, "then, to the card")
    await asyncio.sleep(0.3)
    assert "then, to the card" not in "".join(tertulia.shown(noticias.thread))
    held.set()
    await tertulia.until(lambda: "then, to the card" in "".join(tertulia.shown(noticias.thread)))
    told = "".join(tertulia.shown(noticias.thread))
    assert told.index("first, in the thread") < told.index("then, to the card")


async def test_what_is_found_late_is_shown_before_later_comments_that_wait_already(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    answered, sends, answers = card(tertulia, discussed), DiscordWebhooks.send, asyncio.Semaphore(0)

    async def answer_late(webhooks: DiscordWebhooks, post: Post, *given: Any, **options: Any) -> Any:
        sent = await sends(webhooks, post, *given, **options)
        if post.thread_id == noticias.thread.id:
            await answers.acquire()
        return sent

    def told() -> str:
        return "".join(tertulia.shown(noticias.thread))

    monkeypatch.setattr(DiscordWebhooks, "send", answer_late)
    await tertulia.emma.send(tertulia.seed.news, "zeroth", reply_to=answered)
    await tertulia.until(lambda: "zeroth" in told())
    await tertulia.emma.send(tertulia.seed.news, "first", reply_to=answered)
    with monkeypatch.context() as unconnected:
        unconnected.setattr(EventQueue, "enqueue", lambda self, event: None)
        await tertulia.elena.send(discussed.thread, "found late")
        await tertulia.settle()
    await tertulia.emma.send(tertulia.seed.news, "last", reply_to=answered)
    await gathered_so_far(tertulia, discussed, "zeroth", "first", "last")
    answers.release()
    await tertulia.until(lambda: "first" in told())
    await tertulia.client.get_cog("GatheringCog").on_shard_connect(0)  # type: ignore[union-attr]
    await is_back(tertulia)
    await gathered_so_far(tertulia, discussed, "zeroth", "first", "found late", "last")
    for _ in range(3):
        answers.release()
    await tertulia.until(lambda: "last" in told())
    assert told().index("found late") < told().index("last")


async def gathered_so_far(tertulia: Simulated, discussed: Discussed, *expected: str) -> None:
    async def there() -> bool:
        return await texts(tertulia, discussed) == list(expected)

    await tertulia.until(there)


async def test_a_mirror_that_was_not_noted_goes_with_its_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "gone for good")
    mirror = await mirror_of(tertulia, discussed, comment)
    await unnote(tertulia, mirror.id)
    await tertulia.stop()
    await written(tertulia, partial(erasures.erase, comment_ids=[comment.id]))
    await tertulia.start()
    await tertulia.until(lambda: "gone for good" not in tertulia.shown(discussed.thread))


async def test_a_mirror_on_its_way_while_its_comment_is_erased_is_taken_down(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    sent, settled = asyncio.Event(), asyncio.Event()
    say_it = DiscordWebhooks.send

    async def slowly(self: DiscordWebhooks, *arguments, **options):
        spoken = await say_it(self, *arguments, **options)
        sent.set()
        await settled.wait()
        return spoken

    monkeypatch.setattr(DiscordWebhooks, "send", slowly)
    comment = await reply(tertulia, tertulia.emma, discussed, "gone for good")
    await sent.wait()
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.delete(original)

    async def erased() -> bool:
        stored = await comment_of(tertulia, comment.source_id)
        return stored is not None and stored.status is CommentStatus.DELETED

    await tertulia.until(erased)
    settled.set()
    await tertulia.until(lambda: "gone for good" not in tertulia.shown(discussed.thread))


async def test_an_answer_to_a_mirror_that_was_not_noted_yet_is_an_answer_to_its_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    parent = await reply(tertulia, tertulia.emma, discussed, "asked")
    mirror = await mirror_of(tertulia, discussed, parent)
    await unnote(tertulia, mirror.id)
    _, child = await say(tertulia, tertulia.elena, discussed, "answered", reply_to=mirror)
    assert child.parent_id is None
    await tertulia.restart()

    async def adopted() -> bool:
        stored = await comment_of(tertulia, child.source_id)
        return stored is not None and stored.parent_id == parent.id

    await tertulia.until(adopted)


async def test_an_answer_stored_before_a_crash_finds_what_it_answers_in_history(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await tertulia.stop()
    missed = await tertulia.elena.send(discussed.thread, "asked")
    held = hold_history(monkeypatch)
    await tertulia.start()
    _, child = await say(tertulia, tertulia.emma, discussed, "answered", reply_to=missed)
    await tertulia.stop()
    held.set()
    await tertulia.start()
    await gathered(tertulia, discussed, "asked", "answered")
    found = await comment_of(tertulia, child.source_id)
    parent = await comment_of(tertulia, missed.id)
    assert found is not None
    assert parent is not None
    assert found.parent_id == parent.id


async def test_mirrors_of_a_dialog_wait_for_what_was_said_before_it_and_missed(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await say(tertulia, tertulia.emma, news, "before")
    await tertulia.stop()
    await tertulia.emma.send(news.thread, "missed")
    held = hold_history(monkeypatch, news.thread.id)
    await tertulia.start()
    standing = AsMember(tertulia, tertulia.emma)
    now = discord.utils.time_snowflake(discord.utils.utcnow(), high=True)
    await tertulia.services[DialogReplies].add(standing, news.post.public_id, "in a dialog", now)
    await asyncio.sleep(0.1)
    held.set()
    await tertulia.until(lambda: "in a dialog" in "".join(tertulia.shown(noticias.thread)))
    told = [one for one in tertulia.shown(noticias.thread) if "missed" in one or "in a dialog" in one]
    assert ["missed" in one for one in told] == [True, False]


async def test_what_was_said_after_a_dialog_was_sent_is_mirrored_after_it(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    replies = tertulia.services[DialogReplies]
    before, _ = await say(tertulia, tertulia.emma, news, "said before")
    dialog = before.id + 1
    with replies.sent(news.post.public_id, dialog):
        await say(tertulia, tertulia.emma, news, "said after it")
        await say(tertulia, tertulia.emma, noticias, "said elsewhere")
        await tertulia.until(lambda: "said elsewhere" in "".join(tertulia.shown(news.thread)))
        await asyncio.sleep(0.1)
        assert "said after it" not in "".join(tertulia.shown(noticias.thread))
        await replies.add(AsMember(tertulia, tertulia.emma), news.post.public_id, "in a dialog", dialog)
    await tertulia.until(lambda: "said after it" in "".join(tertulia.shown(noticias.thread)))
    told = [one for one in tertulia.shown(noticias.thread) if "after it" in one or "in a dialog" in one]
    assert ["in a dialog" in one for one in told] == [True, False]


async def test_what_a_refused_dialog_held_up_is_sent(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    before, _ = await say(tertulia, tertulia.emma, news, "said before")
    with tertulia.services[DialogReplies].sent(news.post.public_id, before.id + 1):
        await say(tertulia, tertulia.emma, news, "said after it")
        await asyncio.sleep(0.1)
        assert "said after it" not in "".join(tertulia.shown(noticias.thread))
    await tertulia.until(lambda: "said after it" in "".join(tertulia.shown(noticias.thread)))


async def test_a_mirror_that_waits_says_why_and_is_sent_once_the_bot_may(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 100.0
    tertulia.fail("POST", "/webhooks/*/*", 403, 50013, times=None)
    comment = await reply(tertulia, tertulia.emma, discussed, "patience")
    await tertulia.until(lambda: tertulia.services[MirrorWorker].reason(discussed.thread.id))
    tertulia.heal()
    await mirror_of(tertulia, discussed, comment)
    await tertulia.until(lambda: not tertulia.services[MirrorWorker].reason(discussed.thread.id))


async def test_mirrors_go_on_as_soon_as_discord_is_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("POST", "/webhooks/*/*", 500, times=None)
    comment = await reply(tertulia, tertulia.emma, discussed, "patience")
    await tertulia.until(lambda: tertulia.services[MirrorWorker].reason(discussed.thread.id))
    tertulia.heal()
    tertulia.services[MirrorWorker].resync()
    await mirror_of(tertulia, discussed, comment)


async def test_what_was_erased_while_discord_refused_is_taken_down_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "gone for good")
    await mirror_of(tertulia, discussed, comment)
    tertulia.fail("DELETE", "/webhooks/*/*/messages/*", 500)
    await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
    await tertulia.until(lambda: tertulia.health(Job.TAKEDOWN).failing)
    assert "gone for good" in tertulia.shown(discussed.thread)
    tertulia.clock.speed = 100.0
    await tertulia.until(lambda: "gone for good" not in tertulia.shown(discussed.thread))


async def test_what_should_not_stand_is_taken_down_at_the_next_start(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "gone for good")
    await mirror_of(tertulia, discussed, comment)
    await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
    await tertulia.restart()
    await tertulia.until(lambda: "gone for good" not in tertulia.shown(discussed.thread))


async def test_a_mirror_in_an_archived_thread_follows_an_edit(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    await mirror_of(tertulia, discussed, comment)
    tertulia.env.backend.edit_channel(discussed.thread.id, {}, thread_metadata={"archived": True})
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.edit(original, "the pier")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "the pier")


async def test_mirrors_into_a_thread_that_is_gone_are_given_up(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("POST", "/webhooks/*/*", 404, 10003)
    comment = await reply(tertulia, tertulia.emma, discussed, "too late")

    async def given_up() -> bool:
        shown = await tertulia.database.read(appearances.of_comment, comment.id)
        return [one.status for one in shown if one.kind is AppearanceKind.MIRROR] == [AppearanceStatus.GONE]

    await tertulia.until(given_up)


# ---------------------------------------------------------------------- the database


async def test_what_is_said_while_the_database_is_full_is_stored_once_there_is_room(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 200.0
    full, advance = [True], watermarks.advance

    def refused(connection, reached) -> None:
        if full[0]:
            raise StorageFailed(message("The disk is full: nothing can be stored until there is room."))
        advance(connection, reached)

    monkeypatch.setattr(watermarks, "advance", refused)
    for text in ("one", "two"):
        await tertulia.emma.send(discussed.thread, text)
    await asyncio.sleep(0.1)
    assert await texts(tertulia, discussed) == []
    full[0] = False
    await gathered(tertulia, discussed, "one", "two")


async def test_what_waits_is_stored_before_the_bot_ends(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.emma.send(discussed.thread, "the last word")
    await tertulia.emma.send(tertulia.seed.news, "small talk")
    await tertulia.restart()
    await gathered(tertulia, discussed, "the last word")


async def test_half_a_character_takes_nothing_else_along(tertulia: Simulated):
    discussed = await discuss(tertulia)
    for text in ("good", "half \ud83d", "better"):
        tertulia.env.backend.create_message(discussed.thread.id, tertulia.emma.id, text)
    await tertulia.settle()
    await gathered(tertulia, discussed, "good", "half ?", "better")


async def test_a_comment_discord_never_takes_holds_up_none_of_the_others(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("POST", "/webhooks/*/*", 400, 50035)
    tertulia.fail("POST", f"/channels/{discussed.thread.id}/messages", 400, 50035)
    await reply(tertulia, tertulia.emma, discussed, "impossible")
    second = await reply(tertulia, tertulia.emma, discussed, "possible")
    await mirror_of(tertulia, discussed, second)
    assert await texts(tertulia, discussed) == ["impossible", "possible"], "both are kept"
    assert "impossible" not in tertulia.shown(discussed.thread)


async def test_a_name_that_webhooks_cannot_bear_is_said_by_the_bot(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("POST", "/webhooks/*/*", 400, 50035)
    comment = await reply(tertulia, tertulia.emma, discussed, "hello")
    await mirror_of(tertulia, discussed, comment)
    assert tertulia.shown(discussed.thread)[-1] == "**Emma**: hello"


async def test_an_edit_whose_mirror_did_not_follow_before_the_end_is_shown_after_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    await mirror_of(tertulia, discussed, comment)
    edit = {"text": "the pier", "edited_at": comment.said_at}
    await tertulia.database.write(comments.edit, comment_id=comment.id, **edit)
    await tertulia.restart()
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "the pier")


async def test_a_closed_discussion_is_in_the_archive_again_after_a_moderators_reply(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    comment = await reply(tertulia, tertulia.marta, discussed, "To sum up: …")
    await mirror_of(tertulia, discussed, comment)
    await tertulia.until(
        lambda: tertulia.env.backend.get_channel(discussed.thread.id).thread_metadata.archived
    )


# ---------------------------------------------------------------------- a backup that is put back


async def test_mirrors_made_after_the_backup_are_known_again_and_not_taken_for_others(
    tertulia: Simulated, tmp_path: Path
):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    path, file = tmp_path / "tertulia.sqlite3", tmp_path / "backup.sqlite3"
    _, before = await say(tertulia, tertulia.emma, news, "said before the backup")
    await mirror_of(tertulia, noticias, before)
    back_up(path, file, lambda done, total: None)
    first, emmas = await say(tertulia, tertulia.emma, news, "deleted while the bot is away")
    last, elenas = await say(tertulia, tertulia.elena, news, "said after the backup")
    await mirror_of(tertulia, noticias, emmas)
    mirror = await mirror_of(tertulia, noticias, elenas)
    await tertulia.stop()
    await tertulia.emma.delete(first)
    restore(file, path, lambda done, total: None, older=True)
    await tertulia.start()
    again = await tertulia.until(partial(comment_of, tertulia, last.id))
    found = await mirror_of(tertulia, noticias, again)
    assert (found.id, found.author.name) == (mirror.id, "Elena"), "not Emma's, and not another one"
