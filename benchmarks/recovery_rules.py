"""Rules in the sandbox of the bot that is killed: some of what people say is held, and moderators decide."""

from __future__ import annotations

import asyncio
import contextlib
import random

from benchmarks.recovery_engine import SENTENCES
from sandbox import direct_messages
from sandbox.errors import DiscordError
from sandbox.server import Sandbox

BANNED, SUSPECT = "animal", "rumor"
"""Words that hold a comment, and that report it; both are the same in either language."""
HELD, REPORTED = 0.05, 0.03
"""How many comments have them."""
CLOSED = "Luz"
"""Who takes no direct messages."""
MODERATOR = "Marta"
"""Who sets the rules."""
DECIDING = {"Olga": ("Approve", "Hide"), "Diego": ("Aprobar", "Ocultar")}
"""Who decides, and what the buttons are called for them."""
MODERATORS = "moderators"
"""The moderators' channel."""
LONGEST_THOUGHT = 1.0
"""Seconds that a moderator looks at a comment, at most."""
APPROVED = 0.6
"""How many of them are approvals."""
_PATIENCE = 1.5
"""Seconds that a bot is given which may have been killed."""
_SAID = [*SENTENCES, *SENTENCES.values()]


def sentence(chance: random.Random) -> str:
    """Something to say, which rules may find something in."""
    said, roll = chance.choice(_SAID), chance.random()
    if roll < HELD:
        return f"{said}, {BANNED}"
    return f"{said}, {SUSPECT}" if roll < HELD + REPORTED else said


async def switch_on(sandbox: Sandbox) -> None:
    """Set the rules and the moderators' channel, and let one author take no direct messages."""
    marta, channel = sandbox.member(MODERATOR), sandbox.world.channel_named(MODERATORS)["id"]
    for path, options in (
        ("settings moderators-channel", {"channel": channel}),
        ("rules words add", {"list": "banned", "language": "en", "text": BANNED}),
        ("rules words add", {"list": "suspect", "language": "es", "text": SUSPECT}),
        ("rules banned-words", {"action": "hold"}),
        ("rules suspect-words", {"action": "report"}),
    ):
        await (await marta.command(MODERATORS, path, **options)).answer()
    direct_messages.set_open(sandbox.world, sandbox.member(CLOSED).id, to_messages=False)


class Decider:
    """A moderator who opens the queue and decides about what waits first: after a while, or when told."""

    def __init__(self, sandbox: Sandbox, chance: random.Random, name: str) -> None:
        """``name`` is one of ``DECIDING``."""
        self._moderator = sandbox.member(name)
        self._approve, self._hide = DECIDING[name]
        self._chance = chance
        self._told = asyncio.Event()

    def decide_now(self) -> None:
        """Press the button of the card that is open, or of the next one as soon as it is."""
        self._told.set()

    async def decide(self) -> None:
        """Approve or hide one comment, unless none waits or the bot is killed meanwhile."""
        moderator = self._moderator
        moderator.heard.clear()
        with contextlib.suppress(TimeoutError, DiscordError):
            asked = await moderator.command(MODERATORS, "queue", show="held")
            card = await asked.answer(_PATIENCE)
            approves = self._chance.random() < APPROVED
            pressed = None if approves else await moderator.click(card, self._hide)
            dialog = await pressed.dialog(_PATIENCE) if pressed else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), self._chance.uniform(0, LONGEST_THOUGHT))
            self._told.clear()
            if dialog:
                await (await moderator.submit(dialog, "insults")).done(_PATIENCE)
            else:
                await (await moderator.click(card, self._approve)).done(_PATIENCE)
