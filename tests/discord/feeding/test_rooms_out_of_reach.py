"""A room that cannot be posted into is waited for, holds up no other, and is told of what it missed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend.models.channel import Overwrite, OverwriteType
from sqlalchemy import func, select

from bot.database.engine import Connection, Database
from bot.database.schema import announcement
from bot.domain.errors import NotFound
from bot.domain.feeds.following import AnnouncementKind, DeliveryState
from bot.domain.message import message
from bot.feeding import announcement_store as announcements, following_store as followings
from bot.feeding.delivering import room_store as rooms
from tests.discord.feeding.delivered import becomes, followed, found, shown, state, story
from tests.discord.news import cards
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated
from tests.refusals import writer_held

POSTED = DeliveryState.POSTED


async def fail_beside(database: Database) -> None:
    """Let a write fail that shares a transaction with the next one."""

    def fail(_: Connection) -> None:
        raise NotFound(message("It is not there."))

    async with writer_held(database), asyncio.timeout(60):
        while not database.waiting:  # noqa: ASYNC110  # it comes in the background
            await asyncio.sleep(0.01)
        failing = asyncio.create_task(database.write(fail))
        await asyncio.sleep(0)  # it is in the queue
    with pytest.raises(NotFound):
        await failing


def close(tertulia: Simulated, channel: ChannelHandle, *, closed: bool = True) -> None:
    """Take from the bot what it needs to post in a channel, or give it back."""
    denied = discord.Permissions(send_messages=True).value
    own = [Overwrite(tertulia.seed.bot_role.id, OverwriteType.ROLE, deny=denied)]
    tertulia.env.backend.edit_channel(channel.id, {}, overwrites=own if closed else [])


def told(connection: Connection, kind: AnnouncementKind) -> int:
    query = select(func.count()).where(announcement.c.kind == kind)
    return connection.execute(query).scalar_one()


async def test_a_room_out_of_reach_gets_its_entries_once_it_works_again(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    close(tertulia, seed.noticias)
    await tertulia.settle()
    following = await followed(tertulia, seed.news, seed.noticias)
    ids = await found(tertulia, following, story(pages, 1), story(pages, 2))
    for entry in ids:
        await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, seed.news, 2)
    assert cards(seed.noticias) == []
    assert await tertulia.database.read(announcements.unreachable, following) == [seed.noticias.id]
    assert await tertulia.database.read(told, AnnouncementKind.UNREACHABLE) == 1
    close(tertulia, seed.noticias, closed=False)
    await shown(tertulia, seed.noticias, 2)

    async def all_paid() -> bool:
        return await tertulia.database.read(rooms.owed, following) == {}

    await tertulia.until(all_paid)
    assert await tertulia.database.read(announcements.unreachable, following) == []
    assert len(cards(seed.news)) == 2


async def test_an_entry_waits_while_none_of_its_rooms_can_be_reached(tertulia: Simulated, pages: Pages):
    close(tertulia, tertulia.seed.news)
    await tertulia.settle()
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await found(tertulia, following, story(pages, 1))

    async def waits() -> bool:
        return bool((await state(tertulia, following, entry)).failure)

    await tertulia.until(waits)
    assert (await state(tertulia, following, entry)).state is DeliveryState.WAITING
    await tertulia.restart()
    assert cards(tertulia.seed.news) == []
    close(tertulia, tertulia.seed.news, closed=False)
    await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, tertulia.seed.news, 1)


async def test_a_room_of_another_feed_of_the_source_is_told_of_too(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    close(tertulia, seed.noticias)
    await tertulia.settle()
    following = await followed(tertulia, seed.news, source=1)
    other = await followed(tertulia, seed.noticias, url="https://riverside.example/es", source=1)
    [entry] = await found(tertulia, following, story(pages, 1, spanish=True))

    async def is_told() -> bool:
        return await tertulia.database.read(told, AnnouncementKind.UNREACHABLE) == 1

    await tertulia.until(is_told)
    assert await tertulia.database.read(announcements.unreachable, other) == [seed.noticias.id]
    close(tertulia, seed.noticias, closed=False)
    await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, seed.noticias, 1)

    async def is_reached() -> bool:
        return await tertulia.database.read(announcements.unreachable, other) == []

    await tertulia.until(is_reached)


async def test_a_room_that_discord_closes_when_the_card_is_sent_is_waited_for(
    tertulia: Simulated, pages: Pages
):
    seed = tertulia.seed
    tertulia.fail("POST", f"/channels/{seed.noticias.id}/messages", 403, 50013, times=None)
    following = await followed(tertulia, seed.news, seed.noticias)
    [entry] = await found(tertulia, following, story(pages, 1))
    await becomes(tertulia, following, entry, POSTED)
    await shown(tertulia, seed.news, 1)

    async def is_marked() -> bool:
        return await tertulia.database.read(announcements.unreachable, following) == [seed.noticias.id]

    await tertulia.until(is_marked)
    tertulia.heal()
    close(tertulia, seed.noticias, closed=False)  # whatever changes there
    await tertulia.restart()
    await shown(tertulia, seed.noticias, 1)


async def test_a_room_that_missed_many_is_told_of_most_in_one_message(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    close(tertulia, seed.noticias)
    await tertulia.settle()
    following = await followed(tertulia, seed.news, seed.noticias)
    ids: list[int] = []
    for number in range(7):
        ids += await found(tertulia, following, story(pages, number))
        await becomes(tertulia, following, ids[-1], POSTED)
    await shown(tertulia, seed.news, 7)
    close(tertulia, seed.noticias, closed=False)
    await shown(tertulia, seed.noticias, 6)  # five, and the message about the others
    assert await tertulia.database.read(told, AnnouncementKind.LATE) == 1
    assert (await state(tertulia, following, ids[0])).state is POSTED


@pytest.mark.parametrize("beside_a_fault", [False, True], ids=["once", "beside a fault, so twice"])
async def test_a_room_that_was_taken_away_is_waited_for_no_longer(
    tertulia: Simulated, pages: Pages, beside_a_fault: bool
):
    seed = tertulia.seed
    close(tertulia, seed.news)
    await tertulia.settle()
    following_id = await followed(tertulia, seed.news)
    [entry] = await found(tertulia, following_id, story(pages, 1))

    async def waits() -> bool:
        return bool((await state(tertulia, following_id, entry)).failure)

    await tertulia.until(waits)
    following = await tertulia.database.read(followings.get, following_id)
    assert following is not None
    changed = replace(following, channels=(seed.noticias.id,))
    await tertulia.database.write(followings.update_conditions, changed)
    if beside_a_fault:
        await fail_beside(tertulia.database)
    await becomes(tertulia, following_id, entry, POSTED)
    await shown(tertulia, seed.noticias, 1)
    close(tertulia, seed.news, closed=False)
    await tertulia.restart()
    assert cards(seed.news) == []
