"""Who uses the bot, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.discussion import Author
from bot.domain.language import Language
from bot.domain.message import message

STAFF = message("✔ Staff")
"""The mark of who held a role of a server's staff when they wrote something. No name is shown with a tick."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who posts articles in a server: a member by their id, or a feed. ``channels`` are those they may post
    into now.
    """

    id: int
    server_id: int
    channels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a server, in one channel at one moment.

    ``language`` is that of the bot's answers to them. ``moderator`` is Manage Messages in that channel,
    ``manager`` is Manage Server. Services decide by these, whatever the client showed. ``since`` is when
    they joined the server, where the platform told; ``roles`` are those they hold.
    """

    id: int
    name: str
    avatar: str | None
    server_id: int
    channel_id: int
    language: Language
    moderator: bool
    manager: bool
    since: datetime | None = None
    roles: frozenset[int] = frozenset()

    @property
    def actor(self) -> Actor:
        """The member as an actor in this channel alone."""
        return Actor(self.id, self.server_id, frozenset((self.channel_id,) if self.moderator else ()))

    @property
    def author(self) -> Author:
        """The member as an author."""
        return Author(self.id, self.name, self.avatar)
