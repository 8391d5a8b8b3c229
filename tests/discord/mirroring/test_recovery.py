"""Mirrors after a crash, an outage or a restored backup: each once, in order, none of what is gone."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.audit import audit_store as audit
from bot.commenting.reply_by_dialog import DialogReplies
from bot.database import erasure_ledger as erasures
from bot.database.copies.backup_file import back_up, restore
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    watermark_store as watermarks,
)
from bot.domain.discussion import AppearanceKind, AppearanceStatus, CommentStatus, Post
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.gathering.event_queue import EventQueue
from bot.gathering.recent_changes import Comparison
from bot.jobs.kinds import Job
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.mirroring.mirror_worker import MirrorWorker
from tests.discord.away import hold_history, is_back, written
from tests.discord.case_helpers import card, mirror_of, reply, unnote
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.gathered import gathered, gathered_so_far, texts
from tests.discord.moderated import status
from tests.discord.rooms import both, mirror_in
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)


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
    # Discord tells in order: what comes after the bot's own message there is not missed before it.
    await tertulia.until(lambda: "first" in "".join(tertulia.shown(discussed.thread)))
    await tertulia.settle()
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


@pytest.mark.on("sqlite")
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
