"""One article in two rooms: who may read them, and how a comment of one stands in the other."""

from __future__ import annotations

import discord
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.discussion.stores import appearance_store as appearances, post_store as posts
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Comment
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss
from tests.discord.simulated import Simulated

ENGLISH = "The ferry was never going to pay for itself, whatever the council says."


async def both(tertulia: Simulated) -> tuple[Discussed, Discussed]:
    """One article in the English and in the Spanish channel."""
    return await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)


async def mirror_in(tertulia: Simulated, room: Discussed, comment: Comment) -> discord.Message:
    """The mirror of a comment in a room's thread, once it stands there."""

    async def standing() -> discord.Message | None:
        shown = await tertulia.database.read(appearances.of_comment, comment.id)
        wanted = {
            one.message_id
            for one in shown
            if one.kind is AppearanceKind.MIRROR and one.status is AppearanceStatus.SHOWN
        }
        return next((one for one in room.thread.history() if one.id in wanted), None)

    return await tertulia.until(standing)


async def shows(tertulia: Simulated, room: Discussed, comment: Comment, text: str) -> discord.Message:
    """The mirror once it says ``text``."""

    async def said() -> discord.Message | None:
        sent = await mirror_in(tertulia, room, comment)
        return sent if text in text_of(sent) else None

    return await tertulia.until(said)


async def mirrors(tertulia: Simulated, comment: Comment) -> list[AppearanceStatus]:
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    return [one.status for one in shown if one.kind is AppearanceKind.MIRROR]


async def is_joined(tertulia: Simulated, room: Discussed) -> bool:
    post = await tertulia.database.read(posts.get, room.post.id)
    assert post is not None
    return post.joined


def hide_from_all(tertulia: Simulated, room: Discussed, *, hidden: bool) -> None:
    """Let everybody read a room's channel no more, or again; moderators and the bot always do."""
    backend, seed = tertulia.env.backend, tertulia.seed
    channel = backend.get_channel(room.post.channel_id)
    view = discord.Permissions(view_channel=True).value
    others = [role_id for role_id in backend.get_guild(seed.guild.id).roles if role_id != seed.guild.id]
    seen = [Overwrite(role_id, OverwriteType.ROLE, allow=view) for role_id in others]
    closed = [Overwrite(seed.guild.id, OverwriteType.ROLE, deny=view)]
    backend.edit_channel(channel.id, {}, overwrites=seen + (closed if hidden else []))


def allow(tertulia: Simulated, name: str, **permissions: bool) -> None:
    """Give or take a role permissions."""
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    (role,) = [one for one in backend.get_guild(guild_id).roles.values() if one.name == name]
    allowed = discord.Permissions(role.permissions)
    allowed.update(**permissions)
    role.permissions = allowed.value
    backend.announce_role_updates(guild_id, [role])


def make_private(tertulia: Simulated, channel) -> None:
    """Let nobody but roles other than @everyone see a channel, the bot's among them."""
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    view = discord.Permissions.read_messages.flag
    for role_id in backend.get_guild(guild_id).roles:
        sight = {"deny": view} if role_id == guild_id else {"allow": view}
        backend.set_overwrite(channel.id, Overwrite(role_id, OverwriteType.ROLE, **sight))
