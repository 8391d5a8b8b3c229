"""A member as services see them, without an interaction: with the permissions they hold on the server."""

from __future__ import annotations

import discord
from simcord import MemberActor

from bot.domain.language import Language
from bot.domain.people import Member
from tests.discord.simulated import Simulated


class AsMember:
    """What ``member`` may do now. ``blind`` sees no channel; ``server_id`` makes them ask from elsewhere."""

    def __init__(
        self, tertulia: Simulated, member: MemberActor, *, server_id: int | None = None, blind: bool = False
    ) -> None:
        self._tertulia = tertulia
        self._id = member.id
        self._blind = blind
        guild_id = tertulia.seed.guild.id
        spanish = tertulia.env.backend.locales[member.id].startswith("es")
        self.member = Member(
            id=member.id,
            name=member.name,
            avatar=None,
            server_id=guild_id if server_id is None else server_id,
            channel_id=tertulia.seed.news.id,
            language=Language.ES if spanish else Language.EN,
            moderator=self.moderates(tertulia.seed.news.id),
            manager=self._permissions(tertulia.seed.news.id).manage_guild,
        )

    def sees(self, channel_id: int) -> bool:
        """Whether they can read a channel."""
        return not self._blind and self._permissions(channel_id).read_messages

    def moderates(self, channel_id: int) -> bool:
        """Whether they hold Manage Messages in a channel."""
        return not self._blind and self._permissions(channel_id).manage_messages

    def writes(self, channel_id: int) -> bool:
        """Whether they hold Send Messages in Threads in a channel."""
        return not self._blind and self._permissions(channel_id).send_messages_in_threads

    def bypasses_slowmode(self, channel_id: int) -> bool:
        """Whether they hold Bypass Slowmode in a channel."""
        return not self._blind and self._permissions(channel_id).bypass_slowmode

    def _permissions(self, channel_id: int) -> discord.Permissions:
        backend = self._tertulia.env.backend
        return discord.Permissions(
            backend.compute_permissions(self._tertulia.seed.guild.id, self._id, channel_id)
        )
