"""What a hidden comment has attached is copied before its message is taken down, and holds up no other."""

from __future__ import annotations

import asyncio
from functools import partial
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discussion.stores import attachment_copies_store as copies
from tests.discord.discussed import discuss, say
from tests.discord.held import SHOUTED, hold_capitals, is_taken_down
from tests.discord.simulated import Simulated

FILE = ("ferry.txt", b"a ferry")


def files_come_late(tertulia: Simulated, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let no file be read before the event is set."""
    let_go = asyncio.Event()
    real = tertulia.client.http.get_from_cdn

    async def late(url: str) -> bytes:
        await let_go.wait()
        return await real(url)

    monkeypatch.setattr(tertulia.client.http, "get_from_cdn", late)
    return let_go


async def test_a_file_that_takes_long_holds_up_only_its_own_message(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    let_go = files_come_late(tertulia, monkeypatch)
    _, first = await say(tertulia, tertulia.emma, discussed, SHOUTED, attachments=[FILE])
    _, second = await say(tertulia, tertulia.elena, discussed, "THIS IS SHOUTED AS WELL")
    await tertulia.until(partial(is_taken_down, tertulia, second))
    assert not await is_taken_down(tertulia, first)
    let_go.set()
    await tertulia.until(partial(is_taken_down, tertulia, first))
    assert await tertulia.database.read(copies.kept, first.id) == [FILE]


async def test_a_copy_does_not_wait_where_the_message_is_only_a_mirror(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await hold_capitals(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "All is calm.", attachments=[FILE])
    await tertulia.until(lambda: tertulia.shown(noticias.thread))
    let_go = files_come_late(tertulia, monkeypatch)
    await tertulia.emma.edit(sent, SHOUTED)
    await tertulia.until(lambda: not tertulia.shown(noticias.thread))
    assert tertulia.shown(discussed.thread) == [SHOUTED]
    let_go.set()
    await tertulia.until(partial(is_taken_down, tertulia, comment))


@pytest.mark.pace(1_000)
async def test_a_file_that_is_never_read_counts_as_lost_and_its_message_goes(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)

    async def fails(url: str) -> Any:
        answer = SimpleNamespace(status=500, reason="broken")
        raise discord.DiscordServerError(answer, "broken")  # type: ignore[arg-type]

    monkeypatch.setattr(tertulia.client.http, "get_from_cdn", fails)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED, attachments=[FILE])
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await tertulia.database.read(copies.count_lost, comment.id) == 1
    assert await tertulia.database.read(copies.pending) == []


async def test_what_was_not_copied_before_a_restart_is_copied_after_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    files_come_late(tertulia, monkeypatch)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED, attachments=[FILE])
    assert await tertulia.database.read(copies.pending) == [comment.id]
    await tertulia.restart()
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await tertulia.database.read(copies.kept, comment.id) == [FILE]
