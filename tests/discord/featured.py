"""Featured comments on the simulated Discord, and the cards that show them."""

from __future__ import annotations

from functools import partial

import discord
from simcord import MemberActor

from bot.discussion.stores import post_store as posts
from tests.discord.answers import Answer, text_of
from tests.discord.discussed import Discussed
from tests.discord.simulated import Simulated


async def feature(
    tertulia: Simulated, member: MemberActor, message: discord.Message, button: str = "t1:feature"
) -> Answer:
    """Press *Feature*, or another button, in a comment's options."""
    options = await tertulia.menu(member, "Comment options", message)
    return await tertulia.click(member, options.message, button)


def card_text(tertulia: Simulated, discussed: Discussed) -> str:
    """What the card of a discussion says in its room."""
    post = discussed.post
    (card,) = [one for one in tertulia.channel(post.card_channel_id).history() if one.id == post.message_id]
    return text_of(card)


async def card_says(tertulia: Simulated, discussed: Discussed, text: str, *, says: bool = True) -> str:
    """What a card says, once it says ``text``, or no longer says it."""

    def told() -> str | None:
        shown = card_text(tertulia, discussed)
        return shown if (text in shown) is says else None

    return await tertulia.until(told)


async def redrawn(tertulia: Simulated, discussed: Discussed) -> str:
    """What the card says after all that it has to follow so far."""
    await tertulia.settle()
    await tertulia.until(partial(_is_fresh, tertulia, discussed))
    return card_text(tertulia, discussed)


async def _is_fresh(tertulia: Simulated, discussed: Discussed) -> bool:
    stale = await tertulia.database.read(posts.stale, discussed.id)
    return discussed.post.id not in {one.id for one in stale}
