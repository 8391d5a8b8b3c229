"""What a moderator does with members outside the bot."""

from __future__ import annotations

from datetime import timedelta

from sandbox import members
from sandbox.world import User, World


class Moderate:
    """One member's powers over others, who are given by name or id.

    Everything raises :class:`DiscordError` where Discord would refuse.
    """

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._by = user.id

    def _id(self, name: str) -> str:
        return self._world.user_named(name).id

    def time_out(self, name: str, minutes: float, reason: str | None = None) -> None:
        """Let a member only read for so long."""
        until = self._world.clock.now() + timedelta(minutes=minutes)
        members.time_out(self._world, self._id(name), until, by=self._by, reason=reason)

    def end_timeout(self, name: str, reason: str | None = None) -> None:
        """Let a member write again."""
        members.time_out(self._world, self._id(name), None, by=self._by, reason=reason)

    def kick(self, name: str, reason: str | None = None) -> None:
        """Take a member out of the server."""
        members.kick(self._world, self._id(name), by=self._by, reason=reason)

    def ban(self, name: str, reason: str | None = None, *, delete_message_seconds: int = 0) -> None:
        """Keep a person out of the server, and delete what they wrote in the last seconds."""
        members.ban(
            self._world,
            self._id(name),
            by=self._by,
            reason=reason,
            delete_message_seconds=delete_message_seconds,
        )

    def unban(self, name: str, reason: str | None = None) -> None:
        """Let a person join again."""
        members.unban(self._world, self._id(name), by=self._by, reason=reason)
