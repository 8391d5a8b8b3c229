"""What people did while the bot was away is there when it is back: each comment once, none that is gone."""

from __future__ import annotations

import asyncio
from functools import partial

import discord
import pytest

from bot.database.engine import Connection
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    watermark_store as watermarks,
)
from bot.domain.discussion import CommentStatus, DiscussionStatus
from bot.domain.errors import StorageFailed
from bot.domain.events import MessagePosted
from bot.domain.message import message
from bot.gathering import event_queue as gather
from bot.gathering.event_queue import EventQueue
from tests.discord.away import hold_history
from tests.discord.case_helpers import card, forbid, mirror_of, stored
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.gathered import gathered, gathered_so_far, texts
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)


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


async def test_what_is_said_while_the_database_is_full_is_stored_once_there_is_room(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 200.0
    full, advance = [True], watermarks.advance

    def refused(connection, reached) -> None:
        if full[0]:
            raise StorageFailed(message("The bot's disk is full: nothing can be saved until there is room."))
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
