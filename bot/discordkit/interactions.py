"""Answering interactions: in the member's language, to them alone, pinging nobody."""

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
"""Key in an interaction's extras: its deferred answer was sent."""


async def language_of(interaction: Interaction) -> Language:
    """Return the language the bot speaks to the member."""
    return await interaction.client.language_of(interaction.user.id, interaction.locale.value)


async def member_of(
    interaction: Interaction, channel: app_commands.AppCommandChannel | None = None
) -> Member:
    """Return the member, with their permissions in the interaction's channel or in ``channel``."""
    permissions = channel.permissions if channel else interaction.permissions
    user = interaction.user
    return Member(
        id=interaction.user.id,
        name=interaction.user.display_name,
        avatar=interaction.user.display_avatar.url,
        server_id=interaction.guild_id or 0,
        channel_id=channel.id if channel else interaction.channel_id or 0,
        language=await language_of(interaction),
        moderator=permissions.manage_messages,
        manager=interaction.permissions.manage_guild,
        since=user.joined_at if isinstance(user, discord.Member) else None,
        roles=frozenset(one.id for one in user.roles) if isinstance(user, discord.Member) else frozenset(),
    )


def translate(interaction: Interaction, message: Message, language: Language) -> str:
    """Render ``message`` in ``language``."""
    return interaction.client.catalog.say(message, language)


def command_named(interaction: Interaction, key: str) -> str:
    """Return the command ``key`` as the member's client names it, whatever language the bot speaks."""
    return command_name(interaction.client.catalog, key, named_in(interaction.locale))


def option_named(interaction: Interaction, name: str) -> str:
    """Return the option ``name`` of a command as the member's client names it."""
    return translate(interaction, Message(name), named_in(interaction.locale))


async def defer(interaction: Interaction) -> None:
    """Acknowledge the interaction; :func:`respond` sends the answer later, to the member alone."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def progress(interaction: Interaction, message: Message) -> None:
    """Show progress in place of the deferred answer."""
    text = translate(interaction, message, await language_of(interaction))
    with contextlib.suppress(discord.HTTPException):  # the work goes on without it
        await interaction.edit_original_response(content=text, allowed_mentions=NO_MENTIONS)


async def respond(
    interaction: Interaction,
    message: Message | None = None,
    *,
    view: discord.ui.View | discord.ui.LayoutView | None = None,
    files: list[discord.File] | None = None,
) -> None:
    """Answer the member alone: as the first answer, in the deferred one, or as a followup.

    Give a LayoutView without ``message``: it carries its own text.
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


async def replace(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Replace the message whose button was pressed; the press may have been acknowledged."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, allowed_mentions=NO_MENTIONS)
    else:
        await interaction.response.edit_message(view=view, allowed_mentions=NO_MENTIONS)


def _is_waiting(interaction: Interaction) -> bool:
    deferred = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    return deferred and _ANSWERED not in interaction.extras
