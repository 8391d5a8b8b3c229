"""Reading and searching over the wire: every page is one Discord takes, and its buttons outlive the bot."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.database.place import Place
from sandbox.actor import Actor
from sandbox.components import texts
from sandbox.server import Sandbox
from tests.bot_process import BotProcess, running_bot
from tests.sandbox.bot_at_work import HEADLINE, PATIENCE, posted_card, stored, until

ANSWERS = 7
FULL = "*Ñandú* [sic] " * 130

JSON = dict[str, Any]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as opened:
        yield opened


@pytest.fixture
async def bot(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(sandbox, stored_at, folder=tmp_path) as running:
        yield running


@pytest.fixture
async def thread(sandbox: Sandbox, bot: BotProcess) -> str:
    """The thread of an article with long comments, the last of which has answers."""
    thread: str = (await posted_card(sandbox))["id"]
    emma, elena = sandbox.member("Emma"), sandbox.member("Elena")
    for number in range(6):
        said = await emma.send(thread, f"{number} {FULL}")
        await elena.reply(said, f"Respuesta 0 a {number}: {FULL}")
    for number in range(1, ANSWERS):
        await elena.reply(said, f"Respuesta {number}: {FULL}")
    await until(lambda: stored(bot, "SELECT count(*) FROM comment") == [(12 + ANSWERS - 1,)])
    return thread


async def press(member: Actor, page: JSON, button: str) -> str:
    """Press a button of an ephemeral page; gives what the page shows then."""
    await (await member.click(page, button)).done(PATIENCE)
    (now,) = [one for one in member.ephemeral() if one["id"] == page["id"]][-1:]
    return texts(now["components"])


@pytest.mark.usefixtures("thread")
async def test_a_discussion_is_read_down_its_branches_and_back_whatever_happens_to_the_bot(
    sandbox: Sandbox, bot: BotProcess
):
    emma = sandbox.member("Emma")
    asked = await emma.command("news", "discussion show", article=HEADLINE)
    page = await asked.answer(PATIENCE)
    assert "5 \\*Ñandú" in texts(page["components"])
    await bot.kill()
    await bot.start()
    below = await press(emma, page, f"Replies ({ANSWERS})")
    assert "Respuesta 4" in below
    assert "Respuesta 5" not in below
    assert "Respuesta 6" in await press(emma, page, "Newer")
    assert "5 \\*Ñandú" in await press(emma, page, "▲ Up one level")
    assert "0 \\*Ñandú" in await press(emma, page, "◀ Older")


@pytest.mark.usefixtures("thread")
async def test_a_search_goes_on_where_it_was(sandbox: Sandbox, bot: BotProcess):
    elena = sandbox.member("Elena")
    asked = await elena.command("noticias", "discussion search", text="nandu respuesta")
    page = await asked.answer(PATIENCE)
    shown = texts(page["components"])
    assert "**Respuesta** 6" in shown
    assert "**Respuesta** 1" not in shown
    await bot.kill()
    await bot.start()
    assert "**Respuesta** 1:" in await press(elena, page, "◀ Más antiguos")
    mine = await (await elena.command("noticias", "discussion mine")).answer(PATIENCE)
    assert f"{6 + ANSWERS - 1} comentarios" in texts(mine["components"])
