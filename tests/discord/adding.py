"""*Add to discussion*, as members use it."""

from __future__ import annotations

import discord

from bot.discussion.stores import discussion_store as discussions
from tests.discord.answers import Answer
from tests.discord.discussed import Discussed
from tests.discord.simulated import Simulated

WORDS = "The mayor said the very *opposite* in March, and it was on the radio."
MENU = "Add to discussion"
WHICH, OLDER, PRIVATE = "Which article is it about?", "An older article", "This channel is private"


def elsewhere(tertulia: Simulated):
    """A channel that everybody reads, and that no card stands in."""
    return tertulia.seed.announcements


async def add(tertulia: Simulated, member, sent: discord.Message, discussed: Discussed, **more) -> Answer:
    """Choose the menu, then the discussion in its dialog."""
    dialog = await tertulia.menu(member, MENU, sent)
    return await tertulia.fill(member, dialog, {WHICH: [await public_id(tertulia, discussed)], **more})


async def public_id(tertulia: Simulated, discussed: Discussed) -> str:
    discussion = await tertulia.database.read(discussions.get, discussed.id)
    assert discussion is not None
    return discussion.public_id
