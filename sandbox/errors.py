"""What Discord answers when it refuses, with Discord's own codes.

Codes and sentences: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from typing import Any


class DiscordError(Exception):
    """A refusal: the HTTP status, Discord's code and sentence, and further fields of the answer."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.more = more

    def payload(self) -> dict[str, Any]:
        """The answer's JSON body."""
        return {"message": self.message, "code": self.code, **self.more}


_UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Webhook": 10015,
    "Ban": 10026,
    "interaction": 10062,
    "application command": 10063,
}
"""Discord writes some of them small."""


def unknown(what: str) -> DiscordError:
    """There is no such thing (or none the asker may know of)."""
    return DiscordError(404, _UNKNOWN[what], f"Unknown {what}")


def missing_access() -> DiscordError:
    """The asker cannot see it."""
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    """The asker sees it, and may not do that to it."""
    return DiscordError(403, 50013, "Missing Permissions")


def not_in_direct_messages() -> DiscordError:
    """Only channels of a server have that."""
    return DiscordError(403, 50003, "Cannot execute action on a DM channel")


def closed_to_messages() -> DiscordError:
    """The recipient takes no direct messages, or shares no server with who writes."""
    return DiscordError(403, 50007, "Cannot send messages to this user")


def archived() -> DiscordError:
    """The thread has to be opened again first."""
    return DiscordError(400, 50083, "Thread is archived")


def locked() -> DiscordError:
    """Only who may manage threads can write there."""
    return DiscordError(403, 160005, "Thread is locked")


def too_large() -> DiscordError:
    """A file or body above the limit."""
    return DiscordError(413, 40005, "Request entity too large")


def invalid(path: str, code: str, sentence: str) -> DiscordError:
    """A body with a fault at ``path`` (dotted, list positions as numbers)."""
    tree: dict[str, Any] = {"_errors": [{"code": code, "message": sentence}]}
    for key in reversed(path.split(".")):
        tree = {key: tree}
    return DiscordError(400, 50035, "Invalid Form Body", errors=tree)


def check_length(path: str, text: str, low: int, high: int) -> None:
    """Refuse ``text`` unless it has ``low`` to ``high`` characters.

    Raises:
        DiscordError: it has not.
    """
    if low <= len(text) <= high:
        return
    if not text:
        raise invalid(path, "BASE_TYPE_REQUIRED", "This field is required")
    raise invalid(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")


def whole(path: str, text: str) -> int:
    """The whole number that ``text`` writes.

    Raises:
        DiscordError: 50035: it is none.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{text}" is not int.')
