"""Which events the bot asks Discord for."""

from __future__ import annotations

import logging

import discord

from bot.discordkit.http_errors import translate_errors
from bot.domain.errors import TokenRefused
from bot.domain.message import message

_log = logging.getLogger(__name__)


def wanted(*, message_content: bool) -> discord.Intents:
    """Return the intents of the bot. Only the message content is privileged."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        moderation=True,
        webhooks=True,
        message_content=message_content,
    )


async def granted(token: str) -> discord.Intents:
    """Return the intents that Discord grants to ``token``: asking for more ends the connection.

    Raises:
        TokenRefused: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    try:
        with translate_errors():
            async with discord.Client(intents=discord.Intents.none()) as probe:
                await probe.login(token)
                flags = (await probe.application_info()).flags
    except discord.LoginFailure as error:
        raise TokenRefused(
            message("Discord does not accept DISCORD_TOKEN. Reset it in the developer portal and try again.")
        ) from error
    allowed = flags.gateway_message_content or flags.gateway_message_content_limited
    if not allowed:
        _log.warning(
            "The message content intent is not granted in the developer portal: only dialogs, replies that "
            "ping the bot and messages added by hand become comments."
        )
    return wanted(message_content=allowed)
