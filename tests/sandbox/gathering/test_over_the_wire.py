"""The bot as a process against the sandbox's wire: what is said is stored once, whatever happens to it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import BotProcess, running_bot
from tests.sandbox.bot_at_work import (
    HEADLINE,
    JSON,
    MARKET,
    PATIENCE,
    posted_card,
    reply_in_dialog,
    shown,
    stored,
    texts,
    until,
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start() as opened:
        yield opened


@pytest.fixture
async def bot(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(sandbox, stored_at, folder=tmp_path) as running:
        yield running


@pytest.fixture
async def unhurried(stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot in a sandbox that does not keep Discord's pace."""
    async with (
        Sandbox.start(rate_limits=False) as opened,
        running_bot(opened, stored_at, folder=tmp_path) as running,
    ):
        yield running


@pytest.fixture
async def card(sandbox: Sandbox, bot: BotProcess) -> JSON:
    return await posted_card(sandbox)


async def test_three_kinds_of_reply_and_what_was_said_while_the_bot_was_dead_are_stored_once(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma, elena, marta = (sandbox.member(name) for name in ("Emma", "Elena", "Marta"))
    await emma.reply(card, "The market is where I learned to count.")
    await elena.send(card["id"], "Mi abuela compraba aquí las sardinas.")
    await reply_in_dialog(elena, card, "Que bajen los alquileres, por favor.")
    await until(lambda: len(texts(bot)) == 3)

    await bot.kill()
    await emma.reply(card, "Said to the card while it was dead.")
    await marta.send(card["id"], "Said in the thread while it was dead.")
    await bot.start()
    await until(lambda: len(texts(bot)) == 5)
    await bot.kill()
    await bot.start()
    await elena.send(card["id"], "Y esto después.")
    await until(lambda: "Y esto después." in texts(bot))

    assert texts(bot) == [
        "The market is where I learned to count.",
        "Mi abuela compraba aquí las sardinas.",
        "Que bajen los alquileres, por favor.",
        "Said to the card while it was dead.",
        "Said in the thread while it was dead.",
        "Y esto después.",
    ]
    await until(lambda: len(shown(emma, card["id"], "Said to the card while it was dead.")) == 1)
    assert len(shown(emma, card["id"], "learned to count")) == 1
    assert len(shown(emma, card["id"], "bajen los alquileres")) == 1


async def test_a_dialog_may_be_sent_before_discord_has_confirmed_that_it_is_open(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    sandbox.faults.delay("POST", r"/interactions/.*/callback$", 0.5)
    answer = await reply_in_dialog(sandbox.member("Elena"), card, "Lo tenía escrito.")
    assert "/channels/" in answer["content"]
    assert texts(bot) == ["Lo tenía escrito."]


async def test_the_archive_tells_in_one_request_which_threads_have_nothing_new(
    unhurried: BotProcess,
):
    sandbox, bot = unhurried.sandbox, unhurried
    emma = sandbox.member("Emma")
    headlines = [f"{count} stalls are left of the old market" for count in ("Two", "Three", "Four")]
    cards = [await posted_card(sandbox, headline=headline) for headline in headlines]
    for card in cards:
        await emma.send(card["id"], "before")
    no_gaps = "SELECT count(*) = 0 FROM gap WHERE closed_at IS NULL"
    await until(lambda: len(texts(bot)) == 3 and stored(bot, no_gaps) == [(True,)])
    await bot.kill()
    await emma.send(cards[1]["id"], "missed")
    for card in cards:
        await sandbox.member("Marta").archive(card["id"])
    asked = sandbox.limits.asked
    asked.clear()
    await bot.start()
    await until(lambda: len(texts(bot)) == 4)

    def read() -> list[int]:
        return [asked["GET", "/channels/{channel}/messages", card["id"]] for card in cards]

    # Each is compared once, for edits; only the one where something was missed is read besides.
    await until(lambda: sum(read()) == 4)
    assert read() == [1, 2, 1]
    assert sum(count for (_, path, _), count in asked.items() if "/threads/archived/" in path) == 1


async def test_a_card_is_posted_once_though_discord_fails_and_limits(sandbox: Sandbox, bot: BotProcess):
    sandbox.faults.add("POST", r"/channels/\d+/messages$", 500, times=1)
    sandbox.faults.add("POST", r"/channels/\d+/messages$", 429, times=1)
    await posted_card(sandbox)
    assert stored(bot, "SELECT status FROM post") == [("posted",)]


@pytest.mark.parametrize("resume", [True, False])
async def test_a_dropped_connection_costs_no_comment(
    sandbox: Sandbox, bot: BotProcess, card: JSON, resume: bool
):
    emma = sandbox.member("Emma")
    await emma.send(card["id"], "Before.")
    await sandbox.drop_gateway(resume=resume)
    await emma.send(card["id"], "Meanwhile.")
    await until(lambda: sandbox.gateway.online)
    await emma.send(card["id"], "After.")
    await until(lambda: len(texts(bot)) == 3)
    assert texts(bot) == ["Before.", "Meanwhile.", "After."]


async def test_nobody_is_pinged_by_what_is_mirrored_through_the_webhook(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma = sandbox.member("Emma")
    await reply_in_dialog(emma, card, "@everyone look at this <@&1> @here")
    await until(lambda: bool(shown(emma, card["id"], "look at this")))
    (mirror,) = shown(emma, card["id"], "look at this")
    assert mirror["webhook_id"]
    assert mirror["author"]["username"] == "Emma"
    assert (mirror["mention_everyone"], mirror["mentions"], mirror["mention_roles"]) == (False, [], [])


async def test_a_card_cut_off_by_a_kill_is_finished_and_never_doubled(sandbox: Sandbox, bot: BotProcess):
    marta = sandbox.member("Marta")
    asked = await marta.command("news", "article paste")
    dialog = await asked.dialog()
    await marta.submit(dialog, "", MARKET.read_text("utf-8"), "")
    await marta.wait_for_message(lambda message: HEADLINE in str(message["components"]), PATIENCE)
    await bot.kill()
    await bot.start()
    await until(lambda: stored(bot, "SELECT status FROM post") == [("posted",)])
    (card,) = [one for one in marta.messages("news") if HEADLINE in str(one["components"])]
    await marta.send(card["id"], "The thread is there.")
    await until(lambda: texts(bot) == ["The thread is there."])


async def test_a_second_bot_on_the_same_database_says_so_and_stops(bot: BotProcess):
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=bot.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await second.communicate()
    assert second.returncode == 1
    assert b"Another bot is already using" in said
    assert b"Traceback" not in said


async def test_it_stops_cleanly_when_it_is_asked_to(bot: BotProcess):
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log.read_text()


async def test_without_the_intent_dialogs_replies_that_ping_and_what_is_added_by_hand_count(
    stored_at: Place, tmp_path: Path
):
    async with (
        Sandbox.start(message_content=False) as sandbox,
        running_bot(sandbox, stored_at, folder=tmp_path) as bot,
    ):
        assert "message content intent is not granted" in bot.log.read_text()
        card = await posted_card(sandbox)
        emma = sandbox.member("Emma")
        await reply_in_dialog(emma, card, "Said in the dialog.")
        await until(lambda: texts(bot) == ["Said in the dialog."])
        unread = await emma.send(card["id"], "Nobody reads this.")
        await emma.reply(card, "Nor this, which pings nobody.", ping=False)
        await emma.reply(card, "Replied, and pinged the bot.")
        await until(lambda: len(texts(bot)) == 2)
        added = await (await emma.menu("Add to discussion", unread)).answer(PATIENCE)
        assert f"/{card['id']}" in added["content"]
        assert sorted(texts(bot)) == [
            "Nobody reads this.",
            "Replied, and pinged the bot.",
            "Said in the dialog.",
        ]
