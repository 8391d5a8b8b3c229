"""The bot as a process against the sandbox's wire: what it takes down while Discord's answers are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import running_bot
from tests.sandbox.bot_at_work import PATIENCE, posted_card, stored, until

ONE_MESSAGE = r"/channels/\d+/messages/\d+$"


@pytest.mark.parametrize("status", [502, 504])
async def test_a_deletion_that_was_carried_out_and_answered_with_a_fault_is_the_bots_own(
    stored_at: Place, tmp_path: Path, status: int
):
    async with (
        Sandbox.start(rate_limits=False) as sandbox,
        running_bot(sandbox, stored_at, folder=tmp_path) as bot,
    ):
        marta, emma = sandbox.member("Marta"), sandbox.member("Emma")
        for path, options in (
            ("rules words add", {"list": "banned", "language": "en", "text": "animal"}),
            ("rules banned-words", {"action": "hold"}),
        ):
            await (await marta.command("news", path, **options)).answer(PATIENCE)
        card = await posted_card(sandbox)
        sandbox.faults.add("DELETE", ONE_MESSAGE, status, after=True)
        await emma.send(card["id"], "The mayor is an animal.")
        gone = "SELECT count(*) FROM appearance WHERE status = 'gone' HAVING count(*) = {}"
        await until(lambda: bool(stored(bot, gone.format(1))) and not stored(bot, "SELECT * FROM deletion"))
        # It is taken down once the first request, which discord.py repeats, has ended.
        await emma.send(card["id"], "Any animal is a better mayor.")
        await until(lambda: bool(stored(bot, gone.format(2))) and not stored(bot, "SELECT * FROM deletion"))
        assert stored(bot, "SELECT text, status FROM comment ORDER BY id") == [
            ("The mayor is an animal.", "hidden"),
            ("Any animal is a better mayor.", "hidden"),
        ]
        assert len(stored(bot, "SELECT * FROM held")) == 2
