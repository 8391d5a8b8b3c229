"""The bot as a process against the sandbox's wire: what cases do to members, and what is done beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.database.place import Place
from sandbox.actor import Actor
from sandbox.audit import MEMBER_BAN_ADD, MEMBER_KICK, MEMBER_UPDATE
from sandbox.components import walk
from sandbox.server import Sandbox
from tests.bot_process import BotProcess, running_bot
from tests.sandbox.bot_at_work import JSON, PATIENCE, posted_card, reply_in_dialog, shown, stored, until

DAY = str(24 * 3_600)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as opened:
        yield opened


@pytest.fixture
async def bot(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(sandbox, stored_at, folder=tmp_path) as running:
        yield running


async def act(moderator: Actor, member: Actor, label: str, *values: Any) -> JSON:
    """Press a button of a member's record and fill in its dialog; gives the answer."""
    record = await (await moderator.command("news", "case list", member=member.id)).answer(PATIENCE)
    (button,) = [one for one in walk(record["components"]) if one.get("label") == label]
    dialog = await (await moderator.click(record, button["custom_id"])).dialog()
    return await (await moderator.submit(dialog, *values)).answer(PATIENCE)


async def put_out(moderator: Actor, member: Actor, label: str) -> JSON:
    """Kick or ban a member, which is asked once more."""
    question = await act(moderator, member, label, "Enough is enough.")
    return await (await moderator.click(question, label)).answer_where(
        lambda answer: "Case" in str(answer["components"]), PATIENCE
    )


def logged(sandbox: Sandbox, action: int) -> list[JSON]:
    return [one for one in sandbox.world.audit_log if one["action_type"] == action]


def cases(bot: BotProcess) -> list[tuple[Any, ...]]:
    """Every case as (kind, member, moderator, whether it was undone), in the order of their numbers."""
    query = "SELECT kind, member_id, moderator_id, reversed_at IS NOT NULL FROM member_case ORDER BY number"
    return [(kind, str(one), str(other), bool(undone)) for kind, one, other, undone in stored(bot, query)]


async def test_a_ban_is_told_before_it_is_done_and_undone_again(sandbox: Sandbox, bot: BotProcess):
    marta, emma = sandbox.member("Marta"), sandbox.member("Emma")
    done = await put_out(marta, emma, "Ban")
    assert "is banned from the server" in str(done["components"])
    assert emma.id in sandbox.world.bans
    (letter,) = emma.messages(emma.direct)
    (entry,) = logged(sandbox, MEMBER_BAN_ADD)
    assert int(letter["id"]) < int(entry["id"])
    assert entry["user_id"] == sandbox.world.bot.id
    assert entry["reason"] == f"Case 1, by {marta.id}: Enough is enough."
    undone = await marta.command("news", "case undo", number=1, reason="A mistake")
    await undone.answer_where(lambda answer: "is undone" in answer["content"], PATIENCE)
    assert emma.id not in sandbox.world.bans
    assert cases(bot) == [("ban", emma.id, marta.id, True)], "its own acts come in once"


async def test_a_kick_and_a_timeout_are_done(sandbox: Sandbox, bot: BotProcess):
    marta, emma, elena = (sandbox.member(name) for name in ("Marta", "Emma", "Elena"))
    await put_out(marta, emma, "Kick")
    assert emma.id not in sandbox.world.members
    assert [one["target_id"] for one in logged(sandbox, MEMBER_KICK)] == [emma.id]
    await act(marta, elena, "Time out", "", ["spam"], [DAY])
    assert sandbox.world.members[elena.id].timed_out_until is not None
    assert [one["target_id"] for one in logged(sandbox, MEMBER_UPDATE)] == [elena.id]


async def test_what_a_muted_member_writes_is_taken_down_and_the_dialog_refuses(
    sandbox: Sandbox, bot: BotProcess
):
    card = await posted_card(sandbox)
    marta, emma = sandbox.member("Marta"), sandbox.member("Emma")
    await act(marta, emma, "Mute", "", ["spam"], [DAY])
    await emma.send(card["id"], "You cannot stop me.")
    await until(lambda: stored(bot, "SELECT cause FROM held") == [("silenced",)])
    await until(lambda: not shown(emma, card["id"], "You cannot stop me."))
    asked = await emma.click(card, "t1:reply:")
    assert "You are muted in the discussions of this server" in (await asked.answer(PATIENCE))["content"]
    await until(lambda: len(emma.messages(emma.direct)) == 2)


async def test_what_is_done_beside_the_bot_becomes_cases_in_a_downtime_too(sandbox: Sandbox, bot: BotProcess):
    card = await posted_card(sandbox)
    marta, diego, emma, elena = (sandbox.member(name) for name in ("Marta", "Diego", "Emma", "Elena"))
    await emma.send(card["id"], "Who pays for it?")
    await elena.send(card["id"], "¿Quién lo paga?")
    await reply_in_dialog(elena, card, "Por favor.")
    diego.moderate.time_out("Emma", 60, "spam")
    await until(lambda: cases(bot) == [("timeout", emma.id, diego.id, False)])
    await bot.kill()
    diego.moderate.end_timeout("Emma")
    marta.moderate.ban("Elena", delete_message_seconds=86_400)
    await bot.start()
    await until(lambda: len(cases(bot)) == 2)
    assert cases(bot) == [("timeout", emma.id, diego.id, True), ("ban", elena.id, marta.id, False)]
    said = "SELECT text, status FROM comment ORDER BY source_id"
    expected = [("Who pays for it?", "visible"), ("¿Quién lo paga?", "hidden"), ("Por favor.", "visible")]
    await until(lambda: stored(bot, said) == expected)
