"""Cards of the queue, as moderators use them on the simulated Discord."""

from __future__ import annotations

from simcord import MemberActor

from tests.discord.answers import Answer
from tests.discord.simulated import Simulated


async def act(tertulia: Simulated, member: MemberActor, answer: Answer, label: str) -> Answer:
    """Press a button of a card; what stands in its place is the answer."""
    pressed = await tertulia.click(member, answer.message, label)
    return pressed if pressed.messages else answer


async def hide(tertulia: Simulated, member: MemberActor, answer: Answer, reason: str) -> Answer:
    dialog = await tertulia.click(member, answer.message, "Hide")
    return await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: reason})


async def hide_all(
    tertulia: Simulated, member: MemberActor, card: Answer, label: str, reason: str = "spam"
) -> Answer:
    """Press a button that hides many and give the reason. Returns the question."""
    dialog = await tertulia.click(member, card.message, label)
    return await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: reason})
