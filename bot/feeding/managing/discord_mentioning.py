"""Which roles may be mentioned, and which tags forums have, on Discord."""

from __future__ import annotations

from collections.abc import Collection

import discord

from bot.discordkit.client import Interaction
from bot.discordkit.escaping import escaped
from bot.domain.errors import BadInput, BotLacks, NotAllowed, NotFound
from bot.domain.message import message


class DiscordMentioning:
    """Implements :class:`bot.feeding.managing.edit_feed.Mentioning` for whoever made an interaction."""

    def __init__(self, interaction: Interaction) -> None:
        assert interaction.guild is not None
        assert isinstance(interaction.user, discord.Member)
        self._guild = interaction.guild
        self._user = interaction.user

    def require_may_mention(self, role_id: int, channel_ids: Collection[int]) -> None:
        """Check that the member and the bot may mention a role; see the port."""
        role = self._guild.get_role(role_id)
        if role is None:
            raise NotFound(message("I do not know that role."))
        if role.is_default():
            raise BadInput(message("I never mention everyone. Choose a role that members take or are given."))
        if role.mentionable:
            return
        channels = [one for room in channel_ids if (one := self._guild.get_channel(room))]
        everyone = message("Mention @everyone, @here and All Roles")
        for one in channels:
            if not one.permissions_for(self._user).mention_everyone:
                raise NotAllowed(
                    message(
                        "You may not mention {role} in {channel}: you need the permission {permission} "
                        "there, or the role has to be one that anyone can mention.",
                        role=escaped(role.name),
                        channel=one.mention,
                        permission=everyone,
                    )
                )
            if not one.permissions_for(self._guild.me).mention_everyone:
                raise BotLacks(
                    message(
                        "I may not mention {role} in {channel}: I need the permission {permission} there, or "
                        "the role has to be one that anyone can mention.",
                        role=escaped(role.name),
                        channel=one.mention,
                        permission=everyone,
                    )
                )

    def tags(self, channel_ids: Collection[int]) -> list[str]:
        """The names of the tags of the forums among these channels."""
        channels = map(self._guild.get_channel, channel_ids)
        forums = [one for one in channels if isinstance(one, discord.ForumChannel)]
        return list(dict.fromkeys(tag.name for forum in forums for tag in forum.available_tags))
