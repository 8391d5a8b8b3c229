"""What became of a comment while it was being compared counts for more than what was found before."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.database import erasure_ledger as erasures, schema
from bot.database.engine import Connection
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
)
from bot.domain.differences import Difference, Kind, StoredMessage
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus
from bot.domain.events import ChannelRef, LiveMessage
from bot.gathering.discord_events import message_posted as heard
from bot.jobs.kinds import Job
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.hide_comment import Hiding
from bot.upkeep.discord_offline_history import OfflineHistory
from bot.upkeep.repair import Repair
from bot.upkeep.verify import Verifier
from tests.discord.case_helpers import mirror_of
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def mended(tertulia: Simulated, discussed: Discussed, comment: Comment, kind: Kind) -> bool:
    """Whether a difference about a comment's own message, found a while ago, is mended."""
    rooms = tertulia.services[RoomIndex]
    history, webhooks = OfflineHistory(tertulia.client), DiscordWebhooks(tertulia.client, tertulia.database)
    message_id, post = comment.source_id, discussed.post
    appearance = await tertulia.database.read(appearances.by_message, message_id)
    assert appearance is not None
    standing = await discussed_channel(tertulia, discussed).fetch_message(message_id)
    difference = Difference(
        kind,
        ChannelRef(post.server_id, post.channel_id, discussed.thread.id),
        post,
        message_id,
        live=LiveMessage(message_id, heard(standing)),
        stored=StoredMessage(appearance, comment),
    )
    return not await Repair(tertulia.database, rooms, Door(), history, webhooks).mend([difference])


def discussed_channel(tertulia: Simulated, discussed: Discussed):
    return tertulia.client.get_partial_messageable(discussed.thread.id, guild_id=discussed.post.server_id)


@pytest.mark.parametrize("text", ["The ferry will never pay.", ""])
async def test_what_was_erased_meanwhile_is_not_stored_again(tertulia: Simulated, text: str):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, text, attachments=[("map.txt", b"a map")])

    def erase(connection):
        erasures.erase(connection, [comment.id])

    await tertulia.database.write(erase)
    assert await mended(tertulia, discussed, comment, Kind.STORED_WRONG)
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    assert (now.status, now.text, now.attachments) == (CommentStatus.DELETED, "", ())


async def test_who_deleted_it_is_not_guessed_while_the_audit_log_cannot_be_read(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    tertulia.fail("GET", "/guilds/*/audit-logs", 500, times=1)
    assert not await mended(tertulia, discussed, comment, Kind.DELETED)
    assert await comment_of(tertulia, said.id) == comment
    tertulia.fail("GET", "/guilds/*/audit-logs", 403, 50013)
    assert await mended(tertulia, discussed, comment, Kind.DELETED)
    assert (await comment_of(tertulia, said.id)).status is CommentStatus.DELETED


async def hide(tertulia: Simulated, comment: Comment, *, gone: bool = False) -> None:
    """Hide a comment as if a bot had done so that was killed before it took any message down. ``gone``: its
    messages are taken for gone.
    """

    def work(connection: Connection) -> None:
        hidden = update(schema.comment).values(status=CommentStatus.HIDDEN)
        connection.execute(hidden.where(schema.comment.c.id == comment.id))
        if gone:
            connection.execute(update(schema.appearance).values(status=AppearanceStatus.GONE))

    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    await tertulia.database.write(work)


async def left_by_repair(tertulia: Simulated, *rooms: Discussed) -> list[Difference]:
    """Verify, mend what differs, and give what is left."""
    index = tertulia.services[RoomIndex]
    history, webhooks = OfflineHistory(tertulia.client), DiscordWebhooks(tertulia.client, tertulia.database)
    verifier = Verifier(tertulia.database, index, history)
    posts = [room.post for room in rooms]
    found = [one async for one in verifier.differences(posts, lambda done, total: None)]
    return await Repair(tertulia.database, index, Door(), history, webhooks).mend(found)


async def test_a_message_that_cannot_be_deleted_leaves_no_other_of_its_comment_standing(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    said, comment = await say(tertulia, tertulia.emma, news, "You are all fools.")
    await mirror_of(tertulia, noticias, comment)
    await hide(tertulia, comment)
    tertulia.fail("DELETE", f"/channels/{news.thread.id}/messages/*", 403, 50013, times=None)
    [left] = await left_by_repair(tertulia, news, noticias)
    assert (left.kind, left.message_id) == (Kind.STILL_SHOWN, said.id)
    assert noticias.thread.history() == []
    tertulia.heal()


async def test_a_hidden_comment_that_is_taken_for_gone_and_stands_is_taken_down(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    _, comment = await say(tertulia, tertulia.emma, news, "You are all fools.")
    await mirror_of(tertulia, noticias, comment)
    await hide(tertulia, comment, gone=True)
    assert await left_by_repair(tertulia, news, noticias) == []
    assert news.thread.history() == noticias.thread.history() == []


async def test_a_hidden_comments_attachments_are_copied_before_its_message_is_taken_down(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "Look!", attachments=[("map.txt", b"a map")])
    await hide(tertulia, comment)
    assert await mended(tertulia, discussed, comment, Kind.STILL_SHOWN)
    assert await tertulia.database.read(copies.kept, comment.id) == [("map.txt", b"a map")]
    assert tertulia.channel(discussed.thread.id).history() == []


async def test_what_was_restored_meanwhile_is_not_taken_down(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "The ferry will never pay.")
    marta = AsMember(tertulia, tertulia.marta)
    tertulia.fail("DELETE", "/channels/*/messages/*", 403, 50013)
    await tertulia.services[Hiding].hide(marta, comment.source_id, "a mistake")
    await tertulia.services[Hiding].restore(marta, comment.source_id)
    assert await mended(tertulia, discussed, comment, Kind.STILL_SHOWN)
    assert [one.id for one in tertulia.channel(discussed.thread.id).history()] == [said.id]
