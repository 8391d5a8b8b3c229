"""Cards and posts as they stand, and what the audit says of them."""

from __future__ import annotations

import discord

from bot.audit import audit_store as audit
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import Post
from bot.domain.moderation import Action, TargetKind
from tests.discord.answers import labels_of
from tests.discord.discussed import Discussed, discuss
from tests.discord.news import cards
from tests.discord.simulated import Simulated


async def live(tertulia: Simulated) -> list[Post]:
    return await tertulia.database.read(posts.live)


def name_of(tertulia: Simulated, channel_id: int) -> str:
    """What a channel or thread is called on Discord."""
    name: str = tertulia.env.backend.get_channel(channel_id).name
    return name


async def told_of_posting(tertulia: Simulated, article_id: int) -> list[list[tuple[bool, str | None]]]:
    """What the audit says came of each time that an article was to be posted."""
    asked = await tertulia.database.read(audit.about, TargetKind.ARTICLE, article_id)
    outcomes = [
        await tertulia.database.read(audit.outcomes, row.id) for row in asked if row.action is Action.POST
    ]
    return [[(one.succeeded, one.detail) for one in told] for told in outcomes]


async def commented(tertulia: Simulated, count: int) -> bool:
    [card] = cards(tertulia.seed.news)
    return labels_of(card)[2] == f"Open discussion ({count})"


async def posted(tertulia: Simulated) -> tuple[Discussed, discord.Message]:
    """An article under discussion, and its card with its buttons."""
    discussed = await discuss(tertulia)
    await tertulia.database.write(posts.mark_stale, discussion_ids=[discussed.id])

    def card() -> discord.Message | None:
        [standing] = [one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id]
        return standing if labels_of(standing) else None

    return discussed, await tertulia.until(card)
