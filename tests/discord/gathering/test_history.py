"""What Discord's history tells is believed as far as the bot can read it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.domain.discussion import Attachment, Comment, CommentStatus
from bot.domain.errors import PlatformFailed
from bot.domain.events import ChannelRef, HistoryPage
from bot.gathering.discord_history import DiscordHistory
from bot.jobs.kinds import Job
from tests.discord.case_helpers import mirror_of, reply, unnote
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.moderated import status
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)


async def test_a_channel_that_shows_no_message_at_all_tells_of_no_deletion(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "still here")
    await tertulia.stop()
    asked = []

    async def nothing(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        asked.append(message_id)
        return HistoryPage(ref.channel_id, (), message_id)

    with monkeypatch.context() as unreadable:
        unreadable.setattr(DiscordHistory, "after", nothing)
        await tertulia.start()
        await tertulia.until(lambda: asked and not tertulia.health(Job.BACKFILL).backlog)
    await asyncio.sleep(0.2)
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


async def test_what_is_said_while_a_page_is_on_its_way_is_not_taken_for_deleted(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    after, later = DiscordHistory.after, list[Comment]()

    async def said_meanwhile(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        page = await after(self, ref, message_id)
        if first.id in page.ids and not later:
            later.append((await say(tertulia, tertulia.elena, discussed, "meanwhile"))[1])
        return page

    monkeypatch.setattr(DiscordHistory, "after", said_meanwhile)
    await tertulia.start()
    await tertulia.until(lambda: later and not tertulia.health(Job.BACKFILL).backlog)
    await asyncio.sleep(0.2)
    assert await status(tertulia, later[0]) is CommentStatus.VISIBLE


async def test_the_last_messages_were_deleted_where_an_earlier_one_stands(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first, kept = await say(tertulia, tertulia.emma, discussed, "the first")
    last, comment = await say(tertulia, tertulia.elena, discussed, "the last")
    await tertulia.stop()
    await tertulia.elena.delete(last)
    await tertulia.start()

    async def erased() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(erased)
    assert await comment_of(tertulia, first.id) == kept


async def test_a_mirror_of_a_webhook_that_was_replaced_is_found_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "once")
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.webhook_id is not None
    await unnote(tertulia, mirror.id)
    tertulia.env.backend.delete_webhook(mirror.webhook_id)
    await tertulia.restart()
    found = await mirror_of(tertulia, discussed, comment)
    assert found.id == mirror.id
    assert tertulia.shown(discussed.thread).count("once") == 1


async def test_mirrors_are_sent_into_a_room_whose_history_may_not_be_read(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    unread = Overwrite(
        tertulia.seed.guild.id, OverwriteType.ROLE, deny=discord.Permissions.read_message_history.flag
    )
    tertulia.env.backend.set_overwrite(noticias.post.channel_id, unread)
    await tertulia.settle()
    _, comment = await say(tertulia, tertulia.emma, news, "for all to see")
    await mirror_of(tertulia, noticias, comment)


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
