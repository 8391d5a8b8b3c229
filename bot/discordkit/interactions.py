"""Who asks, and answering them: in their language, to them alone, pinging nobody."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discordkit.command_names import command_name, named_in
from bot.domain.language import Language
from bot.domain.message import Message
from bot.domain.people import Member

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

NO_MENTIONS = discord.AllowedMentions.none()
_ANSWERED = "answered"
"""Set among an interaction's extras once its deferred answer has been given."""


async def language_of(interaction: Interaction) -> Language:
    """The language the bot speaks to whoever made the interaction."""
    return await interaction.client.language_of(interaction.user.id, interaction.locale.value)


async def member_of(
    interaction: Interaction, channel: app_commands.AppCommandChannel | None = None
) -> Member:
    """Who made the interaction and what they may do in its channel, or in another that they named."""
    permissions = channel.permissions if channel else interaction.permissions
    return Member(
        id=interaction.user.id,
        name=interaction.user.display_name,
        avatar=interaction.user.display_avatar.url,
        server_id=interaction.guild_id or 0,
        channel_id=channel.id if channel else interaction.channel_id or 0,
        language=await language_of(interaction),
        moderator=permissions.manage_messages,
        manager=interaction.permissions.manage_guild,
    )


def translate(interaction: Interaction, message: Message, language: Language) -> str:
    """``message`` in ``language``."""
    return interaction.client.catalog.say(message, language)


def command_named(interaction: Interaction, key: str) -> str:
    """The command ``key`` as the client of whoever asks names it, whatever the bot speaks to them."""
    return command_name(interaction.client.catalog, key, named_in(interaction.locale))


async def defer(interaction: Interaction) -> None:
    """Acknowledge at once; the answer comes later, to whoever asked alone."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def progress(interaction: Interaction, message: Message) -> None:
    """Show how far work has come in the deferred answer that is still to be given."""
    text = translate(interaction, message, await language_of(interaction))
    with contextlib.suppress(discord.HTTPException):  # what is under way does not stop for it
        await interaction.edit_original_response(content=text, allowed_mentions=NO_MENTIONS)


async def respond(
    interaction: Interaction,
    message: Message | None = None,
    *,
    view: discord.ui.View | discord.ui.LayoutView | None = None,
    files: list[discord.File] | None = None,
) -> None:
    """Answer whoever asked, to them alone: as the first answer, in the deferred one, or after it.

    A LayoutView carries its own text: give it without ``message``.
    """
    content = translate(interaction, message, await language_of(interaction)) if message else None
    options: dict[str, Any] = {"allowed_mentions": NO_MENTIONS}
    if view is not None:
        options["view"] = view
    if not interaction.response.is_done():
        options |= {"files": files} if files else {}
        await interaction.response.send_message(content, ephemeral=True, **options)
    elif _is_waiting(interaction):
        interaction.extras[_ANSWERED] = True
        options |= {"attachments": files} if files else {}
        await interaction.edit_original_response(content=content, **options)
    else:
        options |= {"files": files} if files else {}
        await interaction.followup.send(content or discord.utils.MISSING, ephemeral=True, **options)


def _is_waiting(interaction: Interaction) -> bool:
    deferred = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    return deferred and _ANSWERED not in interaction.extras
