"""What tests of discussions share: posting, saying, answering, and looking at what came of it."""

from __future__ import annotations

from functools import partial

import discord
import pytest
from simcord import MemberActor
from sqlalchemy import update

from bot.database.schema import appearance
from bot.domain.discussion import AppearanceStatus, Comment
from bot.jobs.kinds import Job
from tests.comments import said_in
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import ARTICLE, Discussed, comment_of, discuss, say
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.rooms import both, hide_from_all, is_joined, mirror_in, mirrors
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

__all__ = [
    "ARTICLE",
    "AsMember",
    "Discussed",
    "Pages",
    "Simulated",
    "both",
    "card",
    "cards",
    "comment_of",
    "discuss",
    "forbid",
    "hide_from_all",
    "is_joined",
    "labels_of",
    "mirror_in",
    "mirror_of",
    "mirrors",
    "post",
    "quick_deletions",
    "reply",
    "say",
    "serve",
    "stored",
    "text_of",
    "unnote",
]


async def stored(tertulia: Simulated, discussed: Discussed) -> list[Comment]:
    """Every comment of the discussion, in the order they were said."""
    return await tertulia.database.read(said_in, discussed.id)


def card(tertulia: Simulated, discussed: Discussed) -> discord.Message:
    return next(one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id)


async def reply(tertulia: Simulated, member: MemberActor, discussed: Discussed, text: str) -> Comment:
    sent = await member.send(tertulia.seed.news, text, reply_to=card(tertulia, discussed))
    return await tertulia.until(partial(comment_of, tertulia, sent.id))


async def mirror_of(tertulia: Simulated, discussed: Discussed, comment: Comment) -> discord.Message:
    """The mirror of a comment in the discussion's thread, once it stands there."""
    return await mirror_in(tertulia, discussed, comment)


async def unnote(tertulia: Simulated, message_id: int) -> None:
    """Leave a mirror as a bot does that is killed between sending and noting it."""
    # Work under way would send again what it has just noted.
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)

    def forget(connection) -> None:
        values = {"status": AppearanceStatus.PENDING, "message_id": None}
        connection.execute(update(appearance).where(appearance.c.message_id == message_id).values(values))

    await tertulia.database.write(forget)


def forbid(tertulia: Simulated, **permissions: bool) -> None:
    """Take permissions from every role the bot holds: that of its invitation, and that of everybody."""
    guild = tertulia.env.backend.get_guild(tertulia.seed.guild.id)
    held = [guild.id, *guild.members[tertulia.client.user.id].role_ids]
    roles = [role for role in guild.roles.values() if role.id in held]
    for role in roles:
        changed = discord.Permissions(role.permissions)
        changed.update(**permissions)
        role.permissions = changed.value
    tertulia.env.backend.announce_role_updates(tertulia.seed.guild.id, roles)


@pytest.fixture(autouse=True)
def quick_deletions(tertulia: Simulated) -> None:
    """The audit log is given a moment instead of seconds."""
    tertulia.clock.speed = 30.0
