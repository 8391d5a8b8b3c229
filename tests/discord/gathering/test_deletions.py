"""What its author deletes is erased, what a moderator deletes is hidden, however late that is known."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import discord
import pytest

from bot.audit import audit_store as audit
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import deletion_store as deletions, post_store as posts
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.events import MessagesDeleted
from bot.domain.moderation import Action, TargetKind
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.hide_comment import Hiding
from tests.discord.case_helpers import forbid, mirror_of, reply, stored
from tests.discord.discussed import discuss, say
from tests.discord.moderated import moderators_channel, notices
from tests.discord.people import ban, grant
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember
from tests.refusals import hurry, written_by_another

pytestmark = pytest.mark.pace(30)


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
    await tertulia.database.write(hurry)
    tertulia.clock.speed = 1.0  # it is not settled before the database is taken
    await tertulia.emma.delete(said)
    await tertulia.until(partial(is_unsettled, tertulia))
    with written_by_another(tertulia.place):
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


async def test_an_entry_about_the_bots_own_deletions_tells_of_no_moderator(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "my address is …")
    tertulia.env.backend.record_audit_log(
        tertulia.seed.guild.id,
        discord.AuditLogAction.message_bulk_delete.value,
        target_id=discussed.thread.id,
        options={"count": "2"},
        user_id=tertulia.client.user.id,
    )
    await tertulia.emma.delete(said)

    async def erased() -> bool:
        [now] = await stored(tertulia, discussed)
        return now.status is CommentStatus.DELETED

    await tertulia.until(erased)


@pytest.mark.parametrize("away", [False, True])
async def test_what_a_ban_deletes_is_hidden_by_who_banned_and_without_notices(
    tertulia: Simulated, away: bool
):
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await moderators_channel(tertulia)
    grant(tertulia, tertulia.mateo, ban_members=True)
    await say(tertulia, tertulia.elena, discussed, "Hola.")
    for said in ("one", "two"):
        _, comment = await say(tertulia, tertulia.emma, discussed, said)
        await mirror_in(tertulia, noticias, comment)
    if away:
        await tertulia.stop()
    await ban(tertulia, tertulia.mateo, tertulia.emma, deleting=timedelta(days=1))
    if away:
        await tertulia.start()

    async def hidden() -> bool:
        _, *hers = await stored(tertulia, discussed)
        return {one.status for one in hers} == {CommentStatus.HIDDEN}

    await tertulia.until(hidden)
    assert [one.text for one in await stored(tertulia, discussed)] == ["Hola.", "one", "two"]
    [row] = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    assert (row.action, row.actor_id) == (Action.HIDE, tertulia.mateo.id)
    await tertulia.until(lambda: len(tertulia.shown(noticias.thread)) == 1)
    assert notices(tertulia) == []


async def test_what_somebody_deleted_before_they_were_banned_is_erased(tertulia: Simulated):
    discussed = await discuss(tertulia)
    grant(tertulia, tertulia.mateo, ban_members=True)
    said, _ = await say(tertulia, tertulia.emma, discussed, "my address is …")
    await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    await tertulia.emma.delete(said)
    await ban(tertulia, tertulia.mateo, tertulia.emma, deleting=timedelta(days=1))

    async def settled() -> bool:
        return CommentStatus.VISIBLE not in [one.status for one in await stored(tertulia, discussed)]

    await tertulia.until(settled)
    assert [one.text for one in await stored(tertulia, discussed)] == ["", "You are all fools."]


async def test_what_somebody_wrote_before_a_ban_that_deletes_nothing_stays(tertulia: Simulated):
    discussed = await discuss(tertulia)
    grant(tertulia, tertulia.mateo, ban_members=True)
    await say(tertulia, tertulia.emma, discussed, "Who pays?")
    await ban(tertulia, tertulia.mateo, tertulia.emma)
    await tertulia.restart()
    assert [one.status for one in await stored(tertulia, discussed)] == [CommentStatus.VISIBLE]


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
