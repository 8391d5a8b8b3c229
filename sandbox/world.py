"""What there is in the sandbox: one server with its people, roles, channels and messages, all in memory.

Channels, threads, roles and attachments are kept as the JSON objects of Discord's API; what has a side that
the API never shows (a member's own language, who alone sees a message) is a class here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import Clock
from sandbox.errors import unknown

JSON = dict[str, Any]
THREAD_TYPES = frozenset({10, 11, 12})
FORUM = 15
DIRECT = 1
"""Types of channels."""


@dataclass
class User:
    """An account. ``locale`` is its client's language; ``description`` is the page's word for who it is.

    ``takes_messages`` is its setting for direct messages from members of the server.
    """

    id: str
    name: str
    avatar: str | None
    bot: bool = False
    locale: str = "en-US"
    description: str = ""
    takes_messages: bool = True

    def payload(self) -> JSON:
        """Discord's user object."""
        return {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": self.avatar,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        } | ({"username": self.name} if self.bot else {})


@dataclass
class Member:
    """A user's place in the server."""

    user: User
    joined_at: str
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: datetime | None = None

    def payload(self, *, with_user: bool = True) -> JSON:
        """Discord's member object."""
        until = self.timed_out_until
        return {
            "roles": list(self.roles),
            "joined_at": self.joined_at,
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "premium_since": None,
            "communication_disabled_until": until.isoformat() if until else None,
        } | ({"user": self.user.payload()} if with_user else {})


@dataclass(frozen=True)
class Departure:
    """How somebody left the server: kicked or not, and a timeout that goes on when they come back."""

    kicked: bool
    timed_out_until: datetime | None


@dataclass
class Message:
    """A message.

    ``owner`` is the one member who sees it, if it is ephemeral; ``nonce`` names the act of theirs that it
    answers; ``reactors`` are user ids by emoji.
    """

    data: JSON
    owner: str | None = None
    nonce: str | None = None
    reactors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.data["id"])

    @property
    def channel_id(self) -> str:
        """Where it stands."""
        return str(self.data["channel_id"])

    @property
    def author_id(self) -> str:
        """Whose it is: a user's id or a webhook's."""
        return str(self.data["author"]["id"])


@dataclass
class Webhook:
    """A webhook; ``application_id`` names the application that made it, if one did."""

    id: str
    token: str
    channel_id: str
    name: str
    user_id: str
    application_id: str | None
    avatar: str | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened, as the gateway would tell it.

    ``channel`` limits it to those who see that channel, ``only`` to one member. ``to`` says whether the bot,
    people or both are told; ``by`` is who did it, for the record.
    """

    name: str
    data: JSON
    channel: str | None = None
    only: str | None = None
    to: Literal["all", "bot", "people"] = "all"
    by: str | None = None


class World:
    """Everything there is, and who wants to hear of what happens."""

    def __init__(self, clock: Clock, *, message_content: bool = True, server_members: bool = False) -> None:
        """An empty world. The flags say which privileged intents the application is granted."""
        self.clock = clock
        self.message_content = message_content
        self.server_members = server_members
        self.origin = ""
        self.guild: JSON = {}
        self.bot: User
        self.application_id = clock.snowflake()
        self.users: dict[str, User] = {}
        self.members: dict[str, Member] = {}
        self.roles: dict[str, JSON] = {}
        self.channels: dict[str, JSON] = {}
        self.direct: dict[str, JSON] = {}
        """Channels of direct messages between the bot and one person, by their own ids."""
        self.read: dict[str, str] = {}
        """Up to which message people have read their direct messages, by user id."""
        self.bans: dict[str, str | None] = {}
        """Reasons by user id."""
        self.departed: dict[str, Departure] = {}
        """Of people who are no longer in the server, by user id."""
        self.thread_members: dict[str, dict[str, str]] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.audit_log: list[JSON] = []
        self.nonces: dict[tuple[str, str, str], tuple[datetime, str]] = {}
        self.listeners: list[Callable[[Event], None]] = []

    @property
    def guild_id(self) -> str:
        """The server's id, which is also its @everyone role's."""
        return str(self.guild["id"])

    def emit(
        self,
        name: str,
        data: JSON,
        *,
        channel: str | None = None,
        only: str | None = None,
        to: Literal["all", "bot", "people"] = "all",
        by: str | None = None,
    ) -> None:
        """Tell every listener; ``data`` is copied, so that later changes don't reach what was said."""
        event = Event(name, copy.deepcopy(data), channel, only, to, by)
        for listener in list(self.listeners):
            listener(event)

    def channel(self, channel_id: str) -> JSON:
        """The channel, thread or direct messages with this id.

        Raises:
            DiscordError: there are none.
        """
        found = self.channels.get(channel_id) or self.direct.get(channel_id)
        if found is None:
            raise unknown("Channel")
        return found

    def message(self, channel_id: str, message_id: str) -> Message:
        """The message with this id in this channel, ephemeral ones too.

        Raises:
            DiscordError: there is none.
        """
        found = self.messages.get(channel_id, {}).get(message_id)
        if found is None:
            raise unknown("Message")
        return found

    def member(self, user_id: str) -> Member:
        """The member with this user id.

        Raises:
            DiscordError: nobody in the server has it.
        """
        if user_id not in self.members:
            raise unknown("Member")
        return self.members[user_id]

    def user(self, user_id: str) -> User:
        """The account with this id, in the server or not.

        Raises:
            DiscordError: nobody has it.
        """
        if user_id not in self.users:
            raise unknown("User")
        return self.users[user_id]

    def user_named(self, name: str) -> User:
        """The account with this name or id, in the server or not.

        Raises:
            DiscordError: nobody has it.
        """
        for user in self.users.values():
            if name in (user.name, user.id):
                return user
        raise unknown("User")

    def channel_named(self, name: str) -> JSON:
        """The channel or thread with this name or id; of threads with the same name the latest.

        Raises:
            DiscordError: there is none.
        """
        if name in self.channels or name in self.direct:
            return self.channel(name)
        for channel in reversed(self.channels.values()):
            if channel["name"] == name.removeprefix("#"):
                return channel
        raise unknown("Channel")

    def guild_object(self) -> JSON:
        """Discord's guild object, without what only the gateway adds."""
        return {**self.guild, "roles": list(self.roles.values()), "emojis": [], "stickers": []}

    def is_thread(self, channel: JSON) -> bool:
        """Whether it is a thread (or a forum post) rather than a channel."""
        return channel["type"] in THREAD_TYPES

    def place(self, channel_id: str) -> JSON:
        """Where something happened, as events tell it: direct messages are in no server."""
        if channel_id in self.direct:
            return {"channel_id": channel_id}
        return {"channel_id": channel_id, "guild_id": self.guild_id}

    def parent(self, channel: JSON) -> JSON:
        """The channel a thread belongs to; a channel itself."""
        return self.channels[channel["parent_id"]] if self.is_thread(channel) else channel
