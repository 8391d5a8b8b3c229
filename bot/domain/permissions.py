"""Which of Discord's permissions the bot needs for what, and their names in Discord's settings.

Messages made of components are no embeds: the bot needs no permission to embed links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.domain.message import Message, message

PERMISSIONS: Mapping[str, Message] = MappingProxyType(
    {
        "view_channel": message("View Channel"),
        "send_messages": message("Send Messages"),
        "send_messages_in_threads": message("Send Messages in Threads"),
        "create_public_threads": message("Create Public Threads"),
        "manage_threads": message("Manage Threads"),
        "manage_messages": message("Manage Messages"),
        "manage_webhooks": message("Manage Webhooks"),
        "attach_files": message("Attach Files"),
        "add_reactions": message("Add Reactions"),
        "read_message_history": message("Read Message History"),
        "view_audit_log": message("View Audit Log"),
        "pin_messages": message("Pin Messages"),
    }
)
"""Each permission the bot may need: the flag's name in Discord's API and the name in its settings."""

OPTIONAL: Mapping[str, Message] = MappingProxyType(
    {
        "moderate_members": message("Moderate Members"),
        "kick_members": message("Kick Members"),
        "ban_members": message("Ban Members"),
    }
)
"""The same for those that an invitation can leave out: timeouts, kicks and bans by the bot take them."""

FOR_CARDS = (
    "view_channel",
    "send_messages",
    "create_public_threads",
    "send_messages_in_threads",
    "read_message_history",
)
"""What a card and its thread need in a channel. The history is needed to find a card again after a crash."""
FOR_FORUM_POSTS = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
"""What a card needs as a post of a forum, which is a thread by itself."""
FOR_DISCUSSIONS = ("manage_threads", "manage_messages", "manage_webhooks", "attach_files", "add_reactions")
"""What moderation, replies under their author's name, the attachments of restored comments and the signs on
refused ones need in a room, beyond the card.
"""
FOR_PINS = ("pin_messages",)
"""What pinning a question needs in a room. The bot works without it."""
FOR_MIRRORS = ("view_channel", "send_messages_in_threads")
"""What a mirror needs in its thread."""
FOR_HISTORY = ("view_channel", "read_message_history")
"""What backfill needs. Without it Discord answers with an empty history."""
FOR_NOTICES = ("view_channel", "send_messages")
"""What notices need in the moderators' channel."""
FOR_SERVER = ("view_audit_log",)
"""What the bot needs in the server to tell a moderator's deletion from the author's own, and to learn what
moderators do about members outside the bot.
"""


def named(permissions: Iterable[str]) -> list[Message]:
    """Permissions by their names in Discord's settings, in the order given."""
    known = {**PERMISSIONS, **OPTIONAL}
    return [known[permission] for permission in permissions]
