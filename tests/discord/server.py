"""The server on the simulated Discord: its channels, and the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from bot.domain.permissions import PERMISSIONS

BOT_PERMISSIONS = discord.Permissions(**dict.fromkeys(PERMISSIONS, True))
"""What the bot is invited with."""


@dataclass(frozen=True)
class Seed:
    """The server every test starts with.

    ``news`` and ``noticias`` are text channels, ``announcements`` an announcement channel, ``forum`` a forum,
    ``moderators`` is seen by moderators (and the bot) alone.
    """

    guild: GuildHandle
    news: ChannelHandle
    noticias: ChannelHandle
    announcements: ChannelHandle
    forum: ChannelHandle
    moderators: ChannelHandle
    emma: MemberActor
    elena: MemberActor
    mateo: MemberActor
    marta: MemberActor
    bot_role: Any


def seed(env: Env) -> Seed:
    """Make the server, before the bot joins it."""
    env.backend.locales = {}
    guild = env.create_guild("Tertulia")
    bot_role = guild.create_role("Tertulia", permissions=BOT_PERMISSIONS)
    manager = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    moderator = guild.create_role(  # each new role stands below the others
        "Moderators",
        permissions=discord.Permissions(manage_messages=True, manage_threads=True, moderate_members=True),
    )
    env.backend.get_guild(guild.id).members[env.backend.bot_user.id].role_ids.append(bot_role.id)
    seen, hidden = (
        discord.PermissionOverwrite(view_channel=True),
        discord.PermissionOverwrite(view_channel=False),
    )

    def member(name: str, locale: str, *roles: Any) -> MemberActor:
        user = env.create_user(name.lower(), global_name=name)
        env.backend.locales[user.id] = locale
        return guild.add_member(user, roles=roles)

    return Seed(
        guild=guild,
        news=guild.create_text_channel("news"),
        noticias=guild.create_text_channel("noticias"),
        announcements=guild.create_news_channel("announcements"),
        forum=guild.create_forum_channel("forum"),
        moderators=guild.create_text_channel(
            "moderators", overwrites={guild.default_role: hidden, moderator: seen, bot_role: seen}
        ),
        emma=member("Emma", "en-US"),
        elena=member("Elena", "es-ES"),
        mateo=member("Mateo", "es-ES", moderator),
        marta=member("Marta", "en-US", moderator, manager),
        bot_role=bot_role,
    )
