"""The errors that are shown to people.

TertuliaError                 one clear sentence, in the language of whoever reads it
├── BadInput                  what was given cannot be used; nothing was changed
│   ├── NotReadable           a link, file or text that holds no article we can read
│   └── WrongSettings         settings that are not as they must be; each fault is a sentence of its own
├── NotFound                  an article, discussion, comment or channel we do not know, or may not show
├── NotAllowed                the person may not do this; checked when it runs
├── Refused                   the state of things forbids it (a locked discussion, a removed card)
├── BotLacks                  Discord does not let the bot do it: permissions or intents, named
│   └── TokenRefused          Discord does not let the bot in
├── PlatformFailed            Discord answered with a fault that retrying did not mend
└── StorageFailed             the database is busy, full, newer than the program or held by another bot
"""

from __future__ import annotations

from bot.domain.message import Message, message


class TertuliaError(Exception):
    """An error with a sentence for the person it concerns. ``message`` is translated where it is shown."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class BadInput(TertuliaError):
    """What was given cannot be used."""


class NotReadable(BadInput):
    """No article could be read from a link, a file or a text."""


class WrongSettings(BadInput):
    """Some settings are wrong. ``faults`` holds a sentence for each: its name, what is expected and given."""

    def __init__(self, faults: list[Message]) -> None:
        super().__init__(message("These settings are wrong. Fix them in .env or in the environment:"))
        self.faults = faults


class NotFound(TertuliaError):
    """What was named is not known here, or may not be shown to whoever asks."""


class NotAllowed(TertuliaError):
    """The person lacks the permission this needs."""


class Refused(TertuliaError):
    """The state of things forbids it."""


class BotLacks(TertuliaError):
    """The bot itself lacks a permission or an intent, which the message names."""


class TokenRefused(BotLacks):
    """The chat platform does not accept the bot's token, and will not before it is another."""


class PlatformFailed(TertuliaError):
    """The chat platform answered with a fault that retrying did not mend."""


class StorageFailed(TertuliaError):
    """The database cannot take or give what was asked."""
