"""What people say below a card becomes comments: each once, with what it answers, and as it stands now."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import discord
import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.audit import audit_store as audit
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    deletion_store as deletions,
    discussion_store as discussions,
    post_store as posts,
)
from bot.domain.article import Article
from bot.domain.discussion import (
    AppearanceStatus,
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    DiscussionStatus,
)
from bot.domain.errors import PlatformFailed
from bot.domain.events import ChannelRef, MessageEdited, MessagePosted, MessagesDeleted
from bot.domain.moderation import Action, TargetKind
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.hide_comment import Hiding
from bot.posting import article_store as articles
from tests.discord.case_helpers import card, forbid, mirror_of, reply, stored
from tests.discord.discussed import ARTICLE, comment_of, discuss, say
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)

SPANISH = "¿Y *quién* paga el muelle? Los vecinos llevan años esperando una respuesta clara."


# ---------------------------------------------------------------------- what becomes a comment


async def test_a_message_in_the_thread_is_a_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.elena, discussed, SPANISH)
    assert await stored(tertulia, discussed) == [comment]
    assert (comment.text, comment.origin, comment.status) == (
        SPANISH,
        CommentOrigin.THREAD,
        CommentStatus.VISIBLE,
    )
    assert (comment.author.id, comment.author.name) == (tertulia.elena.id, "Elena")
    assert comment.language is DetectedLanguage.ES
    assert abs((comment.said_at - said.created_at).total_seconds()) < 0.001
    assert comment.parent_id is None


async def test_a_reply_to_the_card_is_a_comment_and_appears_in_the_thread_under_its_authors_name(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "They promised this in **2019** @everyone")
    assert (comment.origin, comment.parent_id) == (CommentOrigin.REPLY, None)
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.author.name == "Emma"
    assert mirror.webhook_id is not None
    assert not mirror.mention_everyone
    assert tertulia.shown(discussed.thread)[-1] == "They promised this in **2019** @everyone"
    assert len(await stored(tertulia, discussed)) == 1, "its mirror is no comment"


async def test_answers_are_children_of_what_they_answer_wherever_it_appears(tertulia: Simulated):
    discussed = await discuss(tertulia)
    parent = await reply(tertulia, tertulia.emma, discussed, "The pier burned down in 1925.")
    mirror = await mirror_of(tertulia, discussed, parent)
    to_mirror = await tertulia.elena.send(discussed.thread, "¿De verdad?", reply_to=mirror)
    original = next(one for one in tertulia.seed.news.history() if one.id == parent.source_id)
    to_original = await tertulia.mateo.send(tertulia.seed.news, "Así fue.", reply_to=original)
    by_mirror = await tertulia.until(partial(comment_of, tertulia, to_mirror.id))
    by_original = await tertulia.until(partial(comment_of, tertulia, to_original.id))
    assert (by_mirror.parent_id, by_mirror.origin) == (parent.id, CommentOrigin.THREAD)
    assert (by_original.parent_id, by_original.origin) == (parent.id, CommentOrigin.REPLY)
    shown = await mirror_of(tertulia, discussed, by_original)
    assert (
        f"[Emma](https://discord.com/channels/{tertulia.seed.guild.id}/{discussed.thread.id}"
        in (tertulia.shown(discussed.thread)[-1])
    )
    assert shown.author.name == "Mateo"


async def test_what_is_not_said_about_the_article_is_no_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    small_talk = await tertulia.emma.send(tertulia.seed.news, "Good morning!")
    await tertulia.elena.send(tertulia.seed.news, "Buenos días", reply_to=small_talk)
    await tertulia.emma.forward(card(tertulia, discussed), discussed.thread)
    await tertulia.emma.send(tertulia.seed.noticias, "Elsewhere")
    _, comment = await say(tertulia, tertulia.emma, discussed, "This one counts.")
    assert await stored(tertulia, discussed) == [comment]


@contextlib.contextmanager
def statements(tertulia: Simulated) -> Iterator[list[tuple[str, str]]]:
    """Every statement sent to the database, with its parameters: also those of work in the background, which
    does not depend on how many messages are written.
    """
    sent: list[tuple[str, str]] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def test_messages_that_do_not_concern_us_cost_no_query(tertulia: Simulated):
    await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    with statements(tertulia) as sent:
        for _ in range(40):
            await tertulia.emma.send(tertulia.seed.noticias, "Elsewhere")
            last = await tertulia.emma.send(tertulia.seed.news, "Has anybody seen my umbrella?")
        await tertulia.until(lambda: event_queue.latest >= last.id)
        await tertulia.settle()
    assert len(sent) < 40, sent


async def test_replies_to_others_cost_one_indexed_read_each(tertulia: Simulated):
    await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    small_talk = await tertulia.emma.send(tertulia.seed.news, "Good morning!")
    with statements(tertulia) as sent:
        for _ in range(40):
            answer = await tertulia.elena.send(tertulia.seed.news, "Buenos días", reply_to=small_talk)
            await tertulia.until(partial(is_seen, event_queue, answer.id))
            await event_queue.store_page(None)  # until it is committed
    reads = [one for one in sent if one[0].lstrip().startswith("SELECT")]
    asked = [one for one in reads if str(small_talk.id) in str(one[1])]
    assert len(asked) == 40
    assert len(reads) < 80, reads

    def planned(connection: Connection) -> Sequence[tuple[object, ...]]:
        return connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1]).all()

    plan = await tertulia.database.read(planned)
    assert not any("SCAN" in step[-1] and "VIRTUAL TABLE" not in step[-1] for step in plan), plan


def is_seen(event_queue: EventQueue, message_id: int) -> bool:
    return event_queue.latest >= message_id


async def test_attachments_are_described_and_led_to_from_the_mirror(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent = await tertulia.emma.send(
        tertulia.seed.news, "", reply_to=card(tertulia, discussed), attachments=[("pier.png", b"png" * 9)]
    )
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    [attachment] = comment.attachments
    assert (attachment.filename, attachment.size) == ("pier.png", 27)
    await mirror_of(tertulia, discussed, comment)
    assert f"/{tertulia.seed.news.id}/{sent.id})" in tertulia.shown(discussed.thread)[-1]


@pytest.mark.bot(message_content=False)
async def test_without_the_intent_a_message_that_cannot_be_read_is_no_empty_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.emma.send(discussed.thread, "Nobody of the bots can read this.")
    await tertulia.settle()
    assert await stored(tertulia, discussed) == []


async def test_in_a_locked_discussion_a_reply_is_kept_but_not_shown_unless_a_moderator_wrote_it(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    lock = partial(discussions.set_status, discussion_id=discussed.id, status=DiscussionStatus.LOCKED)
    await tertulia.database.write(lock)
    refused = await reply(tertulia, tertulia.emma, discussed, "One more thing!")
    accepted = await reply(tertulia, tertulia.marta, discussed, "Please calm down.")
    assert (refused.status, refused.text) == (CommentStatus.REFUSED, "One more thing!")
    assert accepted.status is CommentStatus.VISIBLE
    await mirror_of(tertulia, discussed, accepted)
    assert "One more thing!" not in tertulia.shown(discussed.thread)


# ---------------------------------------------------------------------- edits and deletions


async def test_an_edit_keeps_the_earlier_text_and_the_mirror_follows(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    await mirror_of(tertulia, discussed, comment)
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.edit(original, "the pier")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "the pier")
    assert [one.text for one in await tertulia.database.read(comments.revisions, comment.id)] == ["the piers"]
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    assert (now.text, now.edited_at is None) == ("the pier", False)


async def test_what_its_author_deletes_is_erased_with_its_mirror(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "my address is …")
    await mirror_of(tertulia, discussed, comment)
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.delete(original)

    async def erased() -> bool:
        [now] = await stored(tertulia, discussed)
        return now.status is CommentStatus.DELETED and not now.text

    await tertulia.until(erased)
    await tertulia.until(lambda: "my address is …" not in tertulia.shown(discussed.thread))


async def test_what_a_moderator_deletes_in_discord_is_hidden_and_kept(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    await tertulia.marta.delete(said)

    async def hidden() -> bool:
        [now] = await stored(tertulia, discussed)
        return now.status is CommentStatus.HIDDEN

    await tertulia.until(hidden)
    [now] = await stored(tertulia, discussed)
    assert now.text == "You are all fools."
    [row] = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    assert (row.action, row.actor_id) == (Action.HIDE, tertulia.marta.id)


async def test_what_is_stored_together_is_stored_as_if_it_came_one_by_one(tertulia: Simulated):
    discussed = await discuss(tertulia)
    author = Author(tertulia.emma.id, "Emma")
    first, second, third, fourth = (discussed.thread.id + (number << 22) for number in range(1, 5))

    def told(message_id: int, replied_to: int | None, text: str) -> MessagePosted:
        return MessagePosted(message_id, discussed.thread.id, author, None, text, replied_to, None, ())

    event_queue = tertulia.services[EventQueue]
    for what in (
        told(first, None, "first"),
        told(second, first, "second"),
        told(first, None, "first"),
        MessageEdited(second, discussed.thread.id, "second, edited", datetime.now(UTC), ()),
        told(third, second, "third"),
        told(fourth, 77, "fourth"),
        MessagesDeleted((third,), tertulia.seed.guild.id, discussed.thread.id),
    ):
        event_queue.enqueue(what)

    async def all_there() -> bool:
        found = await stored(tertulia, discussed)
        return [one.text for one in found] == ["first", "second, edited", "fourth"]

    await tertulia.until(all_there)
    one, two, four = await stored(tertulia, discussed)
    assert (one.parent_id, two.parent_id, four.parent_id) == (None, one.id, None)


async def test_nothing_waits_to_be_erased_until_what_showed_something_else_is_taken_down(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    replies = [await reply(tertulia, tertulia.emma, discussed, text) for text in ("first", "second")]
    for comment in replies:
        await mirror_of(tertulia, discussed, comment)
    held, take_back = asyncio.Event(), DiscordWebhooks.delete_appearance

    async def slowly(self: DiscordWebhooks, *arguments) -> None:
        await held.wait()
        await take_back(self, *arguments)

    monkeypatch.setattr(DiscordWebhooks, "delete_appearance", slowly)
    sources = {comment.source_id for comment in replies}
    originals = [one for one in tertulia.seed.news.history() if one.id in sources]
    for original in originals:
        await tertulia.emma.delete(original)

    async def erased() -> bool:
        found = await stored(tertulia, discussed)
        return all(one.status is CommentStatus.DELETED and not one.text for one in found)

    await tertulia.until(erased)
    held.set()
    await tertulia.until(lambda: not {"first", "second"} & set(tertulia.shown(discussed.thread)))


async def test_a_deletion_that_is_told_twice_is_one_of_the_moderators_all_the_same(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    event_queue = tertulia.services[EventQueue]
    await tertulia.marta.delete(said)
    event_queue.enqueue(MessagesDeleted((said.id,), tertulia.seed.guild.id, discussed.thread.id))

    async def settled() -> CommentStatus | None:
        [now] = await stored(tertulia, discussed)
        return None if now.status is CommentStatus.VISIBLE else now.status

    assert await tertulia.until(settled) is CommentStatus.HIDDEN


async def test_a_deletion_is_stored_once_the_database_takes_it(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "my address is …")

    async def card_is_drawn() -> bool:
        return not await tertulia.database.read(posts.with_stale_cards)

    await tertulia.until(card_is_drawn)
    await tertulia.database.write(lambda connection: connection.execute(text("PRAGMA busy_timeout = 20")))
    tertulia.clock.speed = 1.0  # it is not settled before the database is taken
    await tertulia.emma.delete(said)
    await tertulia.until(partial(is_unsettled, tertulia))
    with contextlib.closing(sqlite3.connect(tertulia.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        tertulia.clock.speed = 30.0
        await tertulia.until(lambda: f"deletions: {tertulia.seed.guild.id}: The database" in caplog.text)

    async def erased() -> bool:
        return [one.status for one in await stored(tertulia, discussed)] == [CommentStatus.DELETED]

    await tertulia.until(erased)


async def is_unsettled(tertulia: Simulated) -> bool:
    """Whether it is still to be found out who deleted something."""
    return bool(await tertulia.database.read(deletions.unsettled))


async def until_settled(tertulia: Simulated) -> None:
    async def is_settled() -> bool:
        return not await is_unsettled(tertulia)

    await tertulia.until(is_settled)


AUDIT_LOG = "/guilds/*/audit-logs"


async def test_while_the_audit_log_cannot_be_read_a_deletion_waits_for_it(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    second, _ = await say(tertulia, tertulia.emma, discussed, "All of you.")
    own, _ = await say(tertulia, tertulia.elena, discussed, "my address is …")

    async def states() -> list[CommentStatus]:
        return [one.status for one in await stored(tertulia, discussed)]

    async def hidden() -> bool:
        return (await states())[0] is CommentStatus.HIDDEN

    await tertulia.marta.delete(first)
    await tertulia.until(hidden)
    tertulia.fail("GET", AUDIT_LOG, 500, times=2)
    tertulia.env.backend.delete_message(discussed.thread.id, second.id)
    # The same moderator goes on: the entry that stands counts on, and nobody is told.
    tertulia.env.backend.get_guild(tertulia.seed.guild.id).audit_log_entries[-1].options["count"] = "2"
    await tertulia.elena.delete(own)

    async def settled() -> bool:
        return CommentStatus.VISIBLE not in await states()

    await tertulia.until(settled)
    assert await states() == [CommentStatus.HIDDEN, CommentStatus.HIDDEN, CommentStatus.DELETED]


async def test_what_its_author_deleted_before_a_moderator_hid_it_is_erased(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "my address is …")
    tertulia.fail("GET", AUDIT_LOG, 500, times=None)
    await tertulia.emma.delete(said)
    await tertulia.until(lambda: "deletions: " in caplog.text)
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].hide(marta, comment.source_id, "private")
    tertulia.heal()

    async def erased() -> bool:
        [now] = await stored(tertulia, discussed)
        return (now.status, now.text) == (CommentStatus.DELETED, "")

    await tertulia.until(erased)


async def test_a_deletion_that_nobody_could_be_found_for_is_looked_at_again_after_the_next_start(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    tertulia.fail("GET", AUDIT_LOG, 500, times=None)
    tertulia.clock.speed = 5_000.0
    await tertulia.marta.delete(rude)
    await tertulia.until(lambda: "after the next start" in caplog.text)
    await say(tertulia, tertulia.emma, discussed, "And another thing.")
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()

    async def hidden() -> bool:
        return (await stored(tertulia, discussed))[0].status is CommentStatus.HIDDEN

    await tertulia.until(hidden)


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)
@pytest.mark.parametrize("by_a_moderator", [False, True])
async def test_a_deletion_the_bot_had_not_settled_when_it_stopped_is_settled_after_the_next_start(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, by_a_moderator: bool
):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "Said too long ago to be compared.")
    await say(tertulia, tertulia.elena, discussed, "Said since.")
    with monkeypatch.context() as stopping:
        stopping.setattr(DiscordHistory, "removals", lambda *_: asyncio.sleep(60))
        await (tertulia.marta if by_a_moderator else tertulia.emma).delete(said)
        await tertulia.until(partial(is_unsettled, tertulia))
        await tertulia.stop()
    await tertulia.start()

    async def settled() -> Comment | None:
        now = (await stored(tertulia, discussed))[0]
        return now if now.status is not CommentStatus.VISIBLE else None

    now = await tertulia.until(settled)
    expected = (CommentStatus.HIDDEN, comment.text) if by_a_moderator else (CommentStatus.DELETED, "")
    assert (now.status, now.text) == expected
    assert await tertulia.database.read(deletions.unsettled) == []


@pytest.mark.bot(TERTULIA_RECENT_DAYS=0)
async def test_an_old_comments_deletion_outlasts_an_audit_log_that_cannot_be_read(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "my address is …")
    tertulia.fail("GET", AUDIT_LOG, 500, times=None)
    tertulia.clock.speed = 5_000.0
    await tertulia.emma.delete(said)
    await tertulia.until(lambda: "after the next start" in caplog.text)
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()

    async def erased() -> bool:
        [now] = await stored(tertulia, discussed)
        return (now.status, now.text) == (CommentStatus.DELETED, "")

    await tertulia.until(erased)


async def test_a_moderators_deletion_told_again_while_it_is_settled_stays_the_moderators(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    event_queue = tertulia.services[EventQueue]
    asked, removals = 0, DiscordHistory.removals

    async def told_again_meanwhile(self: DiscordHistory, server_id: int):
        nonlocal asked
        asked += 1
        event_queue.enqueue(MessagesDeleted((said.id,), server_id, discussed.thread.id))
        await event_queue.store_page(None)
        return await removals(self, server_id)

    monkeypatch.setattr(DiscordHistory, "removals", told_again_meanwhile)
    await tertulia.marta.delete(said)
    await tertulia.until(lambda: asked)
    await until_settled(tertulia)
    [now] = await stored(tertulia, discussed)
    assert (now.status, now.text) == (CommentStatus.HIDDEN, "You are all fools.")


async def test_a_moderator_deleting_a_mirror_hides_the_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "You are all fools.")
    await tertulia.marta.delete(await mirror_of(tertulia, discussed, comment))

    async def hidden() -> bool:
        [now] = await stored(tertulia, discussed)
        return now.status is CommentStatus.HIDDEN

    await tertulia.until(hidden)
    await tertulia.until(lambda: comment.source_id not in [one.id for one in tertulia.seed.news.history()])


async def test_messages_deleted_all_at_once_are_hidden_where_the_log_names_a_moderator(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said = [(await say(tertulia, tertulia.emma, discussed, text))[0].id for text in ("one", "two")]
    tertulia.env.backend.bulk_delete_messages(discussed.thread.id, said)
    tertulia.env.backend.record_audit_log(
        tertulia.seed.guild.id,
        discord.AuditLogAction.message_bulk_delete.value,
        target_id=discussed.thread.id,
        options={"count": "2"},
        user_id=tertulia.mateo.id,
    )

    async def hidden() -> bool:
        return {one.status for one in await stored(tertulia, discussed)} == {CommentStatus.HIDDEN}

    await tertulia.until(hidden)
    assert [one.text for one in await stored(tertulia, discussed)] == ["one", "two"]


async def test_without_the_audit_log_a_deletion_counts_as_the_authors(tertulia: Simulated):
    forbid(tertulia, view_audit_log=False)
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "gone")
    tertulia.env.backend.delete_message(discussed.thread.id, said.id)

    async def erased() -> bool:
        return [one.status for one in await stored(tertulia, discussed)] == [CommentStatus.DELETED]

    await tertulia.until(erased)


async def test_a_deletion_in_a_room_whose_card_was_taken_away_still_erases(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "gone")
    tertulia.services[RoomIndex].drop(discussed.post.id)
    await tertulia.emma.delete(said)

    async def erased() -> bool:
        return [one.status for one in await stored(tertulia, discussed)] == [CommentStatus.DELETED]

    await tertulia.until(erased)


async def test_an_edit_that_overtakes_its_message_is_not_lost(tertulia: Simulated):
    discussed = await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    author = Author(tertulia.emma.id, "Emma")
    now = discussed.post.created_at
    event_queue.enqueue(MessageEdited(77 << 22, discussed.thread.id, "second", now, ()))
    event_queue.enqueue(MessagePosted(77 << 22, discussed.thread.id, author, False, "first", None, None, ()))
    comment = await tertulia.until(partial(comment_of, tertulia, 77 << 22))
    assert comment.text == "second"
    event_queue.enqueue(MessagePosted(77 << 22, discussed.thread.id, author, False, "first", None, None, ()))
    event_queue.enqueue(MessagesDeleted((78 << 22,), discussed.post.server_id, discussed.thread.id))
    event_queue.enqueue(
        MessagePosted(78 << 22, discussed.thread.id, author, False, "deleted first", None, None, ())
    )
    await say(tertulia, tertulia.emma, discussed, "third")
    assert [one.text for one in await stored(tertulia, discussed)] == ["second", "third"]


async def test_an_answer_that_overtakes_what_it_answers_becomes_its_child(tertulia: Simulated):
    discussed = await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    author = Author(tertulia.emma.id, "Emma")
    for number, replied_to in ((78, 77), (77, None)):
        answered = replied_to and replied_to << 22
        event_queue.enqueue(
            MessagePosted(number << 22, discussed.thread.id, author, False, str(number), answered, None, ())
        )
    await tertulia.until(partial(comment_of, tertulia, 77 << 22))
    parent, child = await stored(tertulia, discussed)
    assert (parent.parent_id, child.parent_id) == (None, parent.id)


# ---------------------------------------------------------------------- where Discord does not let it


async def test_where_webhooks_are_not_allowed_the_bot_says_who_spoke(tertulia: Simulated):
    forbid(tertulia, manage_webhooks=False)
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.webhook_id is None
    assert tertulia.shown(discussed.thread)[-1] == "**Emma**: the piers"
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.edit(original, "the pier")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "**Emma**: the pier")
    await tertulia.emma.delete(original)
    await tertulia.until(lambda: "**Emma**: the pier" not in tertulia.shown(discussed.thread))


async def test_a_webhook_deleted_by_hand_is_made_anew(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first = await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "one"))
    tertulia.env.backend.delete_webhook(first.webhook_id)
    second = await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "two"))
    assert second.webhook_id not in (None, first.webhook_id)


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("anew", [False, True])
async def test_what_a_webhook_that_is_gone_has_said_is_taken_down_all_the_same(
    tertulia: Simulated, edited: bool, anew: bool
):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "my address is …")
    mirror = await mirror_of(tertulia, discussed, comment)
    tertulia.env.backend.delete_webhook(mirror.webhook_id)
    if anew:
        await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "two"))
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    if edited:
        await tertulia.emma.edit(original, "nothing")
        await tertulia.until(partial(followed, tertulia, comment))
    await tertulia.emma.delete(original)
    await tertulia.until(lambda: "my address is …" not in tertulia.shown(discussed.thread))


async def followed(tertulia: Simulated, comment: Comment) -> bool:
    """Whether an edit was stored, and nothing is to be changed for it any more."""
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    now = await tertulia.database.read(comments.get, comment.id)
    return now is not None and now.text != comment.text and not any(one.outstanding for one in shown)


async def test_a_mirror_that_discord_refused_is_sent_later_and_once(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 100.0
    tertulia.fail("POST", "/webhooks/*/*", 500, times=2)
    comments_ = [await reply(tertulia, tertulia.emma, discussed, text) for text in ("one", "two", "three")]
    for comment in comments_:
        await mirror_of(tertulia, discussed, comment)
    assert tertulia.shown(discussed.thread)[-3:] == ["one", "two", "three"]


async def test_a_name_that_discord_refuses_for_webhooks_is_worn_all_the_same(tertulia: Simulated):
    discussed = await discuss(tertulia)
    user = tertulia.env.create_user("clyde", global_name="Discord Clyde")
    clyde = tertulia.seed.guild.add_member(user)
    mirror = await mirror_of(tertulia, discussed, await reply(tertulia, clyde, discussed, "hello"))
    assert mirror.author.name == "D·iscord C·lyde"


async def test_a_deleted_thread_ends_its_mirrors_and_keeps_what_was_said(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "Still true.")
    await tertulia.client.get_channel(discussed.thread.id).delete()  # type: ignore[union-attr]
    await tertulia.settle()
    [now] = await stored(tertulia, discussed)
    assert now == comment
    [appearance] = await tertulia.database.read(appearances.of_comment, comment.id)
    assert appearance.status is AppearanceStatus.GONE


async def test_an_attachment_is_downloaded_only_while_it_is_there_and_not_too_large(
    tertulia: Simulated,
):
    history = tertulia.services[DiscordHistory]
    there = Attachment(1, "pier.png", "image/png", 3, "https://cdn.discordapp.com/pier.png")
    taken: list[str] = []

    async def get_from_cdn(url: str) -> bytes:
        taken.append(url)
        if "gone" in url:
            raise discord.NotFound(Response(404), "gone")
        if "trouble" in url:
            raise discord.HTTPException(Response(502), "trouble")
        return b"png"

    tertulia.client.http.get_from_cdn = get_from_cdn  # type: ignore[method-assign]
    assert await history.download(there) == b"png"
    assert await history.download(replace(there, url="https://cdn.discordapp.com/gone.png")) is None
    assert await history.download(replace(there, size=11 << 20)) is None
    assert len(taken) == 2
    with pytest.raises(PlatformFailed):
        await history.download(replace(there, url="https://cdn.discordapp.com/trouble.png"))


class Response:
    """As much of an HTTP response as discord.py's errors look at."""

    reason = "because"

    def __init__(self, status: int) -> None:
        self.status = status


async def test_who_has_left_the_server_moderates_nothing(tertulia: Simulated):
    history = tertulia.services[DiscordHistory]
    ref = ChannelRef(tertulia.seed.guild.id, tertulia.seed.news.id, tertulia.seed.news.id)
    assert await history.moderates(ref, tertulia.marta.id)
    assert not await history.moderates(ref, tertulia.emma.id)
    assert not await history.moderates(ref, 5)
    with pytest.raises(PlatformFailed):
        await history.moderates(ChannelRef(1, 2, 2), tertulia.emma.id)


async def test_what_is_said_while_two_articles_become_one_is_in_the_discussion_that_stays(
    tertulia: Simulated,
):
    (edition,) = ARTICLE.editions
    url = "https://news.example/rio"
    again = Article((replace(edition, url=url),), (), (url,))
    stays = await discuss(tertulia, tertulia.seed.noticias)
    goes = await discuss(tertulia, article=again)
    assert goes.id != stays.id
    # As between the commit of a posting that proves it and the moment when the rooms are read again.
    join = partial(articles.store, read=Article((), (), (*ARTICLE.aliases, url)))
    await tertulia.database.write(join)
    said = await tertulia.emma.send(goes.thread, "in its thread")
    answer = await tertulia.elena.send(tertulia.seed.news, "to its card", reply_to=card(tertulia, goes))
    for sent in (said, answer):
        comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
        assert (comment.discussion_id, comment.post_id) == (stays.id, goes.post.id)
